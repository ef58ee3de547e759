/** Waiting in a queue: the place taken, steps taken, what was told; and queues as a whole. */
import { after, must } from "@legroom/model";
import type { CentreConfig, EventOf, QueueConfig, QueueId } from "@legroom/model";
import { open } from "./apply-interaction.ts";
import type { Appliers } from "./apply.ts";
import { noteArrival } from "./pace.ts";
import { queueStateOf } from "./queue-state.ts";
import { reindexQueueMembers } from "./queue-index.ts";
import { nextStep } from "./step-plan.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { QueueState, World } from "./world.ts";

export const waitingAppliers = {
  "interaction.queued": takeIn,
  "interaction.relaxed": (world, event) => {
    const entry = entryOf(world, event);
    const { cause, relaxed, delayMs } = event;
    entry.relaxed = relaxed;
    entry.delayMs = delayMs;
    if (cause === "language") entry.language = undefined;
    if (cause === "preferred-waited" || cause === "preferred-away") entry.preferred = undefined;
    noteNextStep(entry, event);
  },
  "interaction.escalated": (world, event) => {
    const entry = entryOf(world, event);
    entry.band = event.toBand;
    noteNextStep(entry, event);
  },
  "interaction.announced": (world, event) => {
    const entry = entryOf(world, event);
    entry.announceAt = event.nextAt;
    entry.promptId = event.promptId;
  },
  "interaction.grace-given": (world, event) => {
    const { entry } = open(world, event.interactionId);
    if (entry === undefined) return;
    entry.queueUntilAt = after(entry.queueUntilAt, event.queueByMs);
    entry.totalUntilAt = after(entry.totalUntilAt, event.totalByMs);
  },
  "queue.relaxed": (world, event) => {
    const state = queueStateOf(world, event.queueId);
    const keptUntil = takenBack(world, state, event);
    if (keptUntil !== undefined) state.keptUntil = keptUntil;
    state.relaxed = event.steps;
    reindexQueueMembers(world, event.queueId);
  },
  "queue.borrowing-started": (world, { queueId, from, at }) => {
    queueStateOf(world, queueId).borrowing.push({ from, sinceAt: at });
    reindexQueueMembers(world, queueId);
  },
  "queue.borrowing-ended": (world, { queueId, from }) => {
    const state = queueStateOf(world, queueId);
    state.borrowing = state.borrowing.filter((one) => one.from !== from);
    reindexQueueMembers(world, queueId);
  },
  "alarm.raised": (world, { queueId, kind }) => {
    queueStateOf(world, queueId).alarms.push(kind);
  },
  "alarm.cleared": (world, { queueId, kind }) => {
    const state = queueStateOf(world, queueId);
    state.alarms = state.alarms.filter((one) => one !== kind);
  },
} satisfies Partial<Appliers>;

/** A step by `estimate` stays open for those who are in the queue when it is taken back: their circle never becomes narrower. */
function takenBack(
  world: World,
  { relaxed, keptUntil }: QueueState,
  { queueId, steps, at }: EventOf<"queue.relaxed">,
): QueueState["keptUntil"] {
  const relaxations = world.derived.lookup.queues.get(queueId)?.relaxations ?? [];
  const gone = relaxed.filter((step) => !steps.includes(step) && relaxations[step]?.when.by === "estimate");
  if (gone.length === 0) return keptUntil;
  return { ...keptUntil, ...Object.fromEntries(gone.map((step) => [step, at])) };
}

/** Back after an agent was lost: the steps that were taken stay taken, and their clock has gone on (R-ROUTE-91). */
function takeIn(world: World, event: EventOf<"interaction.queued">): void {
  const interaction = open(world, event.interactionId);
  const before = event.again ? interaction.entry : undefined;
  interaction.phase = "queued";
  interaction.flow = undefined;
  interaction.arrivingUntilAt = undefined;
  interaction.segments = event.segment;
  const { queueId, segment, enteredAt, firstEnteredAt, band, virtualEntryAt } = event;
  const { queueUntilAt, totalUntilAt, announceAt, requires, language, preferred, nextStepAt, points } = event;
  interaction.entry = {
    queueId,
    segment,
    enteredAt,
    firstEnteredAt,
    band,
    virtualEntryAt,
    queueUntilAt,
    totalUntilAt,
    announceAt,
    requires,
    language,
    preferred,
    nextStepAt,
    points,
    offersMade: before?.offersMade ?? 0,
    relaxed: before?.relaxed ?? 0,
    delayMs: before?.delayMs ?? 0,
    stepsFromAt: before?.stepsFromAt ?? before?.enteredAt,
    promptId: undefined,
    lastTried: undefined,
    progressAt: undefined,
  };
  noteArrival(world, event);
}

function entryOf(
  world: World,
  { interactionId }: EventOf<"interaction.relaxed" | "interaction.escalated" | "interaction.announced">,
): QueueEntry {
  return must(open(world, interactionId).entry, "of somebody who waits");
}

function noteNextStep(entry: QueueEntry, { nextStepAt }: { readonly nextStepAt?: QueueEntry["nextStepAt"] }): void {
  if (nextStepAt === undefined) entry.nextStepAt = undefined;
  else entry.nextStepAt = nextStepAt;
}

/**
 * The settings have changed: who waits goes on by the new ones, with the steps taken so far (R-ROUTE-95). The queues' own
 * steps are looked at anew; what is known of a queue that is no more is forgotten.
 */
export function replanWaiting(world: World, config: CentreConfig): void {
  const queues = new Map(config.queues.map((queue) => [queue.id, queue]));
  for (const [queueId, { keptUntil: _ofOtherSteps, ...state }] of world.queueStates)
    if (queues.has(queueId)) world.queueStates.set(queueId, { ...state, relaxed: [] });
    else world.queueStates.delete(queueId);
  replanCallers(world, queues);
}

/** Who waits in these goes on by their settings, with the steps taken so far. */
export function replanCallers(world: World, queues: ReadonlyMap<QueueId, QueueConfig>): void {
  for (const interaction of world.interactions.values()) {
    const { entry } = interaction;
    const queue = entry === undefined ? undefined : queues.get(entry.queueId);
    if (entry === undefined || queue === undefined) continue;
    entry.nextStepAt = nextStep(queue, entry, interaction)?.at;
  }
}
