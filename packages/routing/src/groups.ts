/**
 * Demand groups: those who ask for the same in one queue, with the agents who can serve them (R-ROUTE-51). A group is made
 * when the first caller asks for it, and kept a while when the last has gone, so that who can serve it is worked out once.
 */
import { must } from "@legroom/model";
import type { AgentId } from "@legroom/model";
import { fitOf, fits } from "./abilities.ts";
import { isFreeFor, standingOf } from "./agent-facts.ts";
import type { Standing } from "./agent-facts.ts";
import { compareWaiting } from "./compare-waiting.ts";
import { demandOf } from "./demand.ts";
import { FreeAgents } from "./free-agents.ts";
import type { Demand, Eligible, Group, Member, QueueIndex } from "./places.ts";
import { rankOf } from "./ranking.ts";
import { SortedList } from "./sorted-list.ts";
import type { Interaction, World } from "./world.ts";

/** Groups in which nobody waits that are remembered, in all queues together. */
const EMPTY_MAX = 2000;
const FORGOTTEN_AT_ONCE = 64;

/** The group of a caller who is in a queue; undefined when they are in none. */
export function groupOf(world: World, interaction: Interaction): Group | undefined {
  const { entry } = interaction;
  const queue = entry === undefined ? undefined : world.derived.lookup.queues.get(entry.queueId);
  const index = entry === undefined ? undefined : world.derived.queues.get(entry.queueId);
  if (entry === undefined || queue === undefined || index === undefined) return undefined;
  const demand = demandOf(world, { queue, index }, entry);
  const known = index.groups.get(demand.key);
  if (known !== undefined) return known;
  const group = makeGroup(world, { ...demand, queue });
  index.groups.set(group.key, group);
  world.derived.emptyGroups.add(group); // until somebody waits in it
  return group;
}

/** The group with everybody who can serve it, as the facts have it. The agents are told of it. */
function makeGroup(world: World, of: Demand & Pick<Group, "queue">): Group {
  const group: Group = {
    ...of,
    waiting: new SortedList(compareWaiting),
    eligible: new Map(),
    free: new FreeAgents((eligible) => rankOf(world, eligible, standingIn(world, eligible))),
    signedIn: 0,
    inReach: 0,
  };
  for (const [agentId, member] of candidatesOf(world, group)) {
    const place = world.derived.agentPlaces.get(agentId);
    if (place === undefined || !fits(world, agentId, of.requirement)) continue;
    const eligible = eligibleIn(world, group, { agentId, member });
    group.eligible.set(agentId, eligible);
    place.groups.add(eligible);
    if (place.signedIn) count(eligible, 1);
    const agent = place.ready ? world.agents.get(agentId) : undefined;
    if (agent !== undefined) rerank(world, eligible, standingOf(world, agent));
  }
  return group;
}

function standingIn(world: World, { agentId }: Eligible): Standing {
  return standingOf(world, must(world.agents.get(agentId), "who is in a group is there"));
}

/** The members; or the one who is asked for alone, who may be somebody else where the queue takes any last agent. */
function candidatesOf(world: World, { queue, preferredId }: Group): Iterable<readonly [AgentId, Member]> {
  const { members } = must(world.derived.queues.get(queue.id), "a group is of a queue that exists");
  if (preferredId === undefined) return members;
  const member = members.get(preferredId);
  if (member !== undefined) return [[preferredId, member]];
  return queue.lastAgent === "any" ? [[preferredId, { ...OUTSIDER, place: members.size }]] : [];
}

const OUTSIDER = { tier: 1, delayMs: 0, skilled: false } as const;

export function eligibleIn(
  world: World,
  group: Group,
  who: { readonly agentId: AgentId; readonly member: Member },
): Eligible {
  const { agentId, member } = who;
  const { tier, place, delayMs, borrowedFrom } = member;
  const { level, otherSkills } = fitOf(
    must(world.derived.lookup.abilities.get(agentId), "members are configured"),
    group.requirement,
  );
  const inReach = group.preferredId !== undefined || delayMs <= group.reachMs;
  return { agentId, group, tier, place, borrowedFrom, level, otherSkills, inReach, isFree: false, ranked: undefined };
}

/** An agent of the group has signed in, or out. */
export function count({ group, inReach }: Eligible, by: 1 | -1): void {
  group.signedIn += by;
  if (inReach) group.inReach += by;
}

/** Among the free of the group, where they stand now, if a caller of it may be offered to them. */
export function rerank(world: World, eligible: Eligible, standing: Standing): void {
  const { group, inReach } = eligible;
  if (inReach && isFreeFor(world, standing, group.queue)) group.free.put(eligible);
  else group.free.remove(eligible);
}

/** Somebody has begun to wait in this group, or waits in it no more. */
export function settleGroup({ derived }: World, group: Group): void {
  const { emptyGroups } = derived;
  if (group.waiting.size > 0) {
    emptyGroups.delete(group);
    return;
  }
  emptyGroups.add(group);
  if (group.preferredId !== undefined) dropGroup(derived, group); // one agent is found as fast as remembered
  if (emptyGroups.size > EMPTY_MAX) dropOldest(derived);
}

/** A part at once, since finding the oldest of a set costs as much as it has lost at its front. */
function dropOldest(derived: World["derived"]): void {
  let left = FORGOTTEN_AT_ONCE;
  for (const oldest of derived.emptyGroups) {
    if (left === 0) return;
    dropGroup(derived, oldest);
    left -= 1;
  }
}

function dropGroup(derived: World["derived"], group: Group): void {
  derived.emptyGroups.delete(group);
  for (const eligible of group.eligible.values()) derived.agentPlaces.get(eligible.agentId)?.groups.delete(eligible);
  derived.queues.get(group.queue.id)?.groups.delete(group.key);
}

/** All groups of a queue: those who wait in it have to be placed anew. */
export function dropGroups({ derived }: World, index: QueueIndex): void {
  for (const group of [...index.groups.values()]) dropGroup(derived, group);
  index.demands.clear();
}
