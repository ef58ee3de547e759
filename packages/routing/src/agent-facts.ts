/** All that strategies compare of an agent for one group. Integers; what depends on the time of asking is not among it. */
import { must } from "@legroom/model";
import type { AgentId, Candidate, QueueConfig, UnixMs } from "@legroom/model";
import { isReady, loadOf } from "./availability.ts";
import { capacityOf } from "./capacity.ts";
import { bandOf, performanceOf } from "./performance.ts";
import type { Eligible } from "./places.ts";
import { strategyRules } from "./strategies.ts";
import { STRAIN_WINDOW_MS, strainKey, strainMs } from "./strain.ts";
import type { Agent, AgentWork, Tally, World } from "./world.ts";

export type AgentFacts = Pick<
  Candidate,
  "tier" | "place" | "load" | "level" | "otherSkills" | "performance" | "band" | "idleSinceAt"
> & {
  /** In this queue. */
  readonly tally: Tally;
  readonly strainKey: number;
};

const NO_TALK: Tally = { day: 0, calls: 0, talkMs: 0, endedAt: 0 as UnixMs };

export const DAY_MS = 86_400_000;

/** What is the same of an agent in all groups: worked out once for all of them. */
export type Standing = {
  readonly agent: Agent;
  readonly isReady: boolean;
  /** In units. */
  readonly load: number;
  readonly capacity: number;
  readonly performance: number;
};

export function standingOf(world: World, agent: Agent): Standing {
  return {
    agent,
    isReady: isReady(world, agent),
    load: loadOf(world, agent),
    capacity: capacityOf(world, agent.id),
    performance: performanceOf(world, agent.id),
  };
}

export function factsOf(world: World, eligible: Eligible, standing: Standing): AgentFacts {
  const { agent, load, capacity, performance } = standing;
  const config = must(world.config, "who waits has a centre");
  return {
    tier: eligible.tier,
    place: eligible.place,
    level: eligible.level,
    otherSkills: eligible.otherSkills,
    performance,
    load: Math.floor((1000 * load) / capacity),
    band: bandOf(config, performance),
    idleSinceAt: agent.idleSinceAt,
    tally: tallyOf(world, eligible.group.queue, agent.id),
    strainKey: strainKey(agent),
  };
}

function tallyOf(world: World, queue: QueueConfig, agentId: AgentId): Tally {
  return world.queueStates.get(queue.id)?.tallies?.[agentId] ?? NO_TALK;
}

/** The same, as people see it at a moment. */
export function candidateOf(world: World, eligible: Eligible, at: UnixMs): Candidate {
  const agent = must(world.agents.get(eligible.agentId), "who is in a group is there");
  const { tally, strainKey: _, ...facts } = factsOf(world, eligible, standingOf(world, agent));
  const { measures } = strategyRules[eligible.group.queue.strategy];
  const candidate: Candidate = { agentId: agent.id, ...facts };
  if (measures === undefined) return candidate;
  const today = tally.day === Math.floor(at / DAY_MS);
  switch (measures) {
    case "talk-ms":
      return { ...candidate, measure: today ? tally.talkMs : 0 };
    case "calls":
      return { ...candidate, measure: today ? tally.calls : 0 };
    case "ended-at":
      return { ...candidate, measure: tally.endedAt };
    case "strain":
      return { ...candidate, measure: Math.floor((1000 * strainMs(agent.strain, at)) / STRAIN_WINDOW_MS) };
  }
}

/** Whether work of this queue may be offered to them now (R-ROUTE-53): what the queue interrupts does not count. */
export function isFreeFor(world: World, standing: Standing, queue: QueueConfig): boolean {
  if (!standing.isReady) return false;
  const { agent, capacity } = standing;
  const load = standing.load + queue.units;
  return load <= capacity || (queue.interrupts.length > 0 && load - unitsInterrupted(world, agent, queue) <= capacity);
}

/** Their talks that a caller of this queue would interrupt: none as long as there is room besides them. */
export function interruptedBy(world: World, agent: Agent, queue: QueueConfig): readonly AgentWork[] {
  if (loadOf(world, agent) + queue.units <= capacityOf(world, agent.id)) return [];
  return agent.works.filter((work) => isInterruptible(world, work, queue));
}

function unitsInterrupted(world: World, agent: Agent, queue: QueueConfig): number {
  let units = 0;
  for (const work of agent.works) if (isInterruptible(world, work, queue)) units += work.units;
  return units;
}

function isInterruptible(world: World, { interactionId }: AgentWork, { interrupts }: QueueConfig): boolean {
  const work = world.interactions.get(interactionId)?.work;
  return work?.connectedAt !== undefined && interrupts.includes(work.queueId);
}
