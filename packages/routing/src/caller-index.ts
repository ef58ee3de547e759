/** Keeps the callers in line, and each interaction's deadline, while interactions change. */
import { earlier, unreachable } from "@legroom/model";
import type { InteractionId, UnixMs } from "@legroom/model";
import { defined } from "./defined.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { addTo, takeFrom } from "./sets.ts";
import type { CallerPlace, Interaction, QueueEntry, Waiting, World } from "./world.ts";

/** Band, then virtual entry, then id: the order in which a queue serves (R-ROUTE-4). */
export function compareWaiting(a: Waiting, b: Waiting): number {
  return a.band - b.band || a.virtualEntryAt - b.virtualEntryAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** To be called after an interaction has changed. */
export function reindexInteraction(world: World, id: InteractionId): void {
  const interaction = world.interactions.get(id);
  const place = interaction === undefined ? undefined : placeOf(interaction);
  const was = world.derived.callerPlaces.get(id);
  if (!samePlace(was, place)) {
    if (was !== undefined) unplace(world, was);
    if (place !== undefined) put(world, place);
    if (place === undefined) world.derived.callerPlaces.delete(id);
    else world.derived.callerPlaces.set(id, place);
    for (const queueId of new Set([was?.queueId, place?.queueId]))
      if (queueId !== undefined) reindexQueueDeadline(world, queueId);
  }
  world.derived.deadlines.set(`interaction:${id}`, interaction === undefined ? undefined : deadlineOf(interaction));
}

/** When the machine decides about this interaction by itself (L4). Undefined only when it is closed. */
export function deadlineOf(interaction: Interaction): UnixMs | undefined {
  let at = ownDeadline(interaction);
  for (const seat of interaction.seats) at = earlier(earlier(at, seat.awayUntilAt), seat.audioByAt);
  return interaction.phase === "closed" ? undefined : at;
}

function ownDeadline(interaction: Interaction): UnixMs | undefined {
  switch (interaction.phase) {
    case "arriving":
      return interaction.arrivingUntilAt;
    case "in-flow":
      return interaction.flow?.untilAt;
    case "queued":
      return queuedDeadline(interaction);
    case "offering":
      return offeringDeadline(interaction);
    case "connecting":
    case "live":
      return interaction.work?.untilAt;
    case "parked":
    case "closed":
      return undefined;
    default:
      return unreachable(interaction.phase);
  }
}

function offeringDeadline({ entry }: Interaction): UnixMs | undefined {
  return earlier(earlier(entry?.totalUntilAt, entry?.announceAt), entry?.nextStepAt);
}

function queuedDeadline(interaction: Interaction): UnixMs | undefined {
  const { entry } = interaction;
  if (entry === undefined) return undefined;
  let at = earlier(earlier(entry.queueUntilAt, entry.totalUntilAt), entry.nextStepAt);
  if (!isAway(interaction)) at = earlier(at, entry.announceAt); // told when they are back
  for (const rest of interaction.coolDowns) at = earlier(at, rest.untilAt);
  return at;
}

/** Whether the customer's audio is gone: they keep their place, and are offered to nobody (R-ROUTE-38). */
export function isAway(interaction: Interaction): boolean {
  return interaction.seats.some((seat) => seat.role === "customer" && seat.awayUntilAt !== undefined);
}

export function waitingKey(id: InteractionId, entry: QueueEntry): Waiting {
  return { id, band: entry.band, virtualEntryAt: entry.virtualEntryAt };
}

function placeOf(interaction: Interaction): CallerPlace | undefined {
  const { entry, phase, id } = interaction;
  if (entry === undefined || (phase !== "queued" && phase !== "offering" && phase !== "connecting")) return undefined;
  return {
    queueId: entry.queueId,
    key: waitingKey(id, entry),
    entered: { at: entry.enteredAt, id },
    waiting: phase === "queued" && !isAway(interaction),
    ...defined({ awaits: entry.preferred?.agentId }),
  };
}

function samePlace(a: CallerPlace | undefined, b: CallerPlace | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.queueId === b.queueId &&
    a.waiting === b.waiting &&
    a.awaits === b.awaits &&
    a.entered.at === b.entered.at &&
    compareWaiting(a.key, b.key) === 0
  );
}

function put(world: World, place: CallerPlace): void {
  if (place.awaits !== undefined) addTo(world.derived.awaited, place.awaits, place.entered.id);
  const index = world.derived.queues.get(place.queueId);
  if (index === undefined) return;
  index.line.add(place.key);
  index.entered.add(place.entered);
  if (place.waiting) index.waiting.add(place.key);
}

function unplace(world: World, place: CallerPlace): void {
  if (place.awaits !== undefined) takeFrom(world.derived.awaited, place.awaits, place.entered.id);
  const index = world.derived.queues.get(place.queueId);
  if (index === undefined) return;
  index.line.remove(place.key);
  index.entered.remove(place.entered);
  index.waiting.remove(place.key);
}
