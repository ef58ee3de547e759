/** Keeps the callers in line, and each interaction's deadline, while interactions change. */
import { earlier, must, unreachable } from "@legroom/model";
import type { InteractionId, UnixMs } from "@legroom/model";
import { compareWaiting } from "./compare-waiting.ts";
import { groupOf, settleGroup } from "./groups.ts";
import type { CallerPlace, Waiting } from "./places.ts";
import type { Interaction, QueueEntry, World } from "./world.ts";

/** To be called after an interaction has changed. */
export function reindexInteraction(world: World, id: InteractionId): void {
  const interaction = world.interactions.get(id);
  const place = interaction === undefined ? undefined : placeOf(world, interaction);
  const was = world.derived.callerPlaces.get(id);
  if (!samePlace(was, place)) {
    if (was !== undefined) unplace(world, was);
    if (place !== undefined) put(world, place);
    if (place === undefined) world.derived.callerPlaces.delete(id);
    else world.derived.callerPlaces.set(id, place);
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
  return earlier(earlier(entry?.totalUntilAt, entry?.announceAt), entry?.progressAt);
}

function queuedDeadline(interaction: Interaction): UnixMs | undefined {
  const { entry } = interaction;
  if (entry === undefined) return undefined;
  let at: UnixMs | undefined = earlier(entry.queueUntilAt, entry.totalUntilAt);
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

function placeOf(world: World, interaction: Interaction): CallerPlace | undefined {
  const { entry, phase, id } = interaction;
  if (entry === undefined || (phase !== "queued" && phase !== "offering" && phase !== "connecting")) return undefined;
  const group = phase === "queued" && !isAway(interaction) ? groupOf(world, interaction) : undefined;
  return {
    queueId: entry.queueId,
    key: waitingKey(id, entry),
    entered: { at: entry.enteredAt, id },
    ...(group === undefined ? {} : { groupKey: group.key }),
  };
}

function samePlace(a: CallerPlace | undefined, b: CallerPlace | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.queueId === b.queueId &&
    a.groupKey === b.groupKey &&
    a.entered.at === b.entered.at &&
    compareWaiting(a.key, b.key) === 0
  );
}

function put(world: World, { queueId, key, entered, groupKey }: CallerPlace): void {
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  index.line.add(key);
  index.entered.add(entered);
  if (groupKey === undefined) return;
  index.waiting.add(key);
  const group = must(index.groups.get(groupKey), "the group was found or made for this place");
  group.waiting.add(key);
  settleGroup(world, group);
}

function unplace(world: World, { queueId, key, entered, groupKey }: CallerPlace): void {
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return;
  index.line.remove(key);
  index.entered.remove(entered);
  if (groupKey === undefined) return;
  index.waiting.remove(key);
  const group = must(index.groups.get(groupKey), "a group in which somebody waits is kept");
  group.waiting.remove(key);
  settleGroup(world, group);
}
