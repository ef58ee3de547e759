/** Recordings: tracks that fit each other, survive moves and sudden death, and give their audio only to the key. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { levelDbov, openTrack, readWav } from "../src/index.ts";
import { Stage, expectTones, listenOnce, state, value } from "./stage.ts";

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open({ firstPort: 29_500 });
});
afterEach(() => stage.close());

const talk = (id: string, version: number): ReturnType<typeof state> =>
  state(id, version, { customer: ["agent"], agent: ["customer"] });

function pcmOf(path: string): Int16Array {
  const read = readWav(readFileSync(path));
  if (!read.ok) throw new Error(`${path}: ${read.cause}`);
  return read.pcm;
}

/** Where the sound begins, in ms. */
function onsetMs(pcm: Int16Array): number {
  for (let at = 0; at + 80 <= pcm.length; at += 80) if (levelDbov(pcm.subarray(at, at + 80)) > -30) return at / 8;
  return Number.NaN;
}

test("each seat has a track of its own voice alone, and all begin together [R-MEDIA-50]", async () => {
  const customer = await stage.leg("customer", { hz: 450 });
  const agent = await stage.leg("agent", { hz: 675 });
  value(await stage.pool.setConference([talk("interaction", 1)]));
  await listenOnce(agent.peer, 400);
  const seats = [{ seat: "customer" }, { seat: "agent" }];
  value(await stage.pool.startRecording({ recordingId: "r", directory: stage.directory, seats }));
  await stage.until("recording.started");
  // Both fall silent and speak up again at one moment: the same moment in both tracks.
  const begun = performance.now();
  await listenOnce(agent.peer, 600);
  for (const { peer } of [customer, agent]) peer.sendSilence();
  await listenOnce(agent.peer, 400);
  customer.peer.sendTone({ hz: 450, dbov: -12 });
  agent.peer.sendTone({ hz: 675, dbov: -12 });
  await listenOnce(agent.peer, 1_000);
  value(await stage.pool.stopRecording("r"));
  const tookMs = performance.now() - begun;
  const { tracks } = await stage.until("recording.finished");
  expect(tracks.map(({ seat }) => seat)).toEqual(["customer", "agent"]);
  const [ofCustomer, ofAgent] = tracks.map(({ path }) => pcmOf(path));
  if (ofCustomer === undefined || ofAgent === undefined) throw new Error("no tracks");
  expectTones(ofCustomer.subarray(0, 4_000), [450], [450, 675]);
  expectTones(ofAgent.subarray(0, 4_000), [675], [450, 675]);
  const after = (pcm: Int16Array): number => onsetMs(pcm.subarray(6_400));
  expect(Math.abs(after(ofCustomer) - after(ofAgent))).toBeLessThanOrEqual(20);
  for (const [index, track] of tracks.entries()) {
    expect(Math.abs(track.durationMs - tookMs)).toBeLessThanOrEqual(40);
    expect(track.durationMs).toBe((index === 0 ? ofCustomer : ofAgent).length / 8);
    expect(track.sha256).toBe(createHash("sha256").update(readFileSync(track.path)).digest("hex"));
  }
});

