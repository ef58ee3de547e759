import fc from "fast-check";
import { expect, test } from "vitest";
import { buildRtcp, ntpMiddle, parseRtcp } from "./rtcp.ts";
import { buildRtp, parseRtp } from "./rtp.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const payload = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
/** Payload types beside those that RFC 5761 leaves to RTCP. */
const payloadType = fc.integer({ min: 0, max: 63 });

test("what was built is read again as it was [R-MEDIA-71]", () => {
  const packet = fc.record({
    payloadType,
    marker: fc.boolean(),
    sequence: fc.integer({ min: 0, max: 0xffff }),
    timestamp: word,
    ssrc: word,
    payload,
  });
  fc.assert(
    fc.property(packet, (rtp) => {
      expect(parseRtp(buildRtp(rtp))).toEqual(rtp);
    }),
  );
});

test("no bytes make the readers throw or read beyond their end [R-MEDIA-71]", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      const rtp = parseRtp(buffer);
      if (rtp !== undefined) expect(rtp.payload.length).toBeLessThanOrEqual(buffer.length - 12);
      parseRtcp(buffer);
    }),
    { numRuns: 2_000 },
  );
});

test("contributing sources, extension and padding are no payload [R-MEDIA-71]", () => {
  const head = Buffer.from([0xb1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
  const packet = Buffer.concat([
    head,
    Buffer.alloc(4),
    Buffer.from([0, 0, 0, 1]),
    Buffer.alloc(4),
    Buffer.from("abc\0\0\x03"),
  ]);
  expect(parseRtp(packet)?.payload.toString()).toBe("abc");
  packet[packet.length - 1] = 0;
  expect(parseRtp(packet)).toBeUndefined();
  packet[packet.length - 1] = 200;
  expect(parseRtp(packet)).toBeUndefined();
});

test("a report is read again as it was written, with its name and its goodbye [R-MEDIA-72]", () => {
  const block = {
    ssrc: 7,
    fraction: 12,
    lost: 345,
    highest: 70_000,
    jitter: 80,
    lastReport: 0x1234_5678,
    sinceLastReport: 65_536,
  };
  const sender = { timestamp: 160, packets: 3, octets: 480 };
  const bytes = buildRtcp({ ssrc: 1, cname: "abc", unixMs: 1_700_000_000_123, sender, block, bye: true });
  expect(bytes.length % 4).toBe(0);
  expect(parseRtcp(bytes)).toEqual({ senderReport: ntpMiddle(1_700_000_000_123), blocks: [block], bye: true });
  const plain = parseRtcp(buildRtcp({ ssrc: 1, cname: "abc", unixMs: 0 }));
  expect(plain).toEqual({ blocks: [], bye: false });
  for (let length = 1; length < bytes.length; length += 1) {
    const cut = parseRtcp(bytes.subarray(0, length));
    // Cut between two packets of the compound it is a shorter one, elsewhere it is none.
    if (cut !== undefined) expect([52, 68]).toContain(length);
  }
});

test("NTP's middle bits go on by 65536 a second and wrap [R-MEDIA-72]", () => {
  expect((ntpMiddle(1_700_000_001_000) - ntpMiddle(1_700_000_000_000)) >>> 0).toBe(65_536);
  expect((ntpMiddle(1_700_000_000_500) - ntpMiddle(1_700_000_000_000)) >>> 0).toBe(32_768);
});
