/** Keeps agents in the groups they can serve, and among their free, while they change. */
import type { AgentId, UnixMs } from "@legroom/model";
import { fits } from "./abilities.ts";
import { standingOf } from "./agent-facts.ts";
import { availabilityOf, isHeld } from "./availability.ts";
import { count, rerank } from "./groups.ts";
import type { AgentPlace } from "./places.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { strainAfter } from "./strain.ts";
import { takesCalls } from "./taking-calls.ts";
import type { WrapUp } from "./agent-state.ts";
import type { Agent, World } from "./world.ts";

/** To be called after whatever an agent's availability, or their rank in a strategy, depends on has changed. */
export function reindexAgent(world: World, agentId: AgentId, at: UnixMs): void {
  const agent = world.agents.get(agentId);
  if (agent === undefined) {
    world.derived.deadlines.set("agent", agentId, undefined);
    return;
  }
  const { state } = availabilityOf(world, agent);
  if (state !== agent.availability) {
    agent.availability = state;
    agent.availabilitySinceAt = at;
  }
  const strain = strainAfter(agent.strain, isHeld(agent), at);
  if (strain !== undefined) agent.strain = strain;
  world.derived.deadlines.set("agent", agentId, firstToEnd(agent)?.untilAt);
  const place = world.derived.agentPlaces.get(agentId);
  if (place !== undefined) placeAnew(world, agent, place);
}

/** The wrap-up whose time is up first. */
export function firstToEnd(agent: Agent): WrapUp | undefined {
  let first: WrapUp | undefined;
  for (const wrapUp of agent.wrapUps) if (first === undefined || wrapUp.untilAt < first.untilAt) first = wrapUp;
  return first;
}

function placeAnew(world: World, agent: Agent, place: AgentPlace): void {
  const signedIn = agent.sessionId !== undefined;
  if (signedIn !== place.signedIn) {
    place.signedIn = signedIn;
    countSignedIn(world, agent.id, place);
  }
  countWorking(world, agent, place);
  const standing = standingOf(world, agent);
  const was = place.ready;
  place.ready = standing.isReady;
  if (place.ready) for (const eligible of place.groups) rerank(world, eligible, standing);
  else if (was) for (const eligible of place.groups) eligible.group.free.remove(eligible);
}

function countSignedIn(world: World, agentId: AgentId, place: AgentPlace): void {
  const by = place.signedIn ? 1 : -1;
  for (const eligible of place.groups) count(eligible, by);
  for (const queueId of place.queueIds) {
    const index = world.derived.queues.get(queueId);
    if (index === undefined) continue;
    index.signedIn += by;
    if (index.members.get(agentId)?.skilled === true) index.skilled += by;
    for (const one of index.meeting.values()) if (fits(world, agentId, one.requirement)) one.count += by;
  }
}

/** Who takes calls, and who of them is free, makes the pace of a queue. */
function countWorking(world: World, agent: Agent, place: AgentPlace): void {
  const working = takesCalls(agent);
  const available = working && agent.availability === "available";
  if (working === place.working && available === place.available) return; // same either way: nobody more, nobody fewer
  const more = Number(working) - Number(place.working);
  const free = Number(available) - Number(place.available);
  place.working = working;
  place.available = available;
  for (const queueId of place.queueIds) {
    const index = world.derived.queues.get(queueId);
    if (index?.members.get(agent.id)?.skilled !== true) continue;
    index.working += more;
    index.available += free;
    if (more !== 0) reindexQueueDeadline(world, queueId);
  }
}
