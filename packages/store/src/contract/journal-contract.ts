/** What every journal must keep: run against each store there is. */
import { asId, unixMs } from "@legroom/model";
import type { Event } from "@legroom/model";
import type { Journal, JournalStep } from "@legroom/engine/ports";
import { expect, test } from "vitest";
import { CallHistory, answeredCall } from "../answered-call.ts";

export type JournalUnderTest = {
  readonly journal: Journal;
  /** The same durable state opened by a process that came later. */
  readonly reopen: () => Promise<Journal>;
  /** The next so many appends fail as if the disk had. */
  readonly failAppends: (count: number) => void;
};

const centreId = asId<"centre">("main");

export function journalContract(name: string, make: () => Promise<JournalUnderTest>): void {
  test(`${name}: a journal that was never written is empty, and its first epoch is 1`, async () => {
    const { journal } = await make();
    expect(await journal.open(centreId)).toEqual({ epoch: 1, lastSeq: 0, lastAt: undefined, snapshot: undefined });
    expect(await eventsOf(journal)).toEqual([]);
  });

  test(`${name}: what was appended is read as it was given, in order, after any seq [R-STORE-5]`, async () => {
    const { journal } = await make();
    const steps = await begin(journal);
    const events = steps.flatMap((step) => step.events);
    expect(await eventsOf(journal)).toEqual(events);
    expect(await eventsOf(journal, 7)).toEqual(events.slice(7));
    expect(await stepsOf(journal)).toEqual(steps);
    const fourth = steps[3]?.events[0]?.seq ?? 0;
    expect(await stepsOf(journal, fourth - 1)).toEqual(steps.slice(3));
  });

  test(`${name}: a step without events is kept in its place [R-STORE-5]`, async () => {
    const { journal } = await make();
    const { epoch } = await journal.open(centreId);
    const history = new CallHistory();
    const steps = [
      history.step({ type: "clock.reached" }),
      history.step({ type: "clock.jumped", byMs: 3000 }, { type: "clock.jumped", byMs: 3000 }),
      history.step({ type: "clock.reached" }),
    ];
    await journal.append({ centreId, epoch, expectedSeq: 0, steps });
    expect(await stepsOf(journal)).toEqual(steps);
  });

  test(`${name}: each opening raises the epoch for good [R-STORE-4]`, async () => {
    const { journal, reopen } = await make();
    const steps = await begin(journal);
    const last = steps.flatMap((step) => step.events).at(-1);
    await journal.open(centreId);
    const later = await (await reopen()).open(centreId);
    expect(later).toEqual({ epoch: 3, lastSeq: last?.seq, lastAt: last?.at, snapshot: undefined });
  });

  test(`${name}: an append of an earlier epoch is refused and leaves nothing [R-STORE-2]`, async () => {
    const { journal } = await make();
    const { epoch } = await journal.open(centreId);
    await journal.open(centreId);
    const append = journal.append({ centreId, epoch, expectedSeq: 0, steps: answeredCall(new CallHistory(), "1") });
    await expect(append).rejects.toMatchObject({ name: "Fault", code: "journal.stale", retriable: false });
    expect(await eventsOf(journal)).toEqual([]);
  });

  test(`${name}: an append that expects another last seq is refused and leaves nothing [R-STORE-2]`, async () => {
    const { journal } = await make();
    const steps = await begin(journal);
    const append = journal.append({ centreId, epoch: 1, expectedSeq: 3, steps });
    await expect(append).rejects.toMatchObject({ name: "Fault", code: "journal.stale" });
    expect(await stepsOf(journal)).toEqual(steps);
  });

  test(`${name}: events with a gap between them are refused whole [R-STORE-2]`, async () => {
    const { journal } = await make();
    const { epoch } = await journal.open(centreId);
    const [first, , third] = answeredCall(new CallHistory(), "1");
    const steps = [first, third].filter((step) => step !== undefined);
    const append = journal.append({ centreId, epoch, expectedSeq: 0, steps });
    await expect(append).rejects.toMatchObject({ name: "Fault", code: "journal.stale" });
    expect(await eventsOf(journal)).toEqual([]);
  });

  test(`${name}: when the disk fails, nothing of the append is there and the next one works [R-STORE-3]`, async () => {
    const { journal, failAppends } = await make();
    const { epoch } = await journal.open(centreId);
    const steps = answeredCall(new CallHistory(), "1");
    failAppends(2);
    for (const attempt of [1, 2]) {
      const append = journal.append({ centreId, epoch, expectedSeq: 0, steps });
      await expect(append, `attempt ${attempt}`).rejects.toMatchObject({ code: "journal.failed", retriable: true });
      expect(await eventsOf(journal)).toEqual([]);
    }
    await journal.append({ centreId, epoch, expectedSeq: 0, steps });
    expect(await stepsOf(journal)).toEqual(steps);
  });

  test(`${name}: the newest snapshot comes back with the opening [R-STORE-8]`, async () => {
    const { journal, reopen } = await make();
    const steps = await begin(journal);
    for (const seq of [5, 9, 12]) await journal.saveSnapshot({ seq, world: `{"at":${seq}}` });
    const opening = await (await reopen()).open(centreId);
    expect(opening.snapshot).toEqual({ seq: 12, world: `{"at":12}` });
    expect(opening.lastSeq).toBe(steps.flatMap((step) => step.events).length);
  });

  test(`${name}: a snapshot of what the journal does not hold is not used [R-STORE-8]`, async () => {
    const { journal, reopen } = await make();
    await begin(journal);
    await journal.saveSnapshot({ seq: 4, world: "{}" });
    await journal.saveSnapshot({ seq: 4000, world: "{}" });
    expect((await (await reopen()).open(centreId)).snapshot?.seq).toBe(4);
  });

  test(`${name}: a closed journal refuses what comes after, and what came before is there`, async () => {
    const { journal, reopen } = await make();
    const { epoch } = await journal.open(centreId);
    const history = new CallHistory({ at: unixMs(1_700_000_000_000) });
    const steps = answeredCall(history, "1");
    const append = journal.append({ centreId, epoch, expectedSeq: 0, steps });
    await journal.close();
    await append;
    const late = journal.append({ centreId, epoch, expectedSeq: history.seq, steps: answeredCall(history, "2") });
    await expect(late).rejects.toMatchObject({ code: "journal.failed" });
    expect(await stepsOf(await reopen())).toEqual(steps);
  });
}

/** Opens, and appends one call in two appends. */
async function begin(journal: Journal): Promise<readonly JournalStep[]> {
  const { epoch } = await journal.open(centreId);
  const steps = answeredCall(new CallHistory(), "1");
  const first = steps.slice(0, 4);
  const expectedSeq = first.flatMap((step) => step.events).length;
  await journal.append({ centreId, epoch, expectedSeq: 0, steps: first });
  await journal.append({ centreId, epoch, expectedSeq, steps: steps.slice(4) });
  return steps;
}

async function eventsOf(journal: Journal, afterSeq = 0): Promise<Event[]> {
  const events: Event[] = [];
  for await (const batch of journal.read(afterSeq)) events.push(...batch);
  return events;
}

async function stepsOf(journal: Journal, afterSeq = 0): Promise<JournalStep[]> {
  const steps: JournalStep[] = [];
  for await (const batch of journal.steps(afterSeq)) steps.push(...batch);
  return steps;
}
