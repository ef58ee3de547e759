/** How much work an agent may have at once, in units. A talk takes one unit; other media may take more or share them. */
import type { AgentId } from "@legroom/model";
import type { World } from "./world.ts";

/** What an offer, and the work after it, takes of its agent's capacity. One, until queues say otherwise. */
export const OFFER_UNITS = 1;

/** How many units this agent may have at once: works and offers together (R-ROUTE-44). One, until agents say otherwise. */
export function capacityOf(_world: World, _agentId: AgentId): number {
  return 1;
}
