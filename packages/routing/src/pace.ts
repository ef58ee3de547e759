/** What a queue's pace is learned from: facts that events leave, in whole numbers. */
import type { EventOf, QueueId, UnixMs } from "@legroom/model";
import { countArrival } from "./arrivals.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { queueStateOf } from "./queue-state.ts";
import type { Pace, World } from "./world.ts";

/** A mean is of all samples until there are so many, then the older ones fade. */
const SAMPLES_MAX = 64;
/** A pause longer than so many usual ones is no sample of the pace: nobody was there who could have answered. */
const OUTLIER = 8;
const FIRST_OUTLIER_MS = 3_600_000;
/** Whom a person talked to is remembered for so many persons. */
const LAST_AGENTS_MAX = 100_000;
const FORGOTTEN_AT_ONCE = 10_000;

function paceOf(world: World, queueId: QueueId): Pace {
  const state = queueStateOf(world, queueId);
  state.pace ??= { talkMs: 0, talks: 0, wrapUpMs: 0, wrapUps: 0, agentMs: 0, answers: 0 };
  return state.pace;
}

export function noteArrival(world: World, { queueId, interactionId, at, again }: EventOf<"interaction.queued">): void {
  const state = queueStateOf(world, queueId);
  state.changedAt = at;
  const customerClass = world.interactions.get(interactionId)?.customerClass;
  if (again || customerClass === undefined) return;
  state.arrivals = countArrival(state.arrivals, customerClass, at);
}

/** Somebody has left the line. Answers are timed from one to the next while somebody waits. */
export function noteDeparture(world: World, event: EventOf<"queue-segment.ended">): void {
  const { queueId, interactionId, at, outcome } = event;
  const state = queueStateOf(world, queueId);
  state.changedAt = at;
  const own = world.derived.callerPlaces.get(interactionId)?.group === undefined ? 0 : 1;
  const othersWait = (world.derived.queues.get(queueId)?.waiting.size ?? 0) > own;
  if (outcome === "answered") timeAnswer(world, { queueId, at, othersWait });
  else if (!othersWait && state.pace !== undefined) state.pace.sinceAt = undefined;
  reindexQueueDeadline(world, queueId);
}

type Answer = { readonly queueId: QueueId; readonly at: UnixMs; readonly othersWait: boolean };

function timeAnswer(world: World, { queueId, at, othersWait }: Answer): void {
  const pace = paceOf(world, queueId);
  const working = world.derived.queues.get(queueId)?.working ?? 0;
  if (pace.sinceAt !== undefined && working > 0) noteAnswer(pace, (at - pace.sinceAt) * working);
  if (othersWait) pace.sinceAt = at;
  else pace.sinceAt = undefined;
}

function noteAnswer(pace: Pace, agentMs: number): void {
  const usualMs = pace.answers > 0 ? pace.agentMs : pace.talkMs + pace.wrapUpMs;
  const most = usualMs > 0 ? OUTLIER * usualMs : FIRST_OUTLIER_MS;
  pace.agentMs = smoothed(pace.agentMs, pace.answers, Math.min(agentMs, most));
  pace.answers = Math.min(SAMPLES_MAX, pace.answers + 1);
}

/** A talk is over: how long it was, and who it was with. */
export function noteTalk(world: World, event: EventOf<"agent-segment.ended">): void {
  const { queueId, interactionId, agentId, talkMs, at } = event;
  const pace = paceOf(world, queueId);
  pace.talkMs = smoothed(pace.talkMs, pace.talks, talkMs);
  pace.talks = Math.min(SAMPLES_MAX, pace.talks + 1);
  reindexQueueDeadline(world, queueId);
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return;
  interaction.talked = { queueId, endedAt: at };
  world.lastAgents.delete(interaction.person);
  world.lastAgents.set(interaction.person, agentId);
  if (world.lastAgents.size > LAST_AGENTS_MAX) forgetOldest(world);
}

/** A part at once, since finding the oldest of a map costs as much as it has lost at its front. */
function forgetOldest({ lastAgents }: World): void {
  let left = FORGOTTEN_AT_ONCE;
  for (const person of lastAgents.keys()) {
    if (left === 0) return;
    lastAgents.delete(person);
    left -= 1;
  }
}

export function noteWrapUp(world: World, { interactionId, at }: EventOf<"agent.wrap-up-ended">): void {
  const talked = world.interactions.get(interactionId)?.talked;
  if (talked === undefined) return;
  const pace = paceOf(world, talked.queueId);
  pace.wrapUpMs = smoothed(pace.wrapUpMs, pace.wrapUps, at - talked.endedAt);
  pace.wrapUps = Math.min(SAMPLES_MAX, pace.wrapUps + 1);
  reindexQueueDeadline(world, talked.queueId);
}

function smoothed(mean: number, samples: number, value: number): number {
  return mean + Math.round((value - mean) / Math.min(SAMPLES_MAX, samples + 1));
}
