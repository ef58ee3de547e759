/** The centre that the routing bench measures: as many agents, queues and requirements as wanted. */
import { asId, defaultCentre, must } from "@legroom/model";
import type { CentreConfig } from "@legroom/model";

export type Size = {
  readonly agents: number;
  readonly waiting: number;
  readonly queues: number;
  /** Distinct ones: at least one for each queue. */
  readonly requirements: number;
};

const HOUR_MS = 3_600_000;
const SKILLS_EACH = 3;
/** Callers of these queues come through the front line and press a key; all others dial their queue's number. */
const KEYS = "123456789";
/** How often each caller is told their position. */
export const ANNOUNCE_EVERY_MS = 100_000;

const skillOf = (queue: number): string => `s${queue}`;

/** The queues whose skill an agent has, and whose member they are. */
function queuesOf(agent: number, size: Size): number[] {
  const all = Array.from({ length: SKILLS_EACH }, (_, which) => (agent * SKILLS_EACH + which * 7) % size.queues);
  return [...new Set(all)];
}

/** Topics are as many as requirements: topic n leads to this queue. */
export function queueOf(topic: number, { queues }: Pick<Size, "queues">): number {
  return topic % queues;
}

/** What a topic requires besides its queue's skill: nothing for the first of each queue, then higher and higher levels. */
function requirementOf(topic: number, size: Size): { readonly requires?: string } {
  const round = Math.floor(topic / size.queues);
  return round === 0 ? {} : { requires: `${skillOf(queueOf(topic, size))} >= ${1 + 2 * round}` };
}

/** Levels 1 to 10, evenly over the agents. */
function levelsOf(agent: number, size: Size): Record<string, number> {
  return Object.fromEntries(
    queuesOf(agent, size).map((queue, which) => [skillOf(queue), 1 + ((Math.floor(agent / 7) + 3 * which) % 10)]),
  );
}

/** Nobody is ever sent away or has waited too long in it: what is measured is deciding, not leaving. */
export function benchCentre(size: Size): CentreConfig {
  const centre = defaultCentre();
  // The one that others overflow to overflows nowhere itself, and that is what is wanted here.
  const queue0 = must(centre.queues.at(-1), "the default centre has queues");
  const queues = Array.from({ length: size.queues }, (_, index) => index);
  const topics = Array.from({ length: size.requirements }, (_, index) => index);
  const agents = Array.from({ length: size.agents }, (_, index) => index);
  const members = queues.map((): string[] => []);
  for (const agent of agents) for (const queue of queuesOf(agent, size)) members[queue]?.push(`a${agent}`);
  return {
    ...centre,
    contacts: [],
    agents: agents.map((agent) => ({
      id: asId(`a${agent}`),
      name: `a${agent}`,
      skills: queuesOf(agent, size).map(skillOf),
      ...{ levels: levelsOf(agent, size), languages: {}, capacity: 1 },
    })),
    devices: agents.map((agent) => ({ id: asId(`a${agent}`), owner: { agent: asId<"agent">(`a${agent}`) } })),
    topics: topics.map((topic) => ({ id: asId(`t${topic}`), keys: keysOf(topic), number: `n${topic}` })),
    queues: queues.map((queue) => ({
      ...queue0,
      id: asId(`q${queue}`),
      requires: skillOf(queue),
      members: (members[queue] ?? []).map((name) => asId<"agent">(name)),
      inQueueMs: 24 * HOUR_MS,
      offersMax: 100,
      waitingMax: 1_000_000,
    })),
    entries: topics.map((topic) => ({
      customerClass: "any",
      topic: asId(`t${topic}`),
      queue: asId(`q${queueOf(topic, size)}`),
      ...requirementOf(topic, size),
    })),
    frontLine: { number: "main", defaultTopic: asId("t0") },
    deadlines: { ...centre.deadlines, sinceFirstEntryMs: 24 * HOUR_MS, announceEveryMs: ANNOUNCE_EVERY_MS },
    limits: { interactionsMax: 1_000_000 },
  };
}

function keysOf(queue: number): string[] {
  const key = KEYS[queue];
  return key === undefined ? [] : [key];
}

/** How a caller for this topic calls, and the key they press when they are asked. */
export function callOf(topic: string): { readonly to: string; readonly key: string | undefined } {
  const queue = Number(topic.slice(1));
  const key = KEYS[queue];
  return key === undefined ? { to: `n${queue}`, key } : { to: "main", key };
}
