/** In a queue: entering, hearing the position, flowing out, giving up. */
import { after, classPoints, must } from "@legroom/model";
import type { PromptItem, QueueConfig, TopicId } from "@legroom/model";
import { waitingKey } from "./caller-index.ts";
import { hearing, openConference, stateConferences, whereStated } from "./conference.ts";
import type { Roster } from "./conference.ts";
import { sayGoodbye } from "./ending.ts";
import { matchCaller } from "./matching.ts";
import { hush, sayToCustomer } from "./prompt.ts";
import { endSegment } from "./segment.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, QueueEntry } from "./world.ts";

/** The band of everybody; before it comes who was in a talk already and lost the agent. */
const NORMAL_BAND = 1;
const FRONT_BAND = 0;
/** The first position is told when the caller is not answered at once. */
const FIRST_ANNOUNCEMENT_MS = 2000;

/** Class × topic → queue: the first row that fits (R-ROUTE-2). */
export function queueFor(turn: Turn, interaction: Interaction, topic: TopicId): QueueConfig {
  const row = turn.config.entries.find(
    (entry) =>
      (entry.customerClass === "any" || entry.customerClass === interaction.customerClass) &&
      (entry.topic === "any" || entry.topic === topic),
  );
  const { queues } = turn.world.derived.lookup;
  return must(queues.get(must(row, "every topic has a queue for every class").queue), "entries name queues that exist");
}

/** Puts a caller into a queue: at the beginning, or flowing out of another with the clock kept. */
export function enterQueue(turn: Turn, interaction: Interaction, queue: QueueConfig): void {
  const full = (turn.world.derived.queues.get(queue.id)?.line.size ?? 0) >= queue.waitingMax;
  takePlace(turn, interaction, queue, { band: NORMAL_BAND, again: false });
  if (full) return rejectFull(turn, interaction, queue);
  toMusic(turn, interaction, queue);
  matchCaller(turn, interaction, "caller-entered");
}

/** An answer did not connect: back to the music in the same segment, place and clock kept. */
export function backToLine(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "who was answered had waited");
  toMusic(
    turn,
    interaction,
    must(turn.world.derived.lookup.queues.get(entry.queueId), "a queue in use is not removed"),
  );
  offerOn(turn, interaction);
}

/** The agent was lost in the talk: to the front of the line, with the clock kept. */
export function enterAgain(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "who was answered had waited");
  const queue = must(turn.world.derived.lookup.queues.get(entry.queueId), "a queue in use is not removed");
  takePlace(turn, interaction, queue, { band: FRONT_BAND, again: true });
  toMusic(turn, interaction, queue);
  offerOn(turn, interaction);
}

function takePlace(
  turn: Turn,
  interaction: Interaction,
  queue: QueueConfig,
  place: { readonly band: number; readonly again: boolean },
): void {
  const before = interaction.entry;
  const firstEnteredAt = before?.firstEnteredAt ?? turn.at;
  const points = classPoints[interaction.customerClass];
  const totalUntilAt = before?.totalUntilAt ?? after(firstEnteredAt, turn.config.deadlines.sinceFirstEntryMs);
  turn.emit({
    type: "interaction.queued",
    interactionId: interaction.id,
    queueId: queue.id,
    segment: interaction.segments + 1,
    enteredAt: turn.at,
    firstEnteredAt,
    band: place.band,
    virtualEntryAt: before?.virtualEntryAt ?? after(firstEnteredAt, points * queue.secondsPerPoint * 1000),
    // Without an overflow the queue has no limit of its own.
    queueUntilAt: queue.overflowTo === undefined ? totalUntilAt : after(turn.at, queue.inQueueMs),
    totalUntilAt,
    announceAt: after(turn.at, FIRST_ANNOUNCEMENT_MS),
    again: place.again,
  });
}

/** The customer moves from where they are into the queue's conference, with music. */
function toMusic(turn: Turn, interaction: Interaction, queue: QueueConfig): void {
  const left = whereStated(turn.world, interaction);
  const conferenceId = openConference(turn, interaction, "hold", queue.id);
  const customer = interaction.seats.filter((seat) => seat.role === "customer");
  const to: Roster = {
    conferenceId,
    seats: customer,
    hears: hearing([interaction.seatId, [{ source: { music: "hold" } }]]),
  };
  if (left === undefined) stateConferences(turn, interaction, [to]);
  else stateConferences(turn, interaction, [{ conferenceId: left.id, seats: [], hears: {} }, to]);
}