test("a track goes on unbroken over moves and new legs; who comes later begins with silence [R-MEDIA-51]", async () => {
  const customer = await stage.leg("customer", { hz: 450 });
  value(await stage.pool.setConference([state("hold", 1, { customer: [] })]));
  await listenOnce(customer.peer, 300);
  const start = { recordingId: "r", directory: stage.directory };
  value(await stage.pool.startRecording({ ...start, seats: [{ seat: "customer" }] }));
  const begun = performance.now();
  await listenOnce(customer.peer, 500);
  await stage.leg("agent", { hz: 675 });
  value(await stage.pool.setConference([state("hold", 2, {}), talk("interaction", 1)]));
  value(await stage.pool.startRecording({ ...start, seats: [{ seat: "customer" }, { seat: "agent", name: "bob" }] }));
  const joinedMs = performance.now() - begun;
  await listenOnce(customer.peer, 400);
  // The customer's leg is replaced by another one.
  const second = await stage.leg("customer-2", { hz: 1_050 });
  const moved = talk("interaction", 2);
  const seats = [
    { seat: "customer", endpointId: "customer-2" },
    { seat: "agent", endpointId: "agent" },
  ];
  value(await stage.pool.setConference([{ ...moved, seats }]));
  value(await stage.pool.closeEndpoint("customer"));
  await listenOnce(second.peer, 600);
  value(await stage.pool.closeEndpoint("agent"));
  const agentLeftMs = performance.now() - begun;
  await listenOnce(second.peer, 400);
  value(await stage.pool.stopRecording("r"));
  const { tracks } = await stage.until("recording.finished");
  const [ofCustomer, ofAgent] = tracks.map(({ path }) => pcmOf(path));
  if (ofCustomer === undefined || ofAgent === undefined) throw new Error("no tracks");
  expectTones(ofCustomer.subarray(0, 4_800), [450], [450, 675, 1_050]);
  expectTones(ofCustomer.subarray(-4_800), [1_050], [450, 675, 1_050]);
  const onset = onsetMs(ofAgent);
  expect(onset).toBeGreaterThan(joinedMs - 40);
  expect(onset).toBeLessThan(joinedMs + 80);
  expectTones(ofAgent.subarray((onset + 20) * 8), [675], [450, 675, 1_050]);
  expect(Math.abs(ofAgent.length / 8 - agentLeftMs)).toBeLessThanOrEqual(40);
  expect(tracks[1]?.path.endsWith("bob.wav")).toBe(true);
});

test("a pause is silence in the track, and its clock goes on [R-MEDIA-52]", async () => {
  const customer = await stage.leg("customer", { hz: 450 });
  value(await stage.pool.setConference([state("hold", 1, { customer: [] })]));
  await listenOnce(customer.peer, 300);
  value(
    await stage.pool.startRecording({ recordingId: "r", directory: stage.directory, seats: [{ seat: "customer" }] }),
  );
  await listenOnce(customer.peer, 300);
  value(await stage.pool.pauseRecording("r"));
  await stage.until("recording.paused");
  await listenOnce(customer.peer, 400);
  value(await stage.pool.resumeRecording("r"));
  await stage.until("recording.resumed");
  await listenOnce(customer.peer, 300);
  value(await stage.pool.stopRecording("r"));
  const { tracks } = await stage.until("recording.finished");
  const pcm = pcmOf(tracks[0]?.path ?? "");
  expect(levelDbov(pcm.subarray(3_200, 4_800))).toBe(Number.NEGATIVE_INFINITY);
  expect(levelDbov(pcm.subarray(0, 1_600))).toBeGreaterThan(-14);
  expect(levelDbov(pcm.subarray(-1_600))).toBeGreaterThan(-14);
});

test("after kill -9 a track opens and holds all but the last second [R-MEDIA-53]", async () => {
  const key = randomBytes(32);
  const customer = await stage.leg("customer", { hz: 450 });
  const agent = await stage.leg("agent", { hz: 675 });
  value(await stage.pool.setConference([talk("interaction", 1)]));
  await listenOnce(customer.peer, 300);
  const seats = [{ seat: "customer" }, { seat: "agent", key: key.toString("base64") }];
  value(await stage.pool.startRecording({ recordingId: "r", directory: stage.directory, seats }));
  const begun = performance.now();
  await listenOnce(agent.peer, 2_500);
  const pid = stage.pool.pids()[0];
  if (pid === undefined) throw new Error("no process");
  const livedMs = performance.now() - begun;
  process.kill(pid, "SIGKILL");
  const lost = await stage.until("process.lost");
  expect(lost.recordings).toEqual(["r"]);
  const pcm = pcmOf(join(stage.directory, "customer.wav"));
  expect(pcm.length / 8).toBeGreaterThan(livedMs - 1_000);
  expectTones(pcm, [450], [450, 675]);
  const sealed = await openTrack(join(stage.directory, "agent.track"), key);
  if (!sealed.ok) throw new Error(sealed.cause);
  expect(sealed.track.durationMs).toBeGreaterThan(livedMs - 1_000);
  await sealed.track.close();
});

