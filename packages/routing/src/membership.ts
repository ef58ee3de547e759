/** Who is a member of a queue now: those of its list, and those that other queues lend it. */
import type { AgentId, QueueConfig } from "@legroom/model";
import { fits } from "./abilities.ts";
import { readRequirement } from "./read-requirement.ts";
import type { Member } from "./places.ts";
import type { World } from "./world.ts";

/** Those who are lent come after all of the queue's own (R-ROUTE-52). */
export const BORROWED_TIER = 10;

/** In the order of the queue's list; then those who are lent, queue by queue in the order in which lending began. */
export function membersOf(world: World, queue: QueueConfig): Map<AgentId, Member> {
  const members = new Map<AgentId, Member>();
  const requirement = readRequirement(queue.requires);
  const tiers = new Map(queue.tiers.map((one) => [one.agent, one]));
  const skilled = (agentId: AgentId): boolean => fits(world, agentId, requirement);
  for (const [place, agentId] of queue.members.entries()) {
    const { tier, delayMs } = tiers.get(agentId) ?? { tier: 1, delayMs: 0 };
    members.set(agentId, { tier, delayMs, place, skilled: skilled(agentId) });
  }
  for (const { from } of world.queueStates.get(queue.id)?.borrowing ?? [])
    for (const agentId of world.derived.lookup.queues.get(from)?.members ?? []) {
      if (members.has(agentId)) continue;
      const place = { tier: BORROWED_TIER, delayMs: 0, place: members.size };
      members.set(agentId, { ...place, borrowedFrom: from, skilled: skilled(agentId) });
    }
  return members;
}
