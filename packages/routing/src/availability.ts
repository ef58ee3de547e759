/** What an agent can do now, derived from what they chose and what is so; never stored as a choice. */
import { unreachable } from "@legroom/model";
import type { AgentId, Availability, EndpointId } from "@legroom/model";
import type { Agent, Endpoint, World } from "./world.ts";

/** Capacity is one until hold exists. */
export const CAPACITY = 1;

/** The first that holds, from load over device to choice (R-ROUTE-10). */
export function availabilityOf(world: World, agent: Agent): Availability {
  if (agent.sessionId === undefined) return { state: "signed-out" };
  if (agent.workId !== undefined) return { state: "busy", inUse: 1, capacity: CAPACITY, interactionId: agent.workId };
  if (agent.offerId !== undefined) return { state: "offered", offerId: agent.offerId };
  if (agent.wrapUp !== undefined) return { state: "wrapping", interactionId: agent.wrapUp.interactionId };
  if (aliveEndpoints(world, agent.id).length === 0) return { state: "device-lost" };
  if (agent.noAnswerOfferId !== undefined) return { state: "not-responding" };
  switch (agent.presence) {
    case "available":
      return { state: "available" };
    case "busy":
    case "away":
    case "break":
      return { state: "unavailable", reason: agent.presence };
    case "offline":
      return { state: "signed-out" };
    default:
      return unreachable(agent.presence);
  }
}

/** Whether work may be offered to them now. A phone of theirs that is just calling `*1` is let finish. */
export function isFree(world: World, agent: Agent): boolean {
  return agent.featureLegs.length === 0 && availabilityOf(world, agent).state === "available";
}

/** The agent's phones that can be rung now, in the order of their ids. */
export function aliveEndpoints(world: World, agentId: AgentId): readonly Endpoint[] {
  const ids: EndpointId[] = [];
  for (const deviceId of world.derived.lookup.devicesOf.get(agentId) ?? [])
    ids.push(...(world.derived.endpointsOf.get(deviceId) ?? []));
  return ids
    .toSorted()
    .map((id) => world.endpoints.get(id))
    .filter((endpoint): endpoint is Endpoint => endpoint?.alive === true);
}
