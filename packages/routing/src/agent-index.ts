/** Keeps the queues' free agents in order while agents change. */
import type { AgentConfig, AgentId, QueueConfig, UnixMs } from "@legroom/model";
import { availabilityOf, unitsLeft } from "./availability.ts";
import { reindexStaff } from "./staff-index.ts";
import type { Agent, AgentPlace, Idle, World, WrapUp } from "./world.ts";

/** Fewest other skills first, then longest idle, then id: the strategy of the seven queues for now (R-ROUTE-5). */
export function compareIdle(a: Idle, b: Idle): number {
  return a.otherSkills - b.otherSkills || a.idleSinceAt - b.idleSinceAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** To be called after whatever an agent's availability depends on has changed. */
export function reindexAgent(world: World, agentId: AgentId, at: UnixMs): void {
  const agent = world.agents.get(agentId);
  if (agent === undefined) {
    reindexStaff(world, agentId, agent);
    unplace(world, agentId);
    world.derived.deadlines.set("agent", agentId, undefined);
    return;
  }
  const { state } = availabilityOf(world, agent);
  if (state !== agent.availability) {
    agent.availability = state;
    agent.availabilitySinceAt = at;
  }
  world.derived.deadlines.set("agent", agentId, firstToEnd(agent)?.untilAt);
  reindexStaff(world, agentId, agent);
  if (standsRight(world, agent)) return;
  unplace(world, agentId);
  place(world, agent);
}

/** Most of what happens to an agent moves them nowhere. A change of the centre makes all places anew. */
function standsRight(world: World, agent: Agent): boolean {
  const was = world.derived.agentPlaces.get(agent.id);
  if (was === undefined || was.signedIn !== (agent.sessionId !== undefined)) return false;
  return was.left === unitsLeft(world, agent) && was.idleSinceAt === agent.idleSinceAt;
}

/** The wrap-up whose time is up first. */
export function firstToEnd(agent: Agent): WrapUp | undefined {
  let first: WrapUp | undefined;
  for (const wrapUp of agent.wrapUps) if (first === undefined || wrapUp.untilAt < first.untilAt) first = wrapUp;
  return first;
}

function place(world: World, agent: Agent): void {
  const { lookup, queues, agentPlaces } = world.derived;
  const config = lookup.agents.get(agent.id);
  if (config === undefined) return;
  const signedIn = agent.sessionId !== undefined;
  const left = unitsLeft(world, agent);
  const idle: { queueId: QueueConfig["id"]; key: Idle }[] = [];
  for (const queue of lookup.queuesOf.get(agent.id) ?? []) {
    const index = queues.get(queue.id);
    if (index === undefined) continue;
    const skilled = config.skills.includes(queue.requires);
    if (signedIn) index.signedIn += 1;
    if (signedIn && skilled) index.skilled += 1;
    if (left < queue.units || !skilled) continue;
    const key = idleKey(agent, config);
    index.idle.add(key);
    idle.push({ queueId: queue.id, key });
  }
  agentPlaces.set(agent.id, { signedIn, left, idleSinceAt: agent.idleSinceAt, idle });
}

function unplace(world: World, agentId: AgentId): void {
  const { lookup, queues, agentPlaces } = world.derived;
  const was: AgentPlace | undefined = agentPlaces.get(agentId);
  if (was === undefined) return;
  agentPlaces.delete(agentId);
  for (const { queueId, key } of was.idle) queues.get(queueId)?.idle.remove(key);
  if (!was.signedIn) return;
  const config = lookup.agents.get(agentId);
  for (const queue of lookup.queuesOf.get(agentId) ?? []) {
    const index = queues.get(queue.id);
    if (index === undefined) continue;
    index.signedIn -= 1;
    if (config?.skills.includes(queue.requires) === true) index.skilled -= 1;
  }
}

/** The one skill that is asked for does not count as another. */
export function idleKey(agent: Agent, config: AgentConfig): Idle {
  return { id: agent.id, otherSkills: Math.max(0, config.skills.length - 1), idleSinceAt: agent.idleSinceAt };
}
