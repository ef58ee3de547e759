/** Counts who serves each queue now: members, and members of queues that help. Derived. */
import { DEFAULT_LEVEL, allOf, meets } from "@legroom/model";
import type { Abilities, AgentConfig, AgentId, QueueConfig, QueueId } from "@legroom/model";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { borrowersOf, planOf, readRequirement } from "./step-plan.ts";
import { takesCalls } from "./taking-calls.ts";
import type { Agent, Staff, World } from "./world.ts";

/** Requirements of callers that are counted for one queue at a time; the oldest question is forgotten first. */
const MEETING_MAX = 32;

/** To be called after an agent's session or presence, phone, or the help of a queue has changed. */
export function reindexStaff(world: World, agentId: AgentId, agent: Agent | undefined): void {
  const { staffPlaces } = world.derived;
  const was = staffPlaces.get(agentId);
  const working = agent !== undefined && takesCalls(world, agentId);
  if (was !== undefined && agent?.sessionId !== undefined && was.working === working) return;
  if (was !== undefined) unplaceStaff(world, agentId);
  if (agent?.sessionId !== undefined) placeStaff(world, agentId, working);
}

/** The queues' help has changed: who serves them is counted again. */
export function reindexHelp(world: World, from: QueueId): void {
  for (const agentId of world.derived.lookup.queues.get(from)?.members ?? []) restaff(world, agentId);
}

/** The queues that an agent serves have changed. */
export function restaff(world: World, agentId: AgentId): void {
  const place = world.derived.staffPlaces.get(agentId);
  if (place === undefined) return;
  unplaceStaff(world, agentId);
  placeStaff(world, agentId, place.working);
}

function placeStaff(world: World, agentId: AgentId, working: boolean): void {
  const queueIds = queuesServed(world, agentId);
  count(world, { agentId, queueIds, working, by: 1 });
  world.derived.staffPlaces.set(agentId, { queueIds, working });
}

function unplaceStaff(world: World, agentId: AgentId): void {
  const place = world.derived.staffPlaces.get(agentId);
  if (place === undefined) return;
  world.derived.staffPlaces.delete(agentId);
  count(world, { agentId, ...place, by: -1 });
}

type Count = {
  readonly agentId: AgentId;
  readonly queueIds: readonly QueueId[];
  readonly working: boolean;
  readonly by: 1 | -1;
};

function count(world: World, { agentId, queueIds, working, by }: Count): void {
  const { lookup } = world.derived;
  const config = lookup.agents.get(agentId);
  const abilities = config === undefined ? undefined : abilitiesOf(config);
  for (const queueId of queueIds) {
    const queue = lookup.queues.get(queueId);
    if (queue === undefined || abilities === undefined) continue;
    const staff = staffOf(world, queueId);
    const skilled = meets(abilities, planOf(queue).requires);
    staff.signedIn += by;
    if (skilled) staff.skilled += by;
    if (skilled && working) staff.working += by;
    for (const one of staff.meeting.values()) if (meets(abilities, one.requirement)) one.count += by;
    reindexQueueDeadline(world, queueId);
  }
}

/** Their own queues, and those that they help now. */
export function queuesServed({ config, queueStates, derived }: World, agentId: AgentId): readonly QueueId[] {
  const served = new Set((derived.lookup.queuesOf.get(agentId) ?? []).map((queue) => queue.id));
  if (config !== undefined)
    for (const from of [...served])
      for (const queueId of borrowersOf(config, from))
        if (queueStates.get(queueId)?.borrowing.some((one) => one.from === from) === true) served.add(queueId);
  return [...served];
}

export function staffOf(world: World, queueId: QueueId): Staff {
  let staff = world.derived.staff.get(queueId);
  if (staff === undefined)
    world.derived.staff.set(queueId, (staff = { signedIn: 0, skilled: 0, working: 0, meeting: new Map() }));
  return staff;
}

/** How many who are signed in could be offered a caller with this requirement of their own after all steps. */
export function countMeeting(world: World, queue: QueueConfig, requires: string | undefined): number {
  const { meeting } = staffOf(world, queue.id);
  const key = requires ?? "";
  const before = meeting.get(key);
  if (before !== undefined) return before.count;
  const { loosest } = planOf(queue);
  const requirement = requires === undefined ? loosest : allOf([loosest, readRequirement(requires)]);
  let found = 0;
  for (const agentId of whoMayServe(world, queue)) {
    const config = world.derived.lookup.agents.get(agentId);
    const serves = world.derived.staffPlaces.get(agentId)?.queueIds.includes(queue.id) === true;
    if (config !== undefined && serves && meets(abilitiesOf(config), requirement)) found += 1;
  }
  for (const oldest of meeting.keys()) {
    if (meeting.size < MEETING_MAX) break;
    meeting.delete(oldest);
  }
  meeting.set(key, { requirement, count: found });
  return found;
}

function whoMayServe({ derived }: World, queue: QueueConfig): ReadonlySet<AgentId> {
  const helpers = queue.borrows.flatMap(({ from }) => derived.lookup.queues.get(from)?.members ?? []);
  return new Set([...queue.members, ...helpers]);
}

const known = new WeakMap<AgentConfig, Abilities>(); // settings never change in place

function abilitiesOf(agent: AgentConfig): Abilities {
  let made = known.get(agent);
  if (made === undefined) {
    const skills = new Map(agent.skills.map((skill) => [skill, agent.levels[skill] ?? DEFAULT_LEVEL]));
    made = { id: agent.id, skills, languages: new Map(Object.entries(agent.languages)) };
    known.set(agent, made);
  }
  return made;
}
