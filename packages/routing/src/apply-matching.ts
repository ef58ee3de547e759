/** What matching remembers: whose turn it was, what each queue has had, and each agent's talks of a queue. */
import { after } from "@legroom/model";
import type { EventOf } from "@legroom/model";
import { DAY_MS } from "./agent-facts.ts";
import type { Appliers } from "./apply.ts";
import { OFFER_COST, shareOf } from "./between-queues.ts";
import { queueStateOf } from "./queue-state.ts";
import { strategyRules } from "./strategies.ts";
import type { World } from "./world.ts";

export const matchingAppliers = {
  "interaction.progressed": (world, event) => {
    const entry = world.interactions.get(event.interactionId)?.entry;
    if (entry !== undefined) entry.progressAt = event.nextAt;
  },
} satisfies Partial<Appliers>;

/** To be called by the applier of the offer. */
export function noteOffer(world: World, event: EventOf<"offer.made">): void {
  const { agentId, queueId, reasons } = event;
  if (reasons.overrideId !== undefined) return; // nobody's turn: a person chose
  const state = queueStateOf(world, queueId);
  const queue = world.derived.lookup.queues.get(queueId);
  const interaction = world.interactions.get(event.interactionId);
  state.lastOffered = agentId;
  if (reasons.between !== undefined && queue !== undefined)
    state.share = shareOf(world, queueId, reasons.between.queueIds) + Math.floor(OFFER_COST / queue.weight);
  if (interaction?.entry === undefined) return;
  interaction.entry.lastTried = agentId;
  if (queue === undefined || strategyRules[queue.strategy].rings !== "one-more") return;
  interaction.entry.progressAt = after(event.at, queue.progressMs);
}

/** A talk of this queue has ended. */
export function tallyTalk(world: World, event: EventOf<"agent-segment.ended">): void {
  const { agentId, queueId, talkMs } = event;
  const state = queueStateOf(world, queueId);
  const day = Math.floor(event.at / DAY_MS);
  const before = state.tallies?.[agentId];
  const { calls, talkMs: talked } = before?.day === day ? before : { calls: 0, talkMs: 0 };
  state.tallies ??= {};
  state.tallies[agentId] = { day, calls: calls + 1, talkMs: talked + talkMs, endedAt: event.at };
}

/** Queues and agents that were configured away leave nothing behind. */
export function forgetGone(world: World): void {
  const { queues, agents } = world.derived.lookup;
  for (const [id, state] of world.queueStates) {
    if (!queues.has(id)) world.queueStates.delete(id);
    if (state.tallies === undefined) continue;
    state.tallies = Object.fromEntries(Object.entries(state.tallies).filter(([agent]) => agents.has(agent as never)));
  }
}
