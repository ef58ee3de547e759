/** Callers wait in vain: a mistake of configuration or of the shift, told while it lasts (R-ROUTE-102). */
import { alarmKinds } from "@legroom/model";
import type { AlarmKind, QueueConfig } from "@legroom/model";
import { countMeeting } from "./meeting.ts";
import type { Turn } from "./turn.ts";
import type { World } from "./world.ts";

export function settleAlarms(turn: Turn, queue: QueueConfig): void {
  const holds = alarmOf(turn.world, queue);
  const raised = turn.world.queueStates.get(queue.id)?.alarms ?? [];
  for (const kind of alarmKinds) {
    if (kind === holds && !raised.includes(kind)) turn.emit({ type: "alarm.raised", kind, queueId: queue.id });
    if (kind !== holds && raised.includes(kind)) turn.emit({ type: "alarm.cleared", kind, queueId: queue.id });
  }
}

/** At most one: who is not there cannot match either. */
function alarmOf(world: World, queue: QueueConfig): AlarmKind | undefined {
  const index = world.derived.queues.get(queue.id);
  const first = index?.line.first();
  if (index === undefined || first === undefined) return undefined;
  if (index.signedIn === 0) return "nobody-signed-in";
  const requires = world.interactions.get(first.id)?.entry?.requires;
  return countMeeting(world, queue, requires) === 0 ? "nobody-can-match" : undefined;
}
