/** How much work an agent may have at once, in units: works and offers together (R-ROUTE-44). */
import type { AgentId, QueueId } from "@legroom/model";
import type { World } from "./world.ts";

/** How many units this agent may have; one, if nobody says otherwise. */
export function capacityOf(world: World, agentId: AgentId): number {
  return world.derived.lookup.agents.get(agentId)?.capacity ?? 1;
}

/** What an offer of this queue, and the work after it, takes of its agent's capacity. */
export function unitsOf(world: World, queueId: QueueId): number {
  return world.derived.lookup.queues.get(queueId)?.units ?? 1;
}
