/** How many could be offered callers who ask for something of their own, whatever steps are still to come. */
import { allOf } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import { fits } from "./abilities.ts";
import { readRequirement } from "./read-requirement.ts";
import { planOf } from "./step-plan.ts";
import type { World } from "./world.ts";

/** Of one queue; the oldest question is forgotten first. */
const QUESTIONS_MAX = 32;

/** Of those who serve the queue and are signed in: counted once for each text, and kept while people come and go. */
export function countMeeting(world: World, queue: QueueConfig, requires: string | undefined): number {
  const { derived } = world;
  const index = derived.queues.get(queue.id);
  if (index === undefined) return 0;
  const key = requires ?? "";
  const known = index.meeting.get(key);
  if (known !== undefined) return known.count;
  const { loosest } = planOf(queue);
  const requirement = requires === undefined ? loosest : allOf([loosest, readRequirement(requires)]);
  let count = 0;
  for (const agentId of index.members.keys())
    if (derived.agentPlaces.get(agentId)?.signedIn === true && fits(world, agentId, requirement)) count += 1;
  for (const oldest of index.meeting.keys()) {
    if (index.meeting.size < QUESTIONS_MAX) break;
    index.meeting.delete(oldest);
  }
  index.meeting.set(key, { requirement, count });
  return count;
}
