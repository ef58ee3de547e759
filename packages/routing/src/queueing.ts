/** In a queue: entering, flowing out, giving up. */
import { must } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import { announce } from "./announcing.ts";
import { hearing, openConference, stateConferences, whereStated } from "./conference.ts";
import type { Roster } from "./conference.ts";
import { sayGoodbye } from "./ending.ts";
import { matchCaller } from "./matching.ts";
import { endSegment } from "./segment.ts";
import { takeStep } from "./steps.ts";
import { takePlace } from "./taking-place.ts";
import type { Turn } from "./turn.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction } from "./world.ts";

/** Puts a caller into a queue: at the beginning, or flowing out of another with the clock kept. */
export function enterQueue(turn: Turn, interaction: Interaction, queue: QueueConfig): void {
  const full = (turn.world.derived.queues.get(queue.id)?.line.size ?? 0) >= queue.waitingMax;
  takePlace(turn, interaction, queue, false);
  if (full) return rejectFull(turn, interaction, queue);
  toMusic(turn, interaction, queue);
  turn.askers.set(interaction.id, "caller-entered");
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
  takePlace(turn, interaction, queue, true);
  toMusic(turn, interaction, queue);
  offerOn(turn, interaction);
}

/** The customer moves from where they are into the queue's conference, with music. */
export function toMusic(turn: Turn, interaction: Interaction, queue: QueueConfig): void {
  const left = whereStated(turn.world, interaction);
  const conferenceId = openConference(turn, interaction, "hold", queue.id);
  const customer = interaction.seats.filter((seat) => seat.role === "customer"); // same either way: who waits sits alone
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
  turn.askers.set(interaction.id, "offer-ended");
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

/** The earliest of what is due for a caller in line. While offers are out, `offersTooLate` in offer-outcome.ts comes first. */
export function queueDeadline(turn: Turn, interaction: Interaction, entry: QueueEntry): void {
  const { at } = turn;
  const rest = interaction.coolDowns.find((one) => one.untilAt <= at);
  if (entry.totalUntilAt <= at) waitedTooLong(turn, interaction);
  else if (interaction.phase === "queued" && entry.queueUntilAt <= at) outOfTime(turn, interaction, entry);
  else if (interaction.phase === "queued" && rest !== undefined) {
    turn.emit({ type: "offer.cool-down-ended", interactionId: interaction.id, agentId: rest.agentId });
    matchCaller(turn, interaction, "cool-down-over");
  } else if (entry.nextStepAt !== undefined && entry.nextStepAt <= at) takeStep(turn, interaction, entry);
  else announce(turn, interaction);
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
