/** How many agents each filter leaves for a caller: from maintained counters, not by looking at everybody. */
import type { AgentId, FilterCounts } from "@legroom/model";
import type { Group } from "./places.ts";
import { closedTo } from "./selecting.ts";
import type { Interaction, World } from "./world.ts";

export function filtersOf(world: World, group: Group, interaction: Interaction): FilterCounts {
  const index = world.derived.queues.get(group.queue.id);
  const outsider = outsiderOf(world, group);
  const closed = [...closedTo(world, interaction)].filter((id) => group.eligible.get(id)?.isFree === true);
  return {
    members: (index?.members.size ?? 0) + (outsider === undefined ? 0 : 1),
    signedIn: (index?.signedIn ?? 0) + (outsider !== undefined && isSignedIn(world, outsider) ? 1 : 0),
    skilled: group.signedIn,
    inReach: group.inReach,
    free: group.free.size,
    notCoolingDown: group.free.size - closed.length,
  };
}

/** The one agent who is asked for alone, if they are no member: they are counted as one. */
function outsiderOf(world: World, { queue, preferredId, eligible }: Group): AgentId | undefined {
  if (preferredId === undefined || !eligible.has(preferredId)) return undefined;
  return world.derived.queues.get(queue.id)?.members.has(preferredId) === true ? undefined : preferredId;
}

function isSignedIn(world: World, agentId: AgentId): boolean {
  return world.derived.agentPlaces.get(agentId)?.signedIn === true;
}
