/** Members of another queue help while this one is in trouble; with hysteresis, so that agents do not flap (R-ROUTE-97). */
import { after } from "@legroom/model";
import type { QueueConfig, UnixMs } from "@legroom/model";
import { matchQueue } from "./matching.ts";
import { isUnder, measureOf } from "./queue-deadline.ts";
import type { Turn } from "./turn.ts";

/** As of `at`: now, or the moment of the deadline that has passed. */
export function settleBorrowing(turn: Turn, queue: QueueConfig, at: UnixMs): void {
  endHelp(turn, queue, at);
  let began = false;
  for (const { from, when, startsAt } of queue.borrows) {
    if (turn.world.queueStates.get(queue.id)?.borrowing.some((one) => one.from === from) === true) continue;
    const measured = measureOf(turn.world, queue.id, { when, at });
    if (measured < startsAt) continue;
    turn.emit({ type: "queue.borrowing-started", queueId: queue.id, from, measured });
    began = true;
  }
  if (began) matchQueue(turn, queue.id, "relaxed");
}

function endHelp(turn: Turn, queue: QueueConfig, at: UnixMs): void {
  for (const { from, sinceAt } of [...(turn.world.queueStates.get(queue.id)?.borrowing ?? [])]) {
    const rule = queue.borrows.find((one) => one.from === from);
    const measured = rule === undefined ? 0 : measureOf(turn.world, queue.id, { when: rule.when, at });
    const over =
      rule === undefined ||
      (at >= after(sinceAt, rule.leastMs) && isUnder(turn.world, queue.id, { value: measured, endsAt: rule.endsAt }));
    if (over) turn.emit({ type: "queue.borrowing-ended", queueId: queue.id, from, measured });
  }
}
