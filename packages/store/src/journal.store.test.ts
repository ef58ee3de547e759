import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { CENTRE, gather, openTemporary, temporaryDirectory } from "../test/temporary.ts";
import { CallHistory, abandonedCall, answeredCall } from "./answered-call.ts";
import { journalContract } from "./contract/journal-contract.ts";
import { openWriting } from "./database.ts";
import { makeFaults } from "./faults.ts";
import { readModelKeys } from "./tables.ts";

journalContract("node:sqlite", async () => {
  const faults = makeFaults();
  const store = await openTemporary({ faults });
  return {
    journal: store.journal,
    failAppends: (count) => faults.failAppends(count),
    reopen: async () => {
      await store.close();
      return (await openTemporary({ directory: store.directory })).journal;
    },
  };
});

test("the writing connection syncs the log at each commit [R-STORE-1]", () => {
  const database = openWriting(join(temporaryDirectory(), "journal.db"));
  const settings = ["journal_mode", "synchronous", "secure_delete"].map((name) =>
    database.prepare(`PRAGMA ${name}`).get(),
  );
  database.close();
  expect(settings).toEqual([{ journal_mode: "wal" }, { synchronous: 2 }, { secure_delete: 1 }]);
});

test("a full disk refuses the append, keeps what was there, and takes the next once there is room [R-STORE-3]", async () => {
  const faults = makeFaults();
  const store = await openTemporary({ faults });
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const first = answeredCall(history, "1");
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps: first });
  const expectedSeq = history.seq;
  const many = Array.from({ length: 40 }, (_, call) => answeredCall(history, `many-${call}`)).flat();

  faults.limitPages(1);
  const append = store.journal.append({ centreId: CENTRE, epoch, expectedSeq, steps: many });
  await expect(append).rejects.toMatchObject({ code: "journal.failed", retriable: true, message: /full/ });
  expect(await gather(store.journal.steps(0))).toEqual(first);
  expect(await store.queries.interactions({ limit: 50 })).toHaveLength(1);

  faults.limitPages(0);
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq, steps: many });
  expect(await store.queries.interactions({ limit: 50 })).toHaveLength(41);
});

test("a step is in the read models as soon as its append resolves [R-STORE-1]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  for (const step of answeredCall(history, "1")) {
    const expectedSeq = (step.events[0]?.seq ?? 1) - 1;
    await store.journal.append({ centreId: CENTRE, epoch, expectedSeq, steps: [step] });
    const timeline = await store.queries.timeline(asId("x1"));
    expect(timeline.at(-1)).toEqual(step.events.at(-1));
  }
  expect(await store.queries.interaction(asId("x1"))).toMatchObject({ phase: "closed", cause: "customer-hung-up" });
});

test("read models that are folded again equal those that were kept live [R-STORE-6]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  for (let call = 1; call <= 60; call += 1) {
    const expectedSeq = history.seq;
    const steps = call % 3 === 0 ? abandonedCall(history, `${call}`) : answeredCall(history, `${call}`);
    await store.journal.append({ centreId: CENTRE, epoch, expectedSeq, steps });
  }
  const live = readModelsOf(store.directory);
  expect(await store.rebuildReadModels()).toBe(history.seq);
  expect(readModelsOf(store.directory)).toEqual(live);
  expect(live.interactions).toHaveLength(60);
  for (const [table, rows] of Object.entries(live)) expect(rows.length, table).toBeGreaterThan(0);
});

test("read models that are behind the journal are made again at the start [R-STORE-6]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const steps = answeredCall(new CallHistory(), "1");
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  const live = readModelsOf(store.directory);
  await store.close();

  const database = new DatabaseSync(join(store.directory, "journal.db"));
  database.exec(
    "DELETE FROM interactions; DELETE FROM legs; UPDATE meta SET value = 0 WHERE name = 'read-models.version'",
  );
  database.close();
  await openTemporary({ directory: store.directory });
  expect(readModelsOf(store.directory)).toEqual(live);
});

test("an event that comes twice for the same thing does not stop the journal [R-STORE-18]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const history = new CallHistory();
  const opened = {
    type: "conference.opened",
    interactionId: asId<"interaction">("x1"),
    conferenceId: asId<"conference">("c1"),
    name: "interaction-x1",
    kind: "interaction",
  } as const;
  const steps = [
    history.step({ type: "clock.reached" }, opened, opened),
    // Nobody ever asked for this one.
    history.step(
      { type: "clock.reached" },
      { type: "recording.started", interactionId: opened.interactionId, recordingId: asId("r9") },
    ),
  ];
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  expect(await store.queries.conferences({ limit: 9 })).toEqual([
    {
      seq: 2,
      id: "c1",
      name: "interaction-x1",
      kind: "interaction",
      interactionId: "x1",
      status: "open",
      openedAt: steps[0]?.input.at,
    },
  ]);
  expect(await store.queries.recordings(opened.interactionId)).toEqual([]);
});

test("two snapshots are kept, and one that is damaged is passed by for the one before [R-STORE-8]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const steps = answeredCall(new CallHistory(), "1");
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  for (const seq of [3, 6, 9]) await store.journal.saveSnapshot({ seq, world: `world at ${seq}, ünïcode` });
  const snapshots = join(store.directory, "snapshots");
  const files = readdirSync(snapshots).toSorted();
  expect(files).toHaveLength(2);

  const newest = join(snapshots, files[1] ?? "");
  writeFileSync(newest, readFileSync(newest).subarray(0, -3));
  expect((await store.journal.open(CENTRE)).snapshot).toEqual({ seq: 6, world: "world at 6, ünïcode" });
});

test("a directory belongs to one centre: another is refused [R-STORE-19]", async () => {
  const store = await openTemporary();
  await store.journal.open(CENTRE);
  await expect(store.journal.open(asId("elsewhere"))).rejects.toMatchObject({
    code: "start.failed",
    message: "the data directory belongs to centre main, not elsewhere",
  });
});

function readModelsOf(directory: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(directory, "journal.db"), { readOnly: true });
  try {
    return Object.fromEntries(
      Object.entries(readModelKeys).map(([table, keys]) => [
        table,
        database.prepare(`SELECT * FROM ${table} ORDER BY ${keys.join()}`).all(),
      ]),
    );
  } finally {
    database.close();
  }
}
