/** The centre of twenty with everything that a centre may set, drawn by chance: levels, languages, tiers, steps, strategies. */
import { asId, strategies, wrapUpModes } from "@legroom/model";
import type { AgentConfig, AgentId, CentreFile, QueueConfig, QueueId, Strategy } from "@legroom/model";
import type { Dice } from "./dice.ts";

export const LANGUAGES = ["en", "de", "fr"] as const;
export const SKILLS = ["sales", "technical_support", "billing", "general", "vip"] as const;

/** Those that ring several are few in the list, and draw what one phone never does. */
const ringing: readonly Strategy[] = ["ring-all", "ring-progressively", "ringall"];

/** Can do whatever may be required, so that no queue asks for somebody who is not there; serves all queues. */
const ABLE: AgentId = asId("agent-1");
const ABLE_LEVEL = 7;

export function widened(file: CentreFile, dice: Dice): CentreFile {
  const agents = file.agents.map((agent) => (agent.id === ABLE ? able(agent) : withAbilities(agent, dice)));
  const ids = file.queues.map(({ id }) => id);
  return {
    ...file,
    agents,
    queues: file.queues.map((queue) => wideQueue(queue, { ids, agents, dice })),
    entries: file.entries.map((row) => ({
      ...row,
      ...(dice.chance(0.2) ? { points: dice.between(0, 40) } : {}),
      ...(dice.chance(0.2) ? { requires: drawnRequirement("general", dice) } : {}),
    })),
    betweenQueues: dice.pick(["order", "weight", "fair-share", "service-level-risk"]),
    performance: { bands: drawnBands(dice), priorOffers: dice.pick([1, 3, 20]) },
    callers: {
      unverifiedNumbers: dice.pick(["standard", "as-contact"]),
      lookUpMs: dice.pick([100, 300, 1500]),
    },
  };
}

/** Around what somebody has of whom nothing is known (750), so that a few calls make a difference. */
function drawnBands(dice: Dice): number[] {
  return dice.pick([
    [800, 600, 400],
    [770, 755, 745, 730],
    [760, 740],
  ]);
}

function able(agent: AgentConfig): AgentConfig {
  const all = (names: readonly string[]): AgentConfig["levels"] =>
    Object.fromEntries(names.map((name) => [name, ABLE_LEVEL]));
  return { ...agent, skills: [...SKILLS], levels: all(SKILLS), languages: all(LANGUAGES), capacity: 3 };
}

function withAbilities(agent: AgentConfig, dice: Dice): AgentConfig {
  const levels: AgentConfig["levels"] = {};
  for (const skill of agent.skills) if (dice.chance(0.7)) levels[skill] = dice.between(1, 10);
  const languages: AgentConfig["languages"] = { en: dice.between(3, 10) };
  if (dice.chance(0.5)) languages["de"] = dice.between(1, 10);
  if (dice.chance(0.2)) languages["fr"] = dice.between(1, 10);
  return { ...agent, levels, languages, capacity: dice.pick([1, 1, 2, 3]) };
}

export function drawnStrategy(dice: Dice): Strategy {
  return dice.chance(0.4) ? dice.pick(ringing) : dice.pick(strategies);
}

/** With a level, a language, another skill, or without somebody. */
export function drawnRequirement(skill: string, dice: Dice): string {
  return dice.pick([
    skill,
    `${skill} >= ${dice.between(2, ABLE_LEVEL)}`,
    `${skill} <= ${dice.between(ABLE_LEVEL, 9)}`,
    `${skill} and language(${dice.pick(LANGUAGES)})`,
    `${skill} or ${dice.pick(SKILLS)} >= ${dice.between(3, 8)}`,
    `${skill} and not agent(agent-${dice.between(2, 20)}, agent-${dice.between(2, 20)})`,
  ]);
}

