/** When help for a queue begins or ends by the passing of time alone: what is measured of a queue, and its deadline. */
import { after, earlier } from "@legroom/model";
import type { QueueConfig, QueueId, UnixMs } from "@legroom/model";
import { middleOf } from "./estimate.ts";
import type { QueueState, World } from "./world.ts";

export type BorrowingRule = QueueConfig["borrows"][number];

/** Somebody waits, and nobody works: no wait is longer. */
const ENDLESS_MS = 86_400_000;

/** What the rule goes by, as of `at`. */
export function measureOf(world: World, queueId: QueueId, { when, at }: Pick<BorrowingRule, "when"> & { at: UnixMs }) {
  const index = world.derived.queues.get(queueId);
  switch (when) {
    case "waiting":
      return index?.line.size ?? 0;
    case "oldest-wait-ms":
      return Math.max(0, at - (index?.entered.first()?.at ?? at));
    case "estimate-ms":
      return estimateMs(world, queueId);
  }
}

/** The middle of the expected wait of the last in line; 0 if nobody waits. */
export function estimateMs(world: World, queueId: QueueId): number {
  const waiting = world.derived.queues.get(queueId)?.waiting.size ?? 0;
  if (waiting === 0) return 0;
  if ((world.derived.queues.get(queueId)?.working ?? 0) === 0) return ENDLESS_MS;
  return Math.min(ENDLESS_MS, middleOf(world, queueId, waiting) ?? 0);
}

/** Whether the measure lets help end: under the limit, or nobody is left to help (a limit of 0 is reached by nobody else). */
export function isUnder(world: World, queueId: QueueId, measured: { readonly value: number; readonly endsAt: number }) {
  return measured.value < measured.endsAt || world.derived.queues.get(queueId)?.line.size === 0;
}

/** To be called after a line, who serves it, its pace or its help has changed. */
export function reindexQueueDeadline(world: World, queueId: QueueId): void {
  const queue = world.derived.lookup.queues.get(queueId);
  if (queue === undefined || queue.borrows.length === 0) {
    world.derived.deadlines.set("queue", queueId, undefined);
    return;
  }
  const state = world.queueStates.get(queueId);
  let at: UnixMs | undefined;
  for (const rule of queue.borrows) at = earlier(at, deadlineOfRule(world, { queueId, state, rule }));
  world.derived.deadlines.set("queue", queueId, at);
}

type OfRule = { readonly queueId: QueueId; readonly state: QueueState | undefined; readonly rule: BorrowingRule };

/** At it the rule begins to hold or ends: there is none that would pass without anything becoming of it. */
function deadlineOfRule(world: World, { queueId, state, rule }: OfRule): UnixMs | undefined {
  const active = state?.borrowing.find((one) => one.from === rule.from);
  const byAge = rule.when === "oldest-wait-ms";
  if (active === undefined) {
    const oldest = world.derived.queues.get(queueId)?.entered.first();
    return byAge && oldest !== undefined ? after(oldest.at, rule.startsAt) : undefined;
  }
  const leastAt = after(active.sinceAt, rule.leastMs);
  // Since a change after that moment only a change ends it: it is looked at then, and the oldest only gets older.
  if (byAge && (state?.changedAt ?? leastAt) > leastAt) return undefined;
  const value = measureOf(world, queueId, { when: rule.when, at: leastAt });
  return isUnder(world, queueId, { value, endsAt: rule.endsAt }) ? leastAt : undefined;
}
