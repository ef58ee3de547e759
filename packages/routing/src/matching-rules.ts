/** What queues and agents must be so that matching can work (R-ROUTE-64). The first fault is named with its field, and how to mend it. */
import { REQUIREMENT_CHARS_MAX, allOf, casesOf, meets, requirementText, shutOutBy } from "@legroom/model";
import type { Abilities, AgentConfig, CentreConfig, QueueConfig, Requirement } from "@legroom/model";
import { abilitiesOf } from "./abilities.ts";
import { readRequirement } from "./read-requirement.ts";
import { planOf } from "./step-plan.ts";

/** Two steps are compared over everybody who could come where that is no more than so many cases: twelve skills, yes or no. */
const CASES_MAX = 4096;
/** The same for a whole centre, so that no change of it takes longer than a moment. */
const CASES_IN_ALL_MAX = 200_000;

export type Fault = { readonly field: string; readonly message: string };

/** Agents who are named somewhere are checked to be there before this. */
export function matchingFault(config: CentreConfig): Fault | undefined {
  const centre: Centre = {
    config,
    agents: new Map(config.agents.map((agent) => [agent.id, { config: agent, abilities: abilitiesOf(agent) }])),
    queues: new Map(config.queues.map((queue) => [queue.id, queue])),
    compared: { cases: 0 },
  };
  return (
    first(config.agents, (agent, i) => levelFault(agent, `agents.${i}`)) ??
    first(config.queues, (queue, i) => queueFault(centre, queue, `queues.${i}`)) ??
    first(config.entries, (row, i) => {
      const queue = centre.queues.get(row.queue);
      if (row.requires === undefined || queue === undefined) return undefined;
      const asked = readRequirement(row.requires);
      const field = `entries.${i}.requires`;
      return strangerIn(centre, asked, field) ?? nobodyMeets(centre, { queue, asked, field });
    })
  );
}

type Centre = {
  readonly config: CentreConfig;
  readonly agents: ReadonlyMap<string, { readonly config: AgentConfig; readonly abilities: Abilities }>;
  readonly queues: ReadonlyMap<string, QueueConfig>;
  /** The work that has gone into comparing steps. */
  readonly compared: { cases: number };
};