/** Each lets in whoever the one before did, the first whoever the queue does. */
export function drawnRelaxations(requires: string, dice: Dice): QueueConfig["relaxations"] {
  let [afterMs, atMost, before] = [0, 6, requires];
  return Array.from({ length: dice.between(0, 2) }, () => ({
    when: dice.pick([
      { by: "waited", afterMs: (afterMs += dice.between(5, 60) * 1000) } as const, // a later step comes later
      { by: "position", atMost: (atMost -= dice.between(1, 2)) } as const,
      { by: "estimate", overMs: dice.between(20, 200) * 1000 } as const,
      { by: "staffing", atMost: dice.between(0, 5) } as const,
    ]),
    requires: (before = dice.pick([
      "anyone",
      `${before} or general`,
      `${before} or ${drawnRequirement("general", dice)}`,
    ])),
  }));
}

type Around = { readonly ids: readonly QueueId[]; readonly agents: readonly AgentConfig[]; readonly dice: Dice };

function wideQueue(queue: QueueConfig, { ids, agents, dice }: Around): QueueConfig {
  const more = agents.filter((agent) => dice.chance(0.15) && !queue.members.includes(agent.id)).map(({ id }) => id);
  const members = [...new Set([...queue.members, ABLE, ...more])];
  const others = ids.filter((id) => id !== queue.id);
  const requires = dice.chance(0.5) ? drawnRequirement(queue.requires, dice) : queue.requires;
  return {
    ...queue,
    members,
    requires,
    strategy: dice.chance(0.2) ? queue.strategy : drawnStrategy(dice),
    progressMs: dice.between(2, 10) * 1000,
    tiers: drawnTiers(members, dice),
    relaxations: drawnRelaxations(requires, dice),
    ...drawnPlace(dice),
    ...whoFirst(dice),
    units: dice.pick([1, 1, 1, 2]),
    interrupts: dice.chance(0.3) ? [dice.pick(others)] : [],
    weight: dice.between(1, 5),
    serviceLevelMs: dice.pick([5000, 20_000, 90_000]),
    wrapUpMode: dice.pick(wrapUpModes),
    wrapUpExtensionMs: dice.pick([0, 30_000, 90_000]),
    tellPosition: dice.chance(0.7),
    tellEstimate: dice.chance(0.7),
    tellComfort: dice.chance(0.3),
    borrows: dice.chance(0.4) ? [drawnBorrowing(dice.pick(others), dice)] : [],
  };
}

export function drawnTiers(members: readonly AgentId[], dice: Dice): QueueConfig["tiers"] {
  return members
    .filter(() => dice.chance(0.3))
    .map((agent) => ({ agent, tier: dice.between(1, 3), delayMs: dice.pick([0, 0, 10_000, 45_000]) }));
}

export function drawnPlace(dice: Dice): Pick<QueueConfig, "points" | "secondsPerPoint" | "bands" | "escalations"> {
  const points = (): number => dice.between(0, 60);
  const bands = { vip: 1, premium: 1, standard: dice.pick([1, 1, 2]), trial: dice.pick([1, 3]) };
  return {
    points: { vip: points(), premium: points(), standard: points(), trial: points() },
    secondsPerPoint: dice.pick([0, 2, 6, 10]),
    bands: { ...bands, ...(dice.chance(0.3) ? { vip: 0 } : {}) },
    escalations: Array.from({ length: dice.between(0, 2) }, () => ({
      customerClass: dice.pick(["premium", "standard", "trial", "any"]),
      afterMs: dice.between(10, 150) * 1000,
      toBand: 0,
      tell: dice.chance(0.5),
    })),
  };
}

function whoFirst(dice: Dice): Pick<QueueConfig, "preferredMs" | "preferredUnderMs" | "lastAgent" | "languageMs"> {
  return {
    preferredMs: dice.pick([0, 15_000, 45_000]),
    preferredUnderMs: dice.pick([0, 60_000, 600_000]),
    lastAgent: dice.pick(["off", "members", "any"]),
    languageMs: dice.pick([0, 20_000, 60_000]),
  };
}

function drawnBorrowing(from: QueueId, dice: Dice): QueueConfig["borrows"][number] {
  const when = dice.pick(["waiting", "oldest-wait-ms", "estimate-ms"]);
  const startsAt = when === "waiting" ? dice.between(2, 6) : dice.between(10, 90) * 1000;
  return { from, when, startsAt, endsAt: Math.floor(startsAt / 2), leastMs: dice.pick([0, 20_000, 60_000]) };
}
