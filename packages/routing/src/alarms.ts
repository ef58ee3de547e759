/** Callers wait in vain: a mistake of configuration or of the shift, told while it lasts (R-ROUTE-102). */
import { alarmKinds } from "@legroom/model";
import type { AlarmKind, InteractionId, QueueConfig } from "@legroom/model";
import { countMeeting, staffOf } from "./staff-index.ts";
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
  const first = world.derived.queues.get(queue.id)?.line.first();
  if (first === undefined) return undefined;
  if (staffOf(world, queue.id).signedIn === 0) return "nobody-signed-in";
  const requires = world.interactions.get(first.id as InteractionId)?.entry?.requires;
  return countMeeting(world, queue, requires) === 0 ? "nobody-can-match" : undefined;
}
