/** Keeps the queues' free agents in order while agents change. */
import type { AgentConfig, AgentId, QueueConfig, UnixMs } from "@legroom/model";
import { availabilityOf, isFree } from "./availability.ts";
import type { Agent, AgentPlace, Idle, World } from "./world.ts";

/** Fewest other skills first, then longest idle, then id: the strategy of the seven queues for now (R-ROUTE-5). */
export function compareIdle(a: Idle, b: Idle): number {
  return a.otherSkills - b.otherSkills || a.idleSinceAt - b.idleSinceAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** To be called after whatever an agent's availability depends on has changed. */
export function reindexAgent(world: World, agentId: AgentId, at: UnixMs): void {
  const agent = world.agents.get(agentId);
  unplace(world, agentId);
  if (agent === undefined) {
    world.derived.deadlines.set("agent", agentId, undefined);
    return;
  }
  const { state } = availabilityOf(world, agent);
  if (state !== agent.availability) {
    agent.availability = state;
    agent.availabilitySinceAt = at;
  }
  world.derived.deadlines.set("agent", agentId, agent.wrapUp?.untilAt);
  place(world, agent);
}

function place(world: World, agent: Agent): void {
  const { lookup, queues, agentPlaces } = world.derived;
  const config = lookup.agents.get(agent.id);
  if (config === undefined) return;
  const signedIn = agent.sessionId !== undefined;
  const free = isFree(world, agent);
  const idle: { queueId: QueueConfig["id"]; key: Idle }[] = [];
  for (const queue of lookup.queuesOf.get(agent.id) ?? []) {
    const index = queues.get(queue.id);
    if (index === undefined) continue;
    const skilled = config.skills.includes(queue.requiredSkill);
    if (signedIn) index.signedIn += 1;
    if (signedIn && skilled) index.skilled += 1;
    if (!free || !skilled) continue;
    const key = idleKey(agent, config);
    index.idle.add(key);
    idle.push({ queueId: queue.id, key });
  }
  agentPlaces.set(agent.id, { signedIn, idle });
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
    if (config?.skills.includes(queue.requiredSkill) === true) index.skilled -= 1;
  }
}

/** The one skill that is asked for does not count as another. */
export function idleKey(agent: Agent, config: AgentConfig): Idle {
  return { id: agent.id, otherSkills: Math.max(0, config.skills.length - 1), idleSinceAt: agent.idleSinceAt };
}
