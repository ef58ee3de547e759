/** The centre that the routing bench measures: as many agents, queues and requirements as wanted. */
import { asId, defaultCentre, must } from "@legroom/model";
import type { CentreConfig } from "@legroom/model";

export type Size = { readonly agents: number; readonly waiting: number; readonly queues: number };

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

/** What a queue requires, as an expression: a skill of its own, so that there are as many requirements as queues. */
function requirementOf(queue: number): string {
  return skillOf(queue);
}

/** Nobody is ever sent away or has waited too long in it: what is measured is deciding, not leaving. */
export function benchCentre(size: Size): CentreConfig {
  const centre = defaultCentre();
  // The one that others overflow to overflows nowhere itself, and that is what is wanted here.
  const queue0 = must(centre.queues.at(-1), "the default centre has queues");
  const queues = Array.from({ length: size.queues }, (_, index) => index);
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
      ...{ levels: {}, languages: {}, capacity: 1 },
    })),
    devices: agents.map((agent) => ({ id: asId(`a${agent}`), owner: { agent: asId<"agent">(`a${agent}`) } })),
    topics: queues.map((queue) => ({ id: asId(`t${queue}`), keys: keysOf(queue), number: `n${queue}` })),
    queues: queues.map((queue) => ({
      ...queue0,
      id: asId(`q${queue}`),
      requires: requirementOf(queue),
      members: (members[queue] ?? []).map((name) => asId<"agent">(name)),
      inQueueMs: 24 * HOUR_MS,
      offersMax: 100,
      waitingMax: 1_000_000,
    })),
    entries: queues.map((queue) => ({ customerClass: "any", topic: asId(`t${queue}`), queue: asId(`q${queue}`) })),
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