function first<T>(list: readonly T[], fault: (one: T, i: number) => Fault | undefined): Fault | undefined {
  for (const [i, one] of list.entries()) {
    const found = fault(one, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function levelFault({ id, skills, levels }: AgentConfig, at: string): Fault | undefined {
  const skill = Object.keys(levels).find((one) => !skills.includes(one));
  if (skill === undefined) return undefined;
  return {
    field: `${at}.levels.${skill}`,
    message: `"${id}" has a level of "${skill}", but not the skill: add it to skills`,
  };
}

function queueFault(centre: Centre, queue: QueueConfig, at: string): Fault | undefined {
  return (
    tierFault(queue, at) ??
    otherQueueFault(centre, queue, at) ??
    relaxationFault(centre, queue, at) ??
    first(queue.relaxations, (_, i) => narrowingFault(centre, { queue, step: i, at })) ??
    escalationFault(queue, at) ??
    nobodyMeets(centre, { queue, asked: { kind: "anyone" }, field: `${at}.requires` })
  );
}

function tierFault({ id, members, tiers }: QueueConfig, at: string): Fault | undefined {
  return first(tiers, ({ agent }, i) => {
    const field = `${at}.tiers.${i}.agent`;
    if (!members.includes(agent)) return { field, message: `"${agent}" is no member of ${id}: add them to members` };
    if (tiers.findIndex((one) => one.agent === agent) !== i)
      return { field, message: `"${agent}" has two tiers in ${id}: keep one` };
    return undefined;
  });
}

function otherQueueFault({ queues }: Centre, { id, interrupts, borrows }: QueueConfig, at: string): Fault | undefined {
  const other = (queueId: string, field: string): Fault | undefined => {
    if (!queues.has(queueId)) return { field, message: `there is no queue "${queueId}"` };
    return queueId === id ? { field, message: `"${id}" is this queue itself: name another` } : undefined;
  };
  return (
    first(interrupts, (queueId, i) => other(queueId, `${at}.interrupts.${i}`)) ??
    first(borrows, ({ from, startsAt, endsAt }, i) => {
      const field = `${at}.borrows.${i}`;
      const fault = other(from, `${field}.from`);
      if (fault !== undefined) return fault;
      if (borrows.findIndex((one) => one.from === from) !== i)
        return { field: `${field}.from`, message: `"${from}" is borrowed from twice: keep one` };
      if (endsAt < startsAt) return undefined;
      return { field: `${field}.endsAt`, message: `agents would come and go all the time: at most ${startsAt - 1}` };
    })
  );
}

/** A step that comes after another has to be due after it: else it would wait for its turn without a reason. */
function relaxationFault(centre: Centre, { relaxations }: QueueConfig, at: string): Fault | undefined {
  let waitedMs = 0;
  let position = Number.POSITIVE_INFINITY;
  return first(relaxations, ({ when, requires }, i) => {
    const field = `${at}.relaxations.${i}`;
    if (when.by === "waited") {
      if (when.afterMs <= waitedMs)
        return { field: `${field}.when.afterMs`, message: `a later step comes later: more than ${waitedMs}` };
      waitedMs = when.afterMs;
    }
    if (when.by === "position") {
      if (when.atMost >= position)
        return {
          field: `${field}.when.atMost`,
          message: `a later step is further ahead in line: less than ${position}`,
        };
      position = when.atMost;
    }
    return strangerIn(centre, readRequirement(requires), `${field}.requires`);
  });
}

/**
 * Waiting never makes the circle narrower: whoever may be offered a caller may still be after the next step. Decided over
 * everybody who could come; where that would be too much, over those who serve the queue as they are.
 */
function narrowingFault(centre: Centre, of: Step): Fault | undefined {
  const { queue, step, at } = of;
  const text = queue.relaxations[step]?.requires ?? "anyone";
  const beforeText = queue.relaxations[step - 1]?.requires ?? queue.requires;
  if (text === beforeText) return undefined;
  const [now, before] = [readRequirement(text), readRequirement(beforeText)];
  const cases = casesOf(now, before);
  centre.compared.cases += Math.min(cases, CASES_MAX);
  const isTooMuch = cases > CASES_MAX || centre.compared.cases > CASES_IN_ALL_MAX;
  const out = isTooMuch
    ? servingIn(centre, queue).find(({ abilities }) => meets(abilities, before) && !meets(abilities, now))?.abilities
    : shutOutBy(now, before);
  if (out === undefined) return undefined;
  const whole = requirementText({ kind: "any", of: [before, now] });
  const mend = whole.length > REQUIREMENT_CHARS_MAX ? "let this step ask for less" : `such as "${whole}"`;
  return {
    field: `${at}.relaxations.${step}.requires`,
    message: `${abilitiesText(out)} could be offered before this step, and not after it: a later step lets in whoever the one before did, ${mend}`,
  };
}

type Step = { readonly queue: QueueConfig; readonly step: number; readonly at: string };

function abilitiesText({ id, skills, languages }: Abilities): string {
  const graded = [
    ...[...skills].map(([skill, level]) => `${skill} ${level}`),
    ...[...languages].map(([code, level]) => `language(${code}) ${level}`),
  ];
  const who = id === "" ? "an agent" : `agent(${id})`;
  return graded.length === 0 ? who : `${who} with ${graded.slice(0, 5).join(", ")}`;
}

function escalationFault({ bands, escalations }: QueueConfig, at: string): Fault | undefined {
  return first(escalations, ({ customerClass, toBand }, i) => {
    const band = customerClass === "any" ? Math.max(...Object.values(bands)) : bands[customerClass];
    if (toBand < band) return undefined;
    const message = `who waits in band ${band} would not come sooner: name a lower band`;
    return { field: `${at}.escalations.${i}.toBand`, message };
  });
}

/** Somebody is named who is not there. */
function strangerIn({ agents }: Centre, requirement: Requirement, field: string): Fault | undefined {
  const stranger = agentsNamed(requirement).find((id) => !agents.has(id));
  return stranger === undefined ? undefined : { field, message: `"${stranger}" is no agent of this centre` };
}

function agentsNamed(requirement: Requirement): readonly string[] {
  switch (requirement.kind) {
    case "agent":
      return requirement.ids;
    case "all":
    case "any":
      return requirement.of.flatMap(agentsNamed);
    case "not":
      return agentsNamed(requirement.of);
    default:
      return [];
  }
}

type Asked = { readonly queue: QueueConfig; readonly asked: Requirement; readonly field: string };

/** Callers would wait for nobody. A queue that has no members yet, and borrows none, is left to the alarm. */
function nobodyMeets(centre: Centre, { queue, asked, field }: Asked): Fault | undefined {
  const stranger = strangerIn(centre, readRequirement(queue.requires), field);
  if (stranger !== undefined) return stranger;
  const serving = servingIn(centre, queue);
  if (serving.length === 0) return undefined;
  const requirement = allOf([planOf(queue).loosest, asked]);
  const able = serving.filter(({ abilities }) => meets(abilities, requirement));
  if (able.length === 0)
    return {
      field,
      message: `no member of ${queue.id} can ever meet this: change it, or give a member what is asked for`,
    };
  if (able.some(({ config }) => config.capacity >= queue.units)) return undefined;
  const most = Math.max(...able.map(({ config }) => config.capacity));
  return {
    field: field.replace(/requires$/, "units"),
    message: `no member of ${queue.id} has so much capacity: at most ${most}`,
  };
}

/** The members, and whoever may be lent. */
function servingIn({ agents, queues }: Centre, queue: QueueConfig) {
  const lent = queue.borrows.flatMap(({ from }) => queues.get(from)?.members ?? []);
  return [...queue.members, ...lent].flatMap((id) => agents.get(id) ?? []);
}
