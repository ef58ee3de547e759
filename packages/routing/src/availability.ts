/** What an agent can do now, derived from what they chose and what is so; never stored as a choice. */
import { unreachable } from "@legroom/model";
import type { AgentId, Availability } from "@legroom/model";
import { capacityOf } from "./capacity.ts";
import type { Agent, Endpoint, World } from "./world.ts";

/**
 * The first that holds, from load over choice to device (R-ROUTE-10): whoever has chosen a break is on it, with a phone or
 * without. Who is busy may have units left, and be offered more.
 */
export function availabilityOf(world: World, agent: Agent): Availability {
  if (agent.sessionId === undefined) return { state: "signed-out" };
  const [work, offerId, wrapUp] = [agent.works[0], agent.offerIds[0], agent.wrapUps[0]];
  if (work !== undefined) {
    const capacity = capacityOf(world, agent.id);
    return { state: "busy", inUse: unitsInUse(agent), capacity, interactionId: work.interactionId };
  }
  if (offerId !== undefined) return { state: "offered", offerId };
  if (wrapUp !== undefined) return { state: "wrapping", interactionId: wrapUp.interactionId };
  switch (agent.presence) {
    case "available":
      return reachable(world, agent);
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

/** Of somebody who has chosen to be available, and is held by nothing. */
function reachable(world: World, { id, noAnswerOfferId }: Agent): Availability {
  if (!hasPhone(world, id)) return { state: "device-lost" };
  return { state: noAnswerOfferId === undefined ? "available" : "not-responding" };
}

/** Whether work of so many units may be offered to them now. */
export function isFree(world: World, agent: Agent, units = 1): boolean {
  return unitsLeft(world, agent) >= units;
}

/**
 * Whether anything may be offered to them now, if it fits (R-ROUTE-44): also to somebody who is busy, if they chose to be
 * available, answer, have a phone, and wrap nothing up. A phone that is just calling `*1` is let finish.
 */
export function isReady(world: World, agent: Agent): boolean {
  if (agent.sessionId === undefined || agent.presence !== "available" || agent.noAnswerOfferId !== undefined)
    return false;
  if (agent.featureLegs.length > 0 || agent.wrapUps.length > 0 || plansToStop(agent)) return false;
  return hasPhone(world, agent.id);
}

/** How many units of work may be offered to them now; less than none where the capacity was lowered below the load. */
export function unitsLeft(world: World, agent: Agent): number {
  return isReady(world, agent) ? capacityOf(world, agent.id) - loadOf(world, agent) : 0;
}

/** Whoever has chosen to stop after this call gets no other before it. */
function plansToStop({ next }: Agent): boolean {
  return next !== undefined && next.presence !== "available";
}

/** What they have of work and of offers, in units. */
export function loadOf(world: World, agent: Agent): number {
  let load = unitsInUse(agent);
  for (const offerId of agent.offerIds) load += world.offers.get(offerId)?.units ?? 0;
  return load;
}

export function unitsInUse(agent: Agent): number {
  let units = 0;
  for (const work of agent.works) units += work.units;
  return units;
}

/** Whether they are with a customer, or may be in a moment: work, an offer or a wrap-up. */
export function isHeld(agent: Agent): boolean {
  return agent.works.length > 0 || agent.offerIds.length > 0 || agent.wrapUps.length > 0;
}

/** Maintained with the endpoints: asked for at every step of every agent. */
function hasPhone(world: World, agentId: AgentId): boolean {
  return world.derived.agentPlaces.get(agentId)?.hasPhone === true;
}

/** The same by looking at all of them. */
export function findPhone(world: World, agentId: AgentId): boolean {
  const { lookup, endpointsOf } = world.derived;
  for (const deviceId of lookup.devicesOf.get(agentId) ?? [])
    for (const id of endpointsOf.get(deviceId) ?? []) if (world.endpoints.get(id)?.alive === true) return true;
  return false;
}

/** The agent's phones that can be rung now, in the order of their ids. */
export function aliveEndpoints(world: World, agentId: AgentId): readonly Endpoint[] {
  const alive: Endpoint[] = [];
  for (const deviceId of world.derived.lookup.devicesOf.get(agentId) ?? [])
    for (const id of world.derived.endpointsOf.get(deviceId) ?? []) {
      const endpoint = world.endpoints.get(id);
      if (endpoint?.alive === true) alive.push(endpoint);
    }
  return alive.length > 1 ? alive.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : alive;
}
