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
  const was = world.derived.callerPlaces.get(id);
  if (!standsRight(was, interaction)) {
    const place = interaction === undefined ? undefined : placeOf(interaction);
    if (was !== undefined) unplace(world, was);
    if (place !== undefined) put(world, place);
    if (place === undefined) world.derived.callerPlaces.delete(id);
    else world.derived.callerPlaces.set(id, place);
    for (const queueId of new Set([was?.queueId, place?.queueId]))
      if (queueId !== undefined) reindexQueueDeadline(world, queueId);
  }
  world.derived.deadlines.set("interaction", id, interaction === undefined ? undefined : deadlineOf(interaction));
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

/** Their place in the line, if they are in one. */
function inLine({ entry, phase }: Interaction): QueueEntry | undefined {
  return phase === "queued" || phase === "offering" || phase === "connecting" ? entry : undefined;
}

function isWaiting(interaction: Interaction): boolean {
  return interaction.phase === "queued" && !isAway(interaction);
}

function placeOf(interaction: Interaction): CallerPlace | undefined {
  const { id } = interaction;
  const entry = inLine(interaction);
  if (entry === undefined) return undefined;
  return {
    queueId: entry.queueId,
    key: waitingKey(id, entry),
    entered: { at: entry.enteredAt, id },
    waiting: isWaiting(interaction),
    ...defined({ awaits: entry.preferred?.agentId }),
  };
}

/** Most of what happens to a caller moves them nowhere. */
function standsRight(was: CallerPlace | undefined, interaction: Interaction | undefined): boolean {
  const entry = interaction === undefined ? undefined : inLine(interaction);
  if (was === undefined || entry === undefined || interaction === undefined)
    return was === undefined && entry === undefined;
  return (
    was.queueId === entry.queueId &&
    was.waiting === isWaiting(interaction) &&
    was.awaits === entry.preferred?.agentId &&
    was.entered.at === entry.enteredAt &&
    was.key.band === entry.band &&
    was.key.virtualEntryAt === entry.virtualEntryAt
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
