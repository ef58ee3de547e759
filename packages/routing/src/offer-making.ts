/** The offer is the dial: every phone of the agent that is alive rings at once, with who, queue and why. */
import { after, must } from "@legroom/model";
import type { OfferReasons } from "@legroom/model";
import { aliveEndpoints } from "./availability.ts";
import { conferenceOf, openConference, stateConferences } from "./conference.ts";
import { offersOut } from "./offer-lease.ts";
import type { Turn } from "./turn.ts";
import type { Agent, Interaction } from "./world.ts";

/** Beside offers that ring already it is one more for the same seat, in the same round: the first answer wins (R-ROUTE-42). */
export function makeOffer(turn: Turn, interaction: Interaction, agent: Agent, reasons: OfferReasons): void {
  const { world, at } = turn;
  const entry = must(interaction.entry, "only who waits is offered");
  const queue = must(world.derived.lookup.queues.get(reasons.queueId), "who waits, waits in a queue that exists");
  const offerId = turn.id<"offer">();
  const legs = aliveEndpoints(world, agent.id).map((endpoint) => ({
    legId: turn.id<"leg">(),
    endpointId: endpoint.id,
  }));
  if (conferenceOf(world, interaction, "interaction") === undefined) {
    const conferenceId = openConference(turn, interaction, "interaction", queue.id);
    stateConferences(turn, interaction, [{ conferenceId, seats: [], hears: {} }]);
  }
  const [beside] = offersOut(world, interaction);
  turn.emit({
    type: "offer.made",
    interactionId: interaction.id,
    offerId,
    agentId: agent.id,
    queueId: queue.id,
    seatId: beside?.seatId ?? turn.id<"seat">(),
    attempt: beside === undefined ? entry.offersMade + 1 : entry.offersMade,
    legs,
    untilAt: after(at, queue.offerMs),
    ringingByAt: after(at, turn.config.deadlines.noRingingMs),
    reasons,
  });
  const why = `${className(reasons)}, waited ${Math.round(reasons.waitedMs / 1000)} s`;
  for (const { legId, endpointId } of legs)
    turn.request(
      {
        type: "leg.dial",
        legId,
        endpointId,
        offerId,
        ringMs: queue.offerMs,
        nearLegId: interaction.legId,
        context: { person: interaction.person, queueName: queue.name, why },
      },
      { interactionId: interaction.id, withinMs: queue.offerMs + 10_000 },
    );
}

function className(reasons: OfferReasons): string {
  const { customerClass } = reasons;
  return customerClass === "vip" ? "VIP" : customerClass.charAt(0).toUpperCase() + customerClass.slice(1);
}
