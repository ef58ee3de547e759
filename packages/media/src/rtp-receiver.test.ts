import { expect, test } from "vitest";
import { buildRtp } from "./rtp.ts";
import { RtpReceiver } from "./rtp-receiver.ts";

const listener = { begun: (): void => undefined, over: (): void => undefined };

function packet(sequence: number, over: { readonly ssrc?: number; readonly timestamp?: number } = {}): Buffer {
  return buildRtp({
    payloadType: 0,
    marker: false,
    sequence: sequence & 0xffff,
    timestamp: over.timestamp ?? (sequence * 160) >>> 0,
    ssrc: over.ssrc ?? 1,
    payload: Buffer.alloc(160, 0xff),
  });
}

test("loss is counted by sequence numbers, over their wrap; doubles and late ones are no loss [R-MEDIA-73]", () => {
  const receiver = new RtpReceiver(listener);
  const order = [65_533, 65_534, 65_536, 65_535, 65_536, 65_539, 65_540];
  const kinds = order.map((sequence, index) => receiver.receive(packet(sequence), 1_000 + index * 20));
  expect(kinds).toEqual(["audio", "audio", "audio", "audio", "duplicate", "audio", "audio"]);
  expect(receiver.lost).toBe(2);
  expect(receiver.packets).toBe(6);
  expect(receiver.duplicates).toBe(1);
  expect(receiver.report()).toMatchObject({ ssrc: 1, lost: 2, fraction: 64, highest: 65_540 });
  expect(receiver.report()).toMatchObject({ lost: 2, fraction: 0 });
});

test("a new source is believed after two packets in sequence, and so is a great leap [R-MEDIA-16]", () => {
  const receiver = new RtpReceiver(listener);
  expect(receiver.receive(packet(10), 0)).toBe("audio");
  expect(receiver.receive(packet(500, { ssrc: 2 }), 20)).toBe("probation");
  expect(receiver.receive(packet(11), 20)).toBe("audio");
  expect(receiver.receive(packet(900, { ssrc: 2 }), 40)).toBe("probation");
  expect(receiver.receive(packet(901, { ssrc: 2 }), 60)).toBe("audio");
  expect(receiver.ssrc).toBe(2);
  expect(receiver.receive(packet(30_000, { ssrc: 2 }), 80)).toBe("probation");
  expect(receiver.receive(packet(30_001, { ssrc: 2 }), 100)).toBe("audio");
  expect(receiver.lost).toBe(0);
});

test("jitter is measured as RFC 3550 A.8 says [R-MEDIA-73]", () => {
  const receiver = new RtpReceiver(listener);
  let jitter = 0;
  for (let i = 0; i < 200; i += 1) {
    receiver.receive(packet(i), 1_000 + i * 20 + (i % 2) * 10);
    if (i > 0) jitter += (80 - jitter) / 16;
  }
  expect(receiver.jitterMs).toBeCloseTo(jitter / 8, 5);
  expect(receiver.jitterMs).toBeCloseTo(10, 1);
});
