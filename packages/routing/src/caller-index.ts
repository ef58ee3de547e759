/** Keeps the callers in line, and each interaction's deadline, while interactions change. */
import { earlier, unreachable } from "@legroom/model";
import type { InteractionId, UnixMs } from "@legroom/model";
import { waitingKey } from "./compare-waiting.ts";
import { groupOf, settleGroup } from "./groups.ts";
import type { CallerPlace } from "./places.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { addTo, takeFrom } from "./sets.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction, World } from "./world.ts";

/** To be called after an interaction has changed. */
export function reindexInteraction(
  world: World,
  id: InteractionId,
  interaction: Interaction | undefined = world.interactions.get(id),
): void {
  const was = world.derived.callerPlaces.get(id);
  if (!standsRight(was, interaction)) placeAnew(world, { id, interaction }, was);
  world.derived.deadlines.set("interaction", id, interaction === undefined ? undefined : deadlineOf(interaction));
}

function placeAnew(
  world: World,
  { id, interaction }: { readonly id: InteractionId; readonly interaction: Interaction | undefined },
  before: CallerPlace | undefined,
): void {
  const entry = interaction === undefined ? undefined : inLine(interaction);
  const stays = before !== undefined && entry !== undefined && isAsOrdered(before, entry);
  // First: the last one to leave a group may take it away, and it may be the one that is asked for now.
  if (before !== undefined) unplace(world, before, stays);
  if (before !== undefined && before.queueId !== entry?.queueId) reindexQueueDeadline(world, before.queueId);
  if (interaction === undefined || entry === undefined) {
    world.derived.callerPlaces.delete(id);
    return;
  }
  const place = placeOf(world, { interaction, entry, was: stays ? before : undefined });
  put(world, place, stays);
  world.derived.callerPlaces.set(id, place);
  reindexQueueDeadline(world, entry.queueId);
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
  for (const seat of interaction.seats) if (seat.role === "customer" && seat.awayUntilAt !== undefined) return true;
  return false;
}

/** Their place in the line, if they are in one. */
function inLine({ entry, phase }: Interaction): QueueEntry | undefined {
  return phase === "queued" || phase === "offering" || phase === "connecting" ? entry : undefined;
}

function isWaiting(interaction: Interaction): boolean {
  return interaction.phase === "queued" && !isAway(interaction);
}

type Placed = {
  readonly interaction: Interaction;
  readonly entry: QueueEntry;
  /** They stand at the same place in the line, and go on to stand there by the same keys. */
  readonly was: CallerPlace | undefined;
};

function placeOf(world: World, of: Placed): CallerPlace {
  const { interaction, entry, was } = of;
  const { id } = interaction;
  return {
    queueId: entry.queueId,
    key: was?.key ?? waitingKey(id, entry),
    entered: was?.entered ?? { at: entry.enteredAt, id },
    group: isWaiting(interaction) ? groupOf(world, interaction) : undefined,
    awaits: entry.preferred?.agentId,
    requires: entry.requires,
    language: entry.language,
    relaxed: entry.relaxed,
    delayMs: entry.delayMs,
  };
}

/** A change of the queue itself makes all its places anew. */
function asksTheSame(was: CallerPlace, entry: QueueEntry): boolean {
  if (was.requires !== entry.requires || was.language !== entry.language) return false;
  return was.relaxed === entry.relaxed && was.delayMs === entry.delayMs;
}

/** Most of what happens to a caller moves them nowhere. */
function standsRight(was: CallerPlace | undefined, interaction: Interaction | undefined): boolean {
  const entry = interaction === undefined ? undefined : inLine(interaction);
  if (was === undefined || entry === undefined || interaction === undefined)
    return was === undefined && entry === undefined;
  return (
    (was.group !== undefined) === isWaiting(interaction) &&
    asksTheSame(was, entry) &&
    was.awaits === entry.preferred?.agentId &&
    isAsOrdered(was, entry)
  );
}

/** Stands at the same place of the same line. */
function isAsOrdered({ queueId, key }: CallerPlace, entry: QueueEntry): boolean {
  if (queueId !== entry.queueId) return false;
  return key.band === entry.band && key.virtualEntryAt === entry.virtualEntryAt;
}

/** `stays`: in the line they are already. */
function put(world: World, { queueId, key, entered, group, awaits }: CallerPlace, stays: boolean): void {
  if (awaits !== undefined) addTo(world.derived.awaited, awaits, key.id);
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  if (!stays) {
    index.line.add(key);
    index.entered.add(entered);
  }
  if (group === undefined) return;
  index.waiting.add(key);
  group.waiting.add(key);
  settleGroup(world, group);
}

/** `stays`: in the line they go on. */
function unplace(world: World, { queueId, key, entered, group, awaits }: CallerPlace, stays: boolean): void {
  if (awaits !== undefined) takeFrom(world.derived.awaited, awaits, key.id);
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  if (!stays) {
    index.line.remove(key);
    index.entered.remove(entered);
  }
  if (group === undefined) return;
  index.waiting.remove(key);
  group.waiting.remove(key);
  settleGroup(world, group);
}
