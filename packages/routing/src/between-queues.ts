/** Between the queues that an agent serves: whose first caller is offered (R-ROUTE-60). Only heads are compared. */
import { must, unreachable } from "@legroom/model";
import type { OfferReasons, QueueComparison, QueueId, UnixMs } from "@legroom/model";
import { compareWaiting } from "./compare-waiting.ts";
import { middleOf } from "./estimate.ts";
import type { Group, Waiting } from "./places.ts";
import type { Interaction, World } from "./world.ts";

/** The first caller of a queue whom an agent may be offered. */
export type Head = { readonly interaction: Interaction; readonly waiting: Waiting; readonly group: Group };

export type Between = NonNullable<OfferReasons["between"]>;

/** One of the heads of different queues, and which queues it was compared with. */
export function firstOfHeads(
  world: World,
  heads: readonly Head[],
  at: UnixMs,
): { readonly head: Head; readonly between?: Between } | undefined {
  const [only] = heads;
  if (only === undefined) return undefined;
  if (heads.length === 1) return { head: only };
  const by = must(world.config, "who waits has a centre").betweenQueues;
  const keys = new Map(heads.map((head) => [head, keyOf(world, { by, head, heads, at })]));
  const compare = (a: Head, b: Head): number =>
    (keys.get(a) ?? 0) - (keys.get(b) ?? 0) || compareWaiting(a.waiting, b.waiting);
  const head = heads.reduce((best, one) => (compare(one, best) < 0 ? one : best));
  const queueIds = heads.filter((one) => one !== head).map((one) => one.group.queue.id);
  return { head, between: { by, queueIds: queueIds.toSorted() } };
}

type Compared = {
  readonly by: QueueComparison;
  readonly head: Head;
  readonly heads: readonly Head[];
  readonly at: UnixMs;
};

/** The lowest comes first; equals are compared as callers in one queue. */
function keyOf(world: World, { by, head, heads, at }: Compared): number {
  const { queue } = head.group;
  switch (by) {
    case "order":
      return 0;
    case "weight":
      return -queue.weight;
    case "fair-share":
      return shareOf(
        world,
        queue.id,
        heads.map((one) => one.group.queue.id),
      );
    case "service-level-risk":
      return riskOf(world, head, at);
    default:
      return unreachable(by);
  }
}

/** What one offer costs a queue of weight 1: heavier ones pay less. */
export const OFFER_COST = 1_000_000;

/**
 * What a queue has had, as it is compared with these others: who was not asked for long is at most one offer of weight 1
 * behind whoever has had the most, so that nobody saves turns up (R-ROUTE-62).
 */
export function shareOf(world: World, queueId: QueueId, others: Iterable<QueueId>): number {
  let most = had(world, queueId);
  for (const other of others) most = Math.max(most, had(world, other));
  return Math.max(had(world, queueId), most - OFFER_COST);
}

function had(world: World, queueId: QueueId): number {
  return world.queueStates.get(queueId)?.share ?? 0;
}

/** Thousandths of the predicted wait that are left to the target; 0 when it is missed: then the order decides (R-ROUTE-61). */
function riskOf(world: World, { interaction, group }: Head, at: UnixMs): number {
  const enteredAt = interaction.entry?.enteredAt ?? at;
  const leftMs = Math.max(0, enteredAt + group.queue.serviceLevelMs - at);
  return Math.floor((1000 * leftMs) / predictedWaitMs(world, group.queue.id));
}

/** Of a talk, as long as nothing is known of a queue's pace. */
const TALK_MS = 180_000;

/** How long the first in line waits, as predicted: from its pace, or from who is there. In milliseconds from 1. */
function predictedWaitMs(world: World, queueId: QueueId): number {
  const skilled = world.derived.queues.get(queueId)?.skilled ?? 0;
  return Math.max(1, middleOf(world, queueId, 1) ?? Math.floor(TALK_MS / Math.max(1, skilled)));
}
