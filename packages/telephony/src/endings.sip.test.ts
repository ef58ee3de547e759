/** Starts, stops and deaths: of telephony, of a media process, of the process before. */
import { createSocket } from "node:dgram";
import { expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { KnownLeg } from "@legroom/model";
import { Bench, untilHeard } from "../test/harness.ts";

const ports = (from: number) => ({ rtpPorts: { from, to: from + 39 } });

test("stop says BYE to who is up, CANCEL to who rings and 503 to who comes, within three seconds, twice [R-TEL-35]", async () => {
  const bench = await new Bench(ports(30_500)).start();
  const erin = await bench.customer();
  const { endpointId, phone } = await bench.registered("alice");
  phone.answering = "ring";
  const next = phone.nextCall();
  bench.dial({ endpointId, legId: "leg-ringing", near: erin.legId });
  const ringing = await next;
  await bench.facts.wait("leg.ringing");
  const late = await bench.phone();
  const pids = bench.telephony.mediaPids();
  const startedAt = performance.now();
  const stopping = bench.telephony.stop();
  const refused = await late.dial("sales");
  expect(await refused.failed).toMatchObject({ status: 503 });
  expect(await erin.call.ended).toMatchObject({ reason: { cause: 503, text: "Shutting down" } });
  expect(await ringing.cancelled).toMatchObject({ cause: 503 });
  await Promise.all([stopping, bench.telephony.stop()]);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(bench.facts.all("leg.ended")).toMatchObject([{ legId: erin.legId, cause: "shutdown", by: "us" }]);
  expect(bench.telephony.health()).toEqual({ sip: false, media: false });
  for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
  await bench.stop();
});

test("the far sides of the process before are told within five seconds [R-TEL-36]", async () => {
  const before = await new Bench(ports(30_540)).start();
  const erin = await before.customer();
  const { memo } = await before.facts.wait("leg.answered");
  const formerLegs: KnownLeg[] = [
    { legId: erin.legId, ...(memo === undefined ? {} : { memo }) },
    { legId: asId("leg-unreadable"), memo: asId("not-ours") },
    { legId: asId("leg-without") },
  ];
  // As after a crash: another process, while the far side still believes in its call.
  const later = await new Bench({ after: before, formerLegs, ...ports(30_580) }).start();
  expect(await erin.call.ended).toMatchObject({ by: "remote", reason: { cause: 503 } });
  await expect.poll(() => later.telephony.counters()["former-leg.answered"]).toBe(1);
  expect(later.telephony.counters()["former-leg.without-memo"]).toBe(2);
  await later.stop();
  await before.stop();
});

test("a media process that dies harms only its own legs, and those live on until the centre ends them [R-TEL-37]", async () => {
  const bench = await new Bench({ mediaProcesses: 2, ...ports(30_620) }).start();
  try {
    const [erin, frank] = [await bench.customer(), await bench.customer()];
    const states = [bench.conference("of-erin", 1, { erin: erin.legId })] as const;
    bench.take({ type: "conference.set", states, nearLegId: erin.legId });
    await bench.facts.wait("conference.applied");
    bench.take({
      type: "recording.start",
      recordingId: asId("recording-cut"),
      interactionId: asId("interaction-cut"),
      person: erin.person,
      seats: [{ seatId: asId("erin"), legId: erin.legId }],
    });
    await bench.facts.wait("recording.started");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    process.kill(bench.telephony.mediaPids()[0] ?? 0, "SIGKILL");
    expect(await bench.facts.wait("media.lost")).toEqual({
      type: "media.lost",
      legIds: [erin.legId],
      conferenceIds: ["of-erin"],
    });
    const { tracks } = await bench.facts.wait("recording.finished");
    expect(tracks).toMatchObject([{ seatId: "erin", file: "erin.track" }]);
    expect(tracks[0]?.durationMs).toBeGreaterThan(300);
    expect(bench.facts.all("leg.ended")).toEqual([]);
    expect(bench.telephony.health()).toEqual({ sip: true, media: true });

    bench.take({
      type: "prompt.play",
      promptId: asId("prompt-other"),
      legId: frank.legId,
      seatId: null,
      items: [{ sound: "greeting" }],
      stopOnDigit: false,
    });
    await untilHeard(frank.rtp, 1500);
    bench.take({ type: "leg.hang-up", legId: erin.legId, cause: "failed" });
    await erin.call.ended;
    expect(await bench.facts.wait("leg.ended", ({ legId }) => legId === erin.legId)).not.toHaveProperty("quality");
  } finally {
    await bench.stop();
  }
});

test("a caller who comes in the moment after the only media process died is answered when it is back [R-TEL-44]", async () => {
  const bench = await new Bench(ports(30_620)).start();
  try {
    const before = bench.telephony.mediaPids();
    process.kill(before[0] ?? 0, "SIGKILL");
    await expect.poll(() => bench.telephony.health()).toEqual({ sip: true, media: false });
    await bench.customer();
    expect(bench.telephony.health()).toEqual({ sip: true, media: true });
    expect(bench.telephony.mediaPids()).not.toEqual(before);
  } finally {
    await bench.stop();
  }
});

test("a SIP port in use ends the start with one line that names it, and leaves nothing behind [R-TEL-38]", async () => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  const bench = new Bench({ sipPort: port, ...ports(30_660) });
  await expect(bench.start()).rejects.toMatchObject({
    code: "start.failed",
    message: expect.stringContaining(`SIP port ${port} on 127.0.0.1`),
  });
  expect(bench.telephony.mediaPids()).toEqual([]);
  socket.close();
  await bench.stop();
});

test("music that cannot be played ends the start with one line [R-TEL-38]", async () => {
  const bench = new Bench({ music: { file: "/nowhere/music.wav" }, ...ports(30_660) });
  await expect(bench.start()).rejects.toMatchObject({
    code: "start.failed",
    message: expect.stringContaining("music"),
  });
  await bench.stop();
});
