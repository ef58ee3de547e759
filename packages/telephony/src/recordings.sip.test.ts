/** Recordings: sealed on the disk, a track for each seat, readable through the port. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { InteractionId, RecordingId } from "@legroom/model";
import { TONE_WINDOW_SAMPLES, readWav, toneLevelDbov } from "@legroom/media";
import { Bench, untilHeard } from "../test/harness.ts";

const ERIN_HZ = 600;
const BOB_HZ = 900;
const interactionId: InteractionId = asId("interaction-1");

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench().start();
});
afterAll(() => bench.stop());

/** Two who talk, recorded from now on. */
async function talking(recordingId: RecordingId) {
  const [erin, bob] = [await bench.customer(), await bench.customer()];
  erin.call.say(ERIN_HZ);
  bob.call.say(BOB_HZ);
  const names = { erin: `erin-${recordingId}`, bob: `bob-${recordingId}` };
  const seats = { [names.erin]: erin.legId, [names.bob]: bob.legId };
  bench.take({ type: "conference.set", states: [bench.conference(recordingId, 1, seats)], nearLegId: erin.legId });
  await Promise.all([untilHeard(erin.rtp, BOB_HZ), untilHeard(bob.rtp, ERIN_HZ)]);
  bench.take({
    type: "recording.start",
    recordingId,
    interactionId,
    person: erin.person,
    seats: [
      { seatId: asId(names.erin), legId: erin.legId },
      { seatId: asId(names.bob), legId: bob.legId },
    ],
  });
  await bench.facts.wait("recording.started", (fact) => fact.recordingId === recordingId);
  await new Promise((resolve) => setTimeout(resolve, 600));
  return { erin, bob, names };
}

function level(wav: Uint8Array | undefined, hz: number): number {
  const read = readWav(Buffer.from(wav ?? []));
  if (!read.ok) throw new Error(read.cause);
  const from = Math.floor(read.pcm.length / 2) - TONE_WINDOW_SAMPLES / 2;
  return toneLevelDbov(read.pcm.subarray(from, from + TONE_WINDOW_SAMPLES), hz);
}

test("a recording has a sealed track for each seat with its own voice only, and the reader opens it [R-TEL-32]", async () => {
  const recordingId: RecordingId = asId("recording-1");
  const { erin, names } = await talking(recordingId);
  bench.take({ type: "recording.stop", recordingId });
  const { tracks } = await bench.facts.wait("recording.finished", (fact) => fact.recordingId === recordingId);
  expect(tracks.map(({ seatId }) => seatId).toSorted()).toEqual([names.bob, names.erin]);

  const directory = join(bench.directory, "recordings", interactionId, recordingId);
  expect(readdirSync(directory).toSorted()).toEqual(tracks.map(({ file }) => file).toSorted());
  for (const file of readdirSync(directory))
    expect(readFileSync(join(directory, file)).toString("latin1")).not.toContain("RIFF");

  for (const track of tracks) {
    const wav = await bench.telephony.recordings.track({ interactionId, recordingId, person: erin.person, track });
    const [own, other] = track.seatId === names.erin ? [ERIN_HZ, BOB_HZ] : [BOB_HZ, ERIN_HZ];
    expect(level(wav, own)).toBeGreaterThan(-20);
    expect(level(wav, other)).toBeLessThan(-50);
    expect(track.durationMs).toBeGreaterThan(500);
  }
});

test("the tracks of an erased person, and names that climb out, open nothing [R-TEL-33]", async () => {
  const recordingId: RecordingId = asId("recording-2");
  const { erin } = await talking(recordingId);
  bench.take({ type: "recording.stop", recordingId });
  const { tracks } = await bench.facts.wait("recording.finished", (fact) => fact.recordingId === recordingId);
  const [track] = tracks;
  if (track === undefined) throw new Error("no track");
  const { recordings } = bench.telephony;
  const of = { interactionId, recordingId, person: erin.person, track };
  expect(await recordings.track(of)).toBeDefined();
  expect(await recordings.track({ ...of, interactionId: asId("../recordings/interaction-1") })).toBeUndefined();
  expect(await recordings.track({ ...of, track: { ...track, file: "../recording-1/erin.track" } })).toBeUndefined();
  expect(await recordings.track({ ...of, track: { ...track, file: "nobody.track" } })).toBeUndefined();
  await bench.vault.erase(erin.person);
  expect(await recordings.track(of)).toBeUndefined();
});

test("a recording that cannot be is told as failed, and the call goes on [R-TEL-34]", async () => {
  const erin = await bench.customer();
  const start = (recordingId: string, person = erin.person): unknown =>
    bench.take({
      type: "recording.start",
      recordingId: asId(recordingId),
      interactionId,
      person,
      seats: [{ seatId: asId("nowhere"), legId: erin.legId }],
    });
  start("recording-unseated");
  const failed = await bench.facts.wait("recording.failed", ({ recordingId }) => recordingId === "recording-unseated");
  expect(failed.cause).toBe("media.unknown-seat");
  await bench.vault.erase(asId("person-erased"));
  start("recording-keyless", asId("person-erased"));
  expect(
    await bench.facts.wait("recording.failed", ({ recordingId }) => recordingId === "recording-keyless"),
  ).toMatchObject({ cause: "recording.no-key" });
  bench.take({ type: "recording.stop", recordingId: asId("recording-never-was") });
  expect(
    await bench.facts.wait("recording.failed", ({ recordingId }) => recordingId === "recording-never-was"),
  ).toMatchObject({ cause: "recording.unknown" });
  expect(bench.facts.all("leg.ended").filter(({ legId }) => legId === erin.legId)).toEqual([]);
});
