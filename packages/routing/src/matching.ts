/** Who is offered to whom: a caller looks for an agent, or an agent who has become free for a caller. */
import { after, must } from "@legroom/model";
import type { AgentId, OfferReasons, QueueId } from "@legroom/model";
import { isReady } from "./availability.ts";
import { firstOfHeads } from "./between-queues.ts";
import type { Between, Head } from "./between-queues.ts";
import { isAway } from "./caller-index.ts";
import { chooseFor } from "./choosing.ts";
import { compareWaiting } from "./compare-waiting.ts";
import { makeOffer } from "./offer-making.ts";
import { offersOut } from "./offer-lease.ts";
import { RINGING_MAX } from "./offers-at-once.ts";
import type { Group, Waiting } from "./places.ts";
import { closedTo } from "./selecting.ts";
import { strategyRules } from "./strategies.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

type Trigger = OfferReasons["trigger"];

/** Offers this caller to the best free agents of their queue, one or as many as it rings at once; they wait on if there is none. */
export function matchCaller(turn: Turn, interaction: Interaction, trigger: Trigger): void {
  if (interaction.phase !== "queued" || interaction.entry === undefined || isAway(interaction)) return;
  offer(turn, interaction, { trigger });
}

/**
 * Offers an agent who has become free the first caller of all the queues they serve, and the next while they have units
 * left. Nobody else who is free could have been offered that caller, or they would have been (R-ROUTE-6).
 */
export function matchFreeAgent(turn: Turn, agentId: AgentId, trigger: Trigger): void {
  for (;;) {
    const agent = turn.world.agents.get(agentId);
    if (agent === undefined || !isReady(turn.world, agent)) return; // same either way: who is not ready is ranked nowhere
    const first = firstOfHeads(turn.world, headsFor(turn.world, agentId), turn.at);
    // To them or to a better one: one caller fewer waits at each round.
    if (first === undefined || !offer(turn, first.head.interaction, { trigger, between: first.between })) return;
  }
}

/** After something of a whole queue has changed: whoever waits in it is looked at again, in order. */
export function matchQueue(turn: Turn, queueId: QueueId, trigger: Trigger): void {
  for (;;) {
    const groups = turn.world.derived.queues.get(queueId)?.groups.values() ?? [];
    const heads = [...groups].flatMap((group) => headOf(turn.world, group, (head) => hasFree(turn.world, head)) ?? []);
    const [first] = heads.toSorted((a, b) => compareWaiting(a.waiting, b.waiting));
    if (first === undefined || !offer(turn, first.interaction, { trigger })) return; // one caller fewer waits at each round
  }
}

/** After the centre has changed: whoever may be offered somebody is. */
export function matchAll(turn: Turn): void {
  for (const agentId of turn.world.agents.keys()) matchFreeAgent(turn, agentId, "centre-changed");
}

/** It is time to ring one more for a caller whose phones ring already, if somebody is free. */
export function ringOneMore(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "who is offered waits");
  const queue = must(turn.world.derived.lookup.queues.get(entry.queueId), "a queue in use is not removed");
  const nextAt = after(turn.at, queue.progressMs);
  turn.emit({ type: "interaction.progressed", interactionId: interaction.id, nextAt });
  if (strategyRules[queue.strategy].rings !== "one-more" || interaction.offerIds.length >= RINGING_MAX) return;
  if (offersOut(turn.world, interaction).some((one) => one.reasons.overrideId !== undefined)) return; // for that one alone
  offer(turn, interaction, { trigger: "progress" });
}

/** For each queue the first caller whom this agent may be offered. */
function headsFor(world: World, agentId: AgentId): readonly Head[] {
  const heads = new Map<QueueId, Head>();
  for (const { group, isFree } of world.derived.agentPlaces.get(agentId)?.groups ?? []) {
    const first = isFree ? group.waiting.first() : undefined;
    const other = heads.get(group.queue.id);
    if (first === undefined) continue;
    if (other !== undefined && compareWaiting(first, other.waiting) > 0) continue; // same either way: nor would its head come first
    const head = headOf(world, group, ({ interaction }) => !closedTo(world, interaction).has(agentId));
    if (head !== undefined && (other === undefined || compareWaiting(head.waiting, other.waiting) < 0))
      heads.set(group.queue.id, head);
  }
  return [...heads.values()];
}

/** The first of a group of whom this holds. */
function headOf(world: World, group: Group, holds: (head: Head) => boolean): Head | undefined {
  const first = group.waiting.first();
  if (first === undefined) return undefined;
  const head = headAt(world, group, first);
  if (holds(head)) return head; // as a rule
  for (const waiting of group.waiting) {
    const next = headAt(world, group, waiting);
    if (holds(next)) return next;
  }
  return undefined;
}

function headAt(world: World, group: Group, waiting: Waiting): Head {
  return { interaction: must(world.interactions.get(waiting.id), "who is in line is there"), waiting, group };
}

function hasFree(world: World, { interaction, group }: Head): boolean {
  const closed = closedTo(world, interaction);
  if (group.free.size > closed.size) return true;
  for (const { id } of group.free) if (!closed.has(id)) return true;
  return false;
}

/** One decision, carried out. False if nobody may be offered this caller. */
function offer(
  turn: Turn,
  interaction: Interaction,
  why: { readonly trigger: Trigger; readonly between?: Between | undefined },
): boolean {
  const { at, world } = turn;
  const choices = chooseFor(world, interaction, { at, entropy: turn.input.entropy, ...why });
  for (const { agentId, reasons } of choices)
    makeOffer(turn, interaction, must(world.agents.get(agentId), "who is free is there"), reasons);
  return choices.length > 0;
}
