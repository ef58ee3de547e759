/** Keeps the callers in line, and each interaction's deadline, while interactions change. */
import { earlier, unreachable } from "@legroom/model";
import type { InteractionId, UnixMs } from "@legroom/model";
import { defined } from "./defined.ts";
import { waitingKey } from "./compare-waiting.ts";
import { groupOf, settleGroup } from "./groups.ts";
import type { CallerPlace } from "./places.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { addTo, takeFrom } from "./sets.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction, World } from "./world.ts";

/** To be called after an interaction has changed. */
export function reindexInteraction(world: World, id: InteractionId): void {
  const interaction = world.interactions.get(id);
  const was = world.derived.callerPlaces.get(id);
  if (!standsRight(was, interaction)) {
    // First: the last one to leave a group may take it away, and it may be the one that is asked for now.
    if (was !== undefined) unplace(world, was);
    const place = interaction === undefined ? undefined : placeOf(world, interaction);
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
      return offeringDeadline(interaction.entry);
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

function offeringDeadline(entry: QueueEntry | undefined): UnixMs | undefined {
  const at = earlier(earlier(entry?.totalUntilAt, entry?.announceAt), entry?.nextStepAt);
  return earlier(at, entry?.progressAt);
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

/** Their place in the line, if they are in one. */
function inLine({ entry, phase }: Interaction): QueueEntry | undefined {
  return phase === "queued" || phase === "offering" || phase === "connecting" ? entry : undefined;
}

function isWaiting(interaction: Interaction): boolean {
  return interaction.phase === "queued" && !isAway(interaction);
}

function placeOf(world: World, interaction: Interaction): CallerPlace | undefined {
  const { id } = interaction;
  const entry = inLine(interaction);
  if (entry === undefined) return undefined;
  const group = isWaiting(interaction) ? groupOf(world, interaction) : undefined;
  return {
    queueId: entry.queueId,
    key: waitingKey(id, entry),
    entered: { at: entry.enteredAt, id },
    asked: askedBy(entry),
    ...defined({ group, awaits: entry.preferred?.agentId }),
  };
}

function askedBy({ requires, language, relaxed, delayMs }: QueueEntry): CallerPlace["asked"] {
  return { relaxed, delayMs, ...defined({ requires, language }) };
}

/** A change of the queue itself makes all its places anew. */
function asksTheSame({ asked }: CallerPlace, entry: QueueEntry): boolean {
  if (asked.requires !== entry.requires || asked.language !== entry.language) return false;
  return asked.relaxed === entry.relaxed && asked.delayMs === entry.delayMs;
}

/** Most of what happens to a caller moves them nowhere. */
function standsRight(was: CallerPlace | undefined, interaction: Interaction | undefined): boolean {
  const entry = interaction === undefined ? undefined : inLine(interaction);
  if (was === undefined || entry === undefined || interaction === undefined)
    return was === undefined && entry === undefined;
  return (
    was.queueId === entry.queueId &&
    (was.group !== undefined) === isWaiting(interaction) &&
    asksTheSame(was, entry) &&
    was.awaits === entry.preferred?.agentId &&
    isAsOrdered(was, entry)
  );
}

function isAsOrdered({ key, entered }: CallerPlace, entry: QueueEntry): boolean {
  return entered.at === entry.enteredAt && key.band === entry.band && key.virtualEntryAt === entry.virtualEntryAt;
}

function put(world: World, { queueId, key, entered, group, awaits }: CallerPlace): void {
  if (awaits !== undefined) addTo(world.derived.awaited, awaits, key.id);
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  index.line.add(key);
  index.entered.add(entered);
  if (group === undefined) return;
  index.waiting.add(key);
  group.waiting.add(key);
  settleGroup(world, group);
}

function unplace(world: World, { queueId, key, entered, group, awaits }: CallerPlace): void {
  if (awaits !== undefined) takeFrom(world.derived.awaited, awaits, key.id);
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  index.line.remove(key);
  index.entered.remove(entered);
  if (group === undefined) return;
  index.waiting.remove(key);
  group.waiting.remove(key);
  settleGroup(world, group);
}