test("a sealed track shows nothing on the disk, and everything to its key, from any place [R-MEDIA-54]", async () => {
  const key = randomBytes(32);
  const customer = await stage.leg("customer", { hz: 450 });
  await stage.leg("agent", { hz: 675 });
  value(await stage.pool.setConference([state("interaction", 1, { customer: [] })]));
  await listenOnce(customer.peer, 300);
  const request = { recordingId: "r", directory: stage.directory };
  const sealed = (seat: string): { seat: string; key: string } => ({ seat, key: key.toString("base64") });
  value(await stage.pool.startRecording({ ...request, seats: [sealed("customer")] }));
  await listenOnce(customer.peer, 300);
  value(await stage.pool.setConference([talk("interaction", 2)]));
  value(await stage.pool.startRecording({ ...request, seats: [sealed("agent")] }));
  await listenOnce(customer.peer, 700);
  value(await stage.pool.stopRecording("r"));
  const { tracks } = await stage.until("recording.finished");
  for (const [index, { path, durationMs }] of tracks.entries()) {
    const opened = await openTrack(path, key);
    if (!opened.ok) throw new Error(opened.cause);
    const { track } = opened;
    expect(track.durationMs).toBe(durationMs);
    const whole = await track.read(0, track.wavBytes);
    const read = readWav(whole);
    if (!read.ok) throw new Error(read.cause);
    expectTones(read.pcm.subarray(-3_200), [index === 0 ? 450 : 675], [450, 675]);
    for (const [from, length] of [
      [0, 10],
      [30, 40],
      [44, 16],
      [1_001, 333],
      [track.wavBytes - 5, 100],
    ] as const)
      expect(await track.read(from, length)).toEqual(whole.subarray(from, from + length));
    await track.close();
    const onDisk = readFileSync(path);
    const noise = new Int16Array(onDisk.buffer.slice(onDisk.byteOffset + 40, onDisk.byteOffset + 40 + 8_000));
    expect(levelDbov(noise)).toBeGreaterThan(-6);
    expect(await openTrack(path, randomBytes(32))).toEqual({ ok: false, cause: "wrong-key" });
    expect(await openTrack(path)).toEqual({ ok: false, cause: "no-key" });
  }
});

test("when the disk fails the recording is told as failed, and the call goes on [R-MEDIA-55]", async () => {
  const customer = await stage.leg("customer", { hz: 450 });
  const agent = await stage.leg("agent", { hz: 675 });
  value(await stage.pool.setConference([talk("interaction", 1)]));
  const seats = [{ seat: "customer" }, { seat: "agent" }];
  value(await stage.pool.startRecording({ recordingId: "r", directory: join(stage.directory, "missing"), seats }));
  const { cause } = await stage.until("recording.failed");
  expect(cause).toContain("ENOENT");
  // Nor is an older recording ever written over.
  const directory = join(stage.directory, "again");
  mkdirSync(directory);
  const once = { directory, seats: [{ seat: "agent" }] };
  value(await stage.pool.startRecording({ recordingId: "first", ...once }));
  await listenOnce(agent.peer, 100);
  value(await stage.pool.stopRecording("first"));
  const { tracks } = await stage.until("recording.finished");
  value(await stage.pool.startRecording({ recordingId: "second", ...once }));
  await stage.until("recording.failed", (event) => event.recordingId === "second");
  expect(
    createHash("sha256")
      .update(readFileSync(tracks[0]?.path ?? ""))
      .digest("hex"),
  ).toBe(tracks[0]?.sha256);
  await listenOnce(agent.peer, 200);
  expectTones(await listenOnce(customer.peer, 400), [675], [450, 675]);
});
