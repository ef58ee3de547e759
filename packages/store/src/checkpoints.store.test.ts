import { existsSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { CENTRE, openTemporary, quiet, temporaryDirectory } from "../test/temporary.ts";
import { CallHistory, answeredCall } from "./answered-call.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint-files.ts";
import { openJournalBeside, openStoreBeside } from "./store.ts";

const DAY_MS = 86_400_000;

test("the world before an event is the nearest snapshot or checkpoint, and checkpoints outlive snapshots [R-STORE-60]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const steps = [answeredCall(history, "1"), answeredCall(history, "2")].flat();
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  for (const seq of [2, 4, 6, 8]) await store.journal.saveSnapshot({ seq, world: `world ${seq}` });
  const beside = await openStoreBeside({ directory: store.directory, log: quiet });
  expect(await beside.worldBefore(1)).toBeUndefined();
  expect(await Promise.all([2, 3, 5, 9].map((seq) => beside.worldBefore(seq)))).toEqual([
    { seq: 2, world: "world 2" },
    { seq: 2, world: "world 2" },
    { seq: 4, world: "world 4" },
    { seq: 8, world: "world 8" },
  ]);
  for (const step of steps.filter(({ events }) => events.length > 0))
    for (const { seq } of step.events) expect(await beside.stepOf(seq)).toEqual(step);
  expect(await beside.stepOf(history.seq + 1)).toBeUndefined();
  const [offer] = await beside.queries.offers({ limit: 1 });
  const made = steps
    .flatMap(({ events }) => events)
    .find(({ type, seq }) => type === "offer.made" && seq === offer?.seq);
  expect(await beside.queries.offerMade(offer?.id ?? asId("none"))).toEqual(made);
  expect(await beside.queries.offerMade(asId("none"))).toBeUndefined();
  await beside.close();
  // A thread that folds the journal needs no keys.
  rmSync(join(store.directory, "keys"), { recursive: true });
  const keyless = await openJournalBeside({ directory: store.directory });
  expect(await keyless.worldBefore(5)).toEqual({ seq: 4, world: "world 4" });
  expect(await keyless.eventsAfter(0, 1000)).toEqual(steps.flatMap(({ events }) => events));
  await keyless.close();
});

test("a checkpoint that is damaged is passed by [R-STORE-61]", () => {
  const directory = temporaryDirectory();
  for (const seq of [1, 2, 3]) saveCheckpoint(directory, { seq, world: `world ${seq}` }, everything);
  expect(loadCheckpoint(directory, 3)).toEqual({ seq: 3, world: "world 3" });
  truncateSync(join(directory, nameOf(3)), 5);
  expect(loadCheckpoint(directory, 3)).toEqual({ seq: 2, world: "world 2" });
  expect(loadCheckpoint(join(directory, "nowhere"), 9)).toBeUndefined();
});

test("all checkpoints of ninety days are kept, and the first of each day before them [R-STORE-62]", () => {
  const directory = temporaryDirectory();
  const made = [-95.4, -95.1, -95.05, -94.5, -94.4, -89.6, -89.5, -1].map((day, at) => ({ seq: at + 1, day }));
  for (const { seq } of made) saveCheckpoint(directory, { seq, world: "world" }, everything);
  for (const { seq, day } of made) utimesSync(join(directory, nameOf(seq)), 0, (TODAY_MS + day * DAY_MS) / 1000);
  saveCheckpoint(directory, { seq: 9, world: "world" }, { ...everything, nowMs: TODAY_MS });
  expect(seqsIn(directory)).toEqual([1, 4, 6, 7, 8, 9]);
});

test("beyond their bytes checkpoints thin out, the older the sparser, and the newest stays [R-STORE-63]", () => {
  const directory = temporaryDirectory();
  saveCheckpoint(directory, { seq: 1, world: "world" }, everything);
  const bytes = statSync(join(directory, nameOf(1))).size;
  const bounds = { ...everything, bytesMax: 8 * bytes };
  for (let seq = 2; seq <= 64; seq += 1) saveCheckpoint(directory, { seq, world: "world" }, bounds);
  const kept = seqsIn(directory);
  expect(kept).toHaveLength(8);
  expect(kept.slice(-2)).toEqual([63, 64]);
  // From the one before it the way to a moment is no longer than that moment is past, or thereabouts.
  for (const [at, seq] of kept.entries()) expect(seq - (kept[at - 1] ?? 0)).toBeLessThanOrEqual(Math.max(2, 65 - seq));
  saveCheckpoint(directory, { seq: 65, world: "world" }, { ...everything, bytesMax: 1 });
  expect(seqsIn(directory)).toEqual([65]);
});

test("what a process left that ended while it wrote one is gone at the next start [R-STORE-64]", async () => {
  const directory = temporaryDirectory();
  await (await openTemporary({ directory })).close();
  const left = ["snapshots", "checkpoints"].map((place) => join(directory, place, `${nameOf(7)}.unfinished`));
  for (const path of left) writeFileSync(path, "half of a wor");
  await (await openTemporary({ directory })).close();
  expect(left.map((path) => existsSync(path))).toEqual([false, false]);
});

/** In the middle of a day. */
const TODAY_MS = 20_000 * DAY_MS + DAY_MS / 2;
const everything = { nowMs: Date.now(), bytesMax: Number.POSITIVE_INFINITY };

function nameOf(seq: number): string {
  return `${String(seq).padStart(16, "0")}.checkpoint`;
}

function seqsIn(directory: string): readonly number[] {
  return readdirSync(directory)
    .map((name) => Number.parseInt(name, 10))
    .toSorted((a, b) => a - b);
}
