import { readdirSync, rmSync, truncateSync } from "node:fs";
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

test("a checkpoint that is damaged is passed by, and those of long ago are gone [R-STORE-61]", () => {
  const directory = temporaryDirectory();
  const now = Date.now();
  for (const seq of [1, 2, 3]) saveCheckpoint(directory, { seq, world: `world ${seq}` }, now);
  expect(loadCheckpoint(directory, 3)).toEqual({ seq: 3, world: "world 3" });
  truncateSync(join(directory, `${"3".padStart(16, "0")}.checkpoint`), 5);
  expect(loadCheckpoint(directory, 3)).toEqual({ seq: 2, world: "world 2" });
  saveCheckpoint(directory, { seq: 4, world: "world 4" }, now + 91 * DAY_MS);
  expect(readdirSync(directory)).toEqual([]); // all of them are older than ninety days by then
  expect(loadCheckpoint(join(directory, "nowhere"), 9)).toBeUndefined();
});