/** The queue's own limits are reached: on to overflow, if there is one and the caller is not in it already. */
export function flowOut(turn: Turn, interaction: Interaction): boolean {
  const entry = must(interaction.entry, "only who is in a queue flows out of it");
  const { queues } = turn.world.derived.lookup;
  const overflowTo = queues.get(entry.queueId)?.overflowTo;
  const queue = overflowTo === undefined ? undefined : queues.get(overflowTo);
  if (queue === undefined) return false;
  endSegment(turn, interaction, "flowed-out");
  enterQueue(turn, interaction, queue);
  return true;
}

/** After an offer that came to nothing: offered on, or on to overflow when it was one too many. */
export function offerOn(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "who was offered waits");
  const queue = turn.world.derived.lookup.queues.get(entry.queueId);
  if (entry.totalUntilAt <= turn.at) return waitedTooLong(turn, interaction);
  const spent = entry.offersMade >= (queue?.offersMax ?? Number.POSITIVE_INFINITY) || entry.queueUntilAt <= turn.at;
  if (spent && flowOut(turn, interaction)) return;
  matchCaller(turn, interaction, "offer-ended");
}

export function waitedTooLong(turn: Turn, interaction: Interaction): void {
  endSegment(turn, interaction, "timed-out");
  sayGoodbye(turn, interaction, { flow: "apology", end: "timed-out" });
}

function rejectFull(turn: Turn, interaction: Interaction, queue: QueueConfig): void {
  const overflow = queue.overflowTo === undefined ? undefined : turn.world.derived.lookup.queues.get(queue.overflowTo);
  endSegment(turn, interaction, "rejected-full");
  if (overflow !== undefined) enterQueue(turn, interaction, overflow);
  else sayGoodbye(turn, interaction, { flow: "apology", end: "timed-out" });
}

/** Tells the caller their place; between talks of our own the music goes on. */
export function announce(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "only who waits is announced to");
  const index = turn.world.derived.queues.get(entry.queueId);
  const position = 1 + (index?.line.rank(waitingKey(interaction.id, entry)) ?? 0);
  hush(turn, entry.promptId);
  const promptId = turn.id<"prompt">();
  turn.emit({
    type: "interaction.announced",
    interactionId: interaction.id,
    promptId,
    position,
    nextAt: after(turn.at, turn.config.deadlines.announceEveryMs),
  });
  sayToCustomer(turn, interaction, { promptId, items: positionItems(position) });
}

const SPOKEN_NUMBER_MAX = 20;

function positionItems(position: number): readonly PromptItem[] {
  if (position === 1) return [{ sound: "position-next" }];
  if (position > SPOKEN_NUMBER_MAX) return [{ sound: "position-many" }];
  return [{ sound: "position-before" }, { number: position }, { sound: "position-after" }];
}

/** The earliest of what is due for a caller in line. While offers are out, `offersTooLate` in offer-outcome.ts comes first. */
export function queueDeadline(turn: Turn, interaction: Interaction, entry: QueueEntry): void {
  const { at } = turn;
  const rest = interaction.coolDowns.find((one) => one.untilAt <= at);
  if (entry.totalUntilAt <= at) waitedTooLong(turn, interaction);
  else if (interaction.phase === "queued" && entry.queueUntilAt <= at) outOfTime(turn, interaction, entry);
  else if (interaction.phase === "queued" && rest !== undefined) {
    turn.emit({ type: "offer.cool-down-ended", interactionId: interaction.id, agentId: rest.agentId });
    matchCaller(turn, interaction, "cool-down-over");
  } else announce(turn, interaction);
}

/** The overflow was configured away meanwhile: the queue's limit moves to the last one. */
function outOfTime(turn: Turn, interaction: Interaction, entry: QueueEntry): void {
  if (flowOut(turn, interaction)) return;
  turn.emit({
    type: "interaction.grace-given",
    interactionId: interaction.id,
    queueByMs: entry.totalUntilAt - entry.queueUntilAt,
    totalByMs: 0,
  });
}
