/** What is true of a queue as a whole, made when it is first needed. */
import type { QueueId } from "@legroom/model";
import type { QueueState, World } from "./world.ts";

export function queueStateOf(world: World, queueId: QueueId): QueueState {
  const known = world.queueStates.get(queueId);
  if (known !== undefined) return known;
  const state: QueueState = { relaxed: [], borrowing: [], alarms: [] };
  world.queueStates.set(queueId, state);
  return state;
}
