/**
 * Changes of the rules in the middle of a random day: memberships, skills, limits, overflow, people who come and go; and in a
 * wide centre whatever else it may set.
 */
import { asId, queueComparisons } from "@legroom/model";
import type { AgentId, CentreConfig, QueueConfig } from "@legroom/model";
import type { Actor } from "./acts.ts";
import { AGENTS } from "./centre-of-twenty.ts";
import type { Day } from "./day.ts";
import type { Dice } from "./dice.ts";
import { drawnPlace, drawnRelaxations, drawnStrategy, drawnTiers } from "./wide-centre.ts";

type Change = readonly [what: string, of: (config: CentreConfig, dice: Dice) => CentreConfig];

const changes: readonly Change[] = [
  [
    "takes a member from a queue",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, members: fewer(queue.members, dice) })),
  ],
  ["adds a member to a queue", addsMember],
  ["takes a skill from an agent", (config, dice) => inOneAgent(config, dice, (skills) => fewer(skills, dice))],
  ["gives an agent a skill", (config, dice) => inOneAgent(config, dice, (skills) => more(skills, dice.pick(SKILLS)))],
  [
    "sets the size of a queue",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, waitingMax: dice.pick([1, 2, 5, 500]) })),
  ],
  [
    "sets the time in a queue",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, inQueueMs: dice.between(20, 300) * 1000 })),
  ],
  [
    "sets how often a queue offers",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, offersMax: dice.between(1, 6) })),
  ],
  [
    "sets how long a queue rings",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, offerMs: dice.pick([8000, 15_000, 25_000]) })),
  ],
  [
    "sets a queue's wrap-up",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, wrapUpMs: dice.pick([0, 20_000, 60_000]) })),
  ],
  [
    "sets a queue's seconds per point",
    (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, secondsPerPoint: dice.pick([0, 3, 6]) })),
  ],
  [
    "takes a queue's overflow away",
    (config, dice) => inOneQueue(config, dice, ({ overflowTo: _gone, ...queue }) => queue),
  ],
  [
    "gives a queue an overflow",
    (config, dice) =>
      inOneQueue(config, dice, (queue) => (queue.id === OVERFLOW ? queue : { ...queue, overflowTo: OVERFLOW })),
  ],
  ["dismisses an agent", (config, dice) => without(config, dice.pick(AGENTS))],
  ["hires an agent again", (config, dice) => again(config, dice)],
];

/** In a centre in which more than the order decides. */
const wideChanges: readonly Change[] = [
  ["sets a queue's strategy", ofQueue((dice) => ({ strategy: drawnStrategy(dice) }))],
  ["sets a queue's steps", ofQueue((dice, { requires }) => ({ relaxations: drawnRelaxations(requires, dice) }))],
  ["sets a queue's tiers", ofQueue((dice, { members }) => ({ tiers: drawnTiers(members, dice) }))],
  ["sets a queue's points, bands and escalations", ofQueue(drawnPlace)],
  ["sets a queue's weight", ofQueue((dice) => ({ weight: dice.between(1, 9) }))],
  ["sets a queue's units", ofQueue((dice) => ({ units: dice.between(1, 2) }))],
  [
    "sets an agent's capacity",
    (config, dice) => {
      const { id } = dice.pick(config.agents);
      const capacity = dice.between(1, 4);
      return { ...config, agents: config.agents.map((one) => (one.id === id ? { ...one, capacity } : one)) };
    },
  ],
  ["sets the order between queues", (config, dice) => ({ ...config, betweenQueues: dice.pick(queueComparisons) })],
];

function ofQueue(settings: (dice: Dice, queue: QueueConfig) => Partial<QueueConfig>): Change[1] {
  return (config, dice) => inOneQueue(config, dice, (queue) => ({ ...queue, ...settings(dice, queue) }));
}

const SKILLS = ["sales", "technical_support", "billing", "general", "vip"] as const;
const OVERFLOW = asId<"queue">("overflow");

/** One change, from the centre as it is then. One that cannot be is refused, and that is well too. */
export function changesRules(day: Day, actor: Actor, { wide }: { readonly wide: boolean }): void {
  const [what, change] = actor.dice.pick(wide ? [...changes, ...wideChanges] : changes);
  actor.does(what, () => {
    const { config, version } = day.look.config();
    const changed = change(config, actor.dice);
    if (changed === config) return false;
    void day.asks({ type: "centre.import", config: changed, expectedVersion: version }).then((isTaken) => {
      if (isTaken) day.outside.changed(what);
    });
    return true;
  });
}

function inOneQueue(config: CentreConfig, dice: Dice, change: (queue: QueueConfig) => QueueConfig): CentreConfig {
  const { id } = dice.pick(config.queues);
  return { ...config, queues: config.queues.map((queue) => (queue.id === id ? change(queue) : queue)) };
}

function addsMember(config: CentreConfig, dice: Dice): CentreConfig {
  const { id } = dice.pick(config.agents);
  return inOneQueue(config, dice, (queue) => ({ ...queue, members: more(queue.members, id) }));
}

type Skills = CentreConfig["agents"][number]["skills"];

function inOneAgent(config: CentreConfig, dice: Dice, change: (skills: Skills) => Skills): CentreConfig {
  const { id } = dice.pick(config.agents);
  const agents = config.agents.map((agent) => (agent.id === id ? { ...agent, skills: change(agent.skills) } : agent));
  return { ...config, agents };
}

/** With their memberships and phones. */
function without(config: CentreConfig, name: string): CentreConfig {
  return {
    ...config,
    agents: config.agents.filter(({ id }) => id !== name),
    queues: config.queues.map((queue) => ({ ...queue, members: queue.members.filter((id) => id !== name) })),
    devices: config.devices.filter(({ owner }) => !("agent" in owner) || owner.agent !== name),
  };
}

/** Somebody who was dismissed, if anybody was: with a general skill, and a place in the queues that ask for it. */
function again(config: CentreConfig, dice: Dice): CentreConfig {
  const gone = AGENTS.filter((name) => !config.agents.some(({ id }) => id === name));
  if (gone.length === 0) return config;
  const id: AgentId = asId(dice.pick(gone));
  const [colleague] = config.agents;
  if (colleague === undefined) return config;
  return {
    ...config,
    agents: [...config.agents, { ...colleague, id, name: id, skills: ["general"] }],
    queues: config.queues.map((queue) =>
      queue.requires === "general" ? { ...queue, members: more(queue.members, id) } : queue,
    ),
    devices: [...config.devices, { id: asId(id), owner: { agent: id } }],
  };
}

function fewer<Item>(items: readonly Item[], dice: Dice): Item[] {
  if (items.length === 0) return [];
  const gone = dice.pick(items);
  return items.filter((item) => item !== gone);
}

function more<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? [...items] : [...items, item];
}
