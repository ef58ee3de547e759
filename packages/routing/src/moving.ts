/** Callers whom a person moves to another queue, one or several at once; and back. */
import { after, must, refuse } from "@legroom/model";
import type { QueueId, Refused } from "@legroom/model";
import { waitingKey } from "./compare-waiting.ts";
import { compareWaiting } from "./compare-waiting.ts";
import { defined } from "./defined.ts";
import { release } from "./ending.ts";
import { matchCaller } from "./matching.ts";
import { endOffer, offersOut } from "./offer-lease.ts";
import { toMusic } from "./queueing.ts";
import { endSegment } from "./segment.ts";
import { nextStep } from "./step-plan.ts";
import { takePlace } from "./taking-place.ts";
import type { Turn } from "./turn.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction, World } from "./world.ts";

export type Move = { readonly interaction: Interaction; readonly queueId: QueueId };

/** Who has come back, or was moved, is told their place so soon again. */
const ANNOUNCE_MS = 2000;

/** Undefined if all of them may be moved so: a queue is full when it could not hold them beside all who are in it now. */
export function mayMoveAll(world: World, moves: readonly Move[]): Refused | undefined {
  const coming = new Map<QueueId, number>();
  const seen = new Set<Interaction>();
  for (const [i, { interaction, queueId }] of moves.entries()) {
    const field = moves.length === 1 ? "queueId" : `moves.${i}.queueId`;
    const queue = world.derived.lookup.queues.get(queueId);
    if (queue === undefined) return refuse("queue.unknown", `there is no queue "${queueId}"`, { field });
    if (interaction.entry?.queueId === queueId || seen.has(interaction))
      return refuse("interaction.changed", `"${interaction.id}" is in "${queueId}" already, or is named twice`, {
        field,
      });
    seen.add(interaction);
    const count = (coming.get(queueId) ?? 0) + 1;
    coming.set(queueId, count);
    if ((world.derived.queues.get(queueId)?.line.size ?? 0) + count > queue.waitingMax)
      return refuse("queue.full", `"${queueId}" has no room for so many`, {
        field,
        params: { waitingMax: queue.waitingMax },
      });
  }
  return undefined;
}

/** The offers that ring for a caller end, and nobody is charged; their agents are matched when all else is decided. */
export function letOffersGo(turn: Turn, interaction: Interaction): void {
  for (const offer of offersOut(turn.world, interaction)) {
    endOffer(turn, offer, "withdrawn", "moved");
    release(turn, offer.agentId);
  }
}

/** Each into their queue with the clock kept; then they are offered, in the order of their places. */
export function moveAll(turn: Turn, moves: readonly Move[]): void {
  for (const { interaction, queueId } of moves) {
    const queue = must(turn.world.derived.lookup.queues.get(queueId), "it was looked for");
    letOffersGo(turn, interaction);
    endSegment(turn, interaction, "flowed-out");
    takePlace(turn, interaction, queue, false);
    toMusic(turn, interaction, queue);
  }
  offerInOrder(
    turn,
    moves.map(({ interaction }) => interaction),
  );
}

/** Out of the line that they were moved to; the place itself is taken back by `putBack`. */
export function takeOut(turn: Turn, interaction: Interaction): void {
  letOffersGo(turn, interaction);
  endSegment(turn, interaction, "flowed-out");
}

/** Each to the place where they stood, with all steps and deadlines of it; their entries are the former ones already. */
export function putBack(turn: Turn, interactions: readonly Interaction[]): void {
  for (const interaction of interactions)
    backTo(turn, interaction, must(interaction.entry, "who stood in line had it"));
  offerInOrder(turn, interactions);
}

function backTo(turn: Turn, interaction: Interaction, was: QueueEntry): void {
  const queue = must(turn.world.derived.lookup.queues.get(was.queueId), "it was looked for");
  const { queueId, firstEnteredAt, band, virtualEntryAt, queueUntilAt, totalUntilAt, announceAt } = was;
  const { requires, language, preferred, points } = was;
  const steps = { ...was, enteredAt: turn.at, stepsFromAt: was.stepsFromAt ?? was.enteredAt };
  turn.emit({
    type: "interaction.queued",
    interactionId: interaction.id,
    ...{ queueId, firstEnteredAt, band, virtualEntryAt, queueUntilAt, totalUntilAt },
    segment: interaction.segments + 1,
    enteredAt: turn.at,
    announceAt: announceAt > turn.at ? announceAt : after(turn.at, ANNOUNCE_MS),
    again: true,
    ...defined({ requires, language, preferred, points, nextStepAt: nextStep(queue, steps, interaction)?.at }),
  });
  toMusic(turn, interaction, queue);
}

function offerInOrder(turn: Turn, interactions: readonly Interaction[]): void {
  const keyed = interactions.flatMap((interaction) =>
    interaction.entry === undefined ? [] : [{ interaction, key: waitingKey(interaction.id, interaction.entry) }],
  );
  for (const { interaction } of keyed.toSorted((a, b) => compareWaiting(a.key, b.key)))
    matchCaller(turn, interaction, "caller-entered");
}
