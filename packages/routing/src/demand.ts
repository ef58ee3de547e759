/**
 * What a caller asks of an agent now (R-ROUTE-50): the queue's requirement, or what its furthest relaxation step in force puts
 * in its place; and what the decision table or a program asked for; and the caller's language, while it is required.
 * While they wait for one agent alone, that agent is asked for in place of the queue's requirement and the language.
 */
import { allOf, requirementText } from "@legroom/model";
import type { QueueConfig, Requirement, UnixMs } from "@legroom/model";
import type { Demand, QueueIndex } from "./places.ts";
import type { QueueEntry } from "./queue-entry.ts";
import { readRequirement } from "./read-requirement.ts";
import type { Interaction, QueueState, World } from "./world.ts";

/** Demands that a queue remembers: beyond it they are worked out anew. */
const REMEMBERED_MAX = 1000;

/** What the callers of an index's queue ask for who entered it so. The same object for the same demand, as a rule. */
export function demandOf(world: World, { queue, index }: OfQueue, entry: QueueEntry): Demand {
  const relaxed = stepInForce(world, queue, entry);
  const reachMs = reachOf(index.delays, entry.delayMs);
  const { requires, language, preferred } = entry;
  // Names have no bar in them, and an expression comes last.
  const from = `${relaxed}|${reachMs}|${language ?? ""}|${preferred?.agentId ?? ""}|${requires ?? ""}`;
  const known = index.demands.get(from);
  if (known !== undefined) return known;
  if (index.demands.size >= REMEMBERED_MAX) index.demands.clear();
  const requirement = requirementFor(queue, entry, relaxed);
  const text = requirementText(requirement);
  const demand: Demand = {
    key: preferred === undefined ? `${relaxed}|${reachMs}|${text}` : `=${text}`,
    ...{ requirement, requires: text, relaxed, reachMs },
    ...(preferred === undefined ? {} : { preferredId: preferred.agentId }),
  };
  index.demands.set(from, demand);
  return demand;
}

type OfQueue = { readonly queue: QueueConfig; readonly index: QueueIndex };

/** All that is required of an agent for this caller now; undefined when they wait in no queue. */
export function requirementOf(world: World, interaction: Interaction): Demand | undefined {
  const { entry } = interaction;
  const queue = entry === undefined ? undefined : world.derived.lookup.queues.get(entry.queueId);
  const index = entry === undefined ? undefined : world.derived.queues.get(entry.queueId);
  if (entry === undefined || queue === undefined || index === undefined) return undefined;
  return demandOf(world, { queue, index }, entry);
}

/**
 * The furthest of the queue's steps that is in force, from 1: of the caller's own as many as were taken, of the queue's those
 * that hold, or that held by `estimate` while the caller waited (R-ROUTE-171).
 */
export function stepInForce(world: World, queue: QueueConfig, entry: StepsTaken): number {
  if (queue.relaxations.length === 0) return 0;
  let furthest = 0;
  let own = 0;
  const state = world.queueStates.get(queue.id);
  const sinceAt = entry.stepsFromAt ?? entry.enteredAt;
  for (const [i, { when }] of queue.relaxations.entries()) {
    const ofCaller = when.by === "waited" || when.by === "position";
    if (ofCaller) own += 1;
    if (ofCaller ? own <= entry.relaxed : isOpenFor(state, i, sinceAt)) furthest = i + 1;
  }
  return furthest;
}

type StepsTaken = Pick<QueueEntry, "relaxed" | "enteredAt" | "stepsFromAt">;

function isOpenFor(state: QueueState | undefined, step: number, sinceAt: UnixMs): boolean {
  return state?.relaxed.includes(step) === true || sinceAt <= (state?.keptUntil?.[step] ?? 0);
}

function requirementFor(queue: QueueConfig, entry: QueueEntry, relaxed: number): Requirement {
  const asked = entry.requires === undefined ? [] : [readRequirement(entry.requires)];
  if (entry.preferred !== undefined) return allOf([{ kind: "agent", ids: [entry.preferred.agentId] }, ...asked]);
  const step = relaxed === 0 ? undefined : queue.relaxations[relaxed - 1];
  const language: Requirement[] =
    entry.language === undefined ? [] : [{ kind: "language", id: entry.language, low: 1, high: 10 }];
  return allOf([readRequirement(step?.requires ?? queue.requires), ...asked, ...language]);
}

/** Callers of the same reach see the same members, whatever their delay is to the millisecond. */
function reachOf(delays: readonly number[], delayMs: number): number {
  let reachMs = 0;
  for (const delay of delays) if (delay <= delayMs) reachMs = delay;
  return reachMs;
}
