/** Offers: made, ringing, ended, connected or not. */
import { isBrowserDevice, must } from "@legroom/model";
import type { EventOf } from "@legroom/model";
import { change } from "./apply-agent.ts";
import { noteOffer } from "./apply-matching.ts";
import { newSeat, open } from "./apply-interaction.ts";
import type { Appliers } from "./apply.ts";
import { unitsOf } from "./capacity.ts";
import { offerDeadline } from "./offer-deadline.ts";
import { addToList } from "./sets.ts";
import { countOffer } from "./performance.ts";
import type { Offer, World } from "./world.ts";

export const offerAppliers = {
  "offer.made": make,
  "offer.ringing": (world, event) => {
    const offer = world.offers.get(event.offerId);
    if (offer === undefined) return;
    if (offer.phase === "created") offer.phase = "ringing";
    for (const leg of offer.legs) if (leg.legId === event.legId && leg.state === "dialled") leg.state = "ringing";
    world.derived.deadlines.set("offer", offer.id, offerDeadline(offer));
  },
  "offer.ended": end,
  "offer.connected": (world, event) => change(world, event, (agent) => countOffer(agent, "connected")),
  "offer.failed-to-connect": (world, event) => {
    const interaction = open(world, event.interactionId);
    const seat = interaction.work?.seatId;
    interaction.work = undefined;
    interaction.seats = interaction.seats.filter((one) => one.id !== seat);
    interaction.phase = "queued";
    if (event.coolDownUntilAt !== undefined)
      interaction.coolDowns.push({ agentId: event.agentId, untilAt: event.coolDownUntilAt });
    world.offers.delete(event.offerId);
    change(world, event, (agent) => {
      agent.works = agent.works.filter((one) => one.interactionId !== event.interactionId);
    });
  },
  "offer.cool-down-ended": (world, event) => {
    const interaction = open(world, event.interactionId);
    interaction.coolDowns = interaction.coolDowns.filter((rest) => rest.agentId !== event.agentId);
  },
} satisfies Partial<Appliers>;

function make(world: World, event: EventOf<"offer.made">): void {
  const { offerId: id, interactionId, agentId, queueId, seatId, untilAt, ringingByAt, reasons } = event;
  const interaction = open(world, interactionId);
  noteOffer(world, event);
  interaction.phase = "offering";
  interaction.offerIds.push(id);
  must(interaction.entry, "only who waits is offered").offersMade = event.attempt;
  const offer: Offer = {
    id,
    interactionId,
    agentId,
    queueId,
    seatId,
    untilAt,
    ringingByAt,
    reasons,
    units: unitsOf(world, queueId),
    madeAt: event.at,
    phase: "created",
    legs: event.legs.map((leg) => ({ ...leg, state: "dialled" })),
  };
  world.offers.set(id, offer);
  world.derived.deadlines.set("offer", id, offerDeadline(offer));
  for (const { legId, endpointId } of event.legs) {
    const deviceId = world.endpoints.get(endpointId)?.deviceId;
    world.legs.set(legId, {
      id: legId,
      interactionId,
      seatId,
      offerId: id,
      agentId,
      direction: "out",
      kind: deviceId !== undefined && isBrowserDevice(deviceId) ? "browser" : "phone",
      state: "coming",
      media: "none",
    });
    addToList(world.derived.legsOf, interactionId, legId);
  }
  change(world, event, (agent) => {
    agent.offerIds.push(id);
  });
}

function end(world: World, event: EventOf<"offer.ended">): void {
  const interaction = open(world, event.interactionId);
  const offer = must(world.offers.get(event.offerId), "an offer ends once");
  interaction.offerIds = interaction.offerIds.filter((id) => id !== offer.id);
  world.derived.deadlines.set("offer", offer.id, undefined);
  if (event.outcome === "accepted") accept(world, event, offer);
  else {
    world.offers.delete(offer.id);
    // While others ring they go on; superseded by the one that was accepted, the caller is with its agent already.
    if (interaction.phase === "offering" && interaction.offerIds.length === 0) interaction.phase = "queued";
    if (event.coolDownUntilAt !== undefined)
      interaction.coolDowns.push({ agentId: event.agentId, untilAt: event.coolDownUntilAt });
    // Nobody was there to be answered, or a person chose: not one of the queue's attempts (R-ROUTE-101, R-ROUTE-124).
    const isNone = event.cause === "caller-away" || offer.reasons.overrideId !== undefined;
    if (isNone && interaction.entry !== undefined && interaction.offerIds.length === 0)
      interaction.entry.offersMade -= 1;
  }
  change(world, event, (agent) => {
    agent.offerIds = agent.offerIds.filter((id) => id !== offer.id);
    if (event.outcome === "accepted") agent.works.push({ interactionId: event.interactionId, units: offer.units });
    countOffer(agent, event.outcome);
  });
}

function accept(world: World, event: EventOf<"offer.ended">, offer: Offer): void {
  const interaction = open(world, event.interactionId);
  const legId = must(event.legId, "an accepted offer names the leg that answered");
  offer.phase = "accepted";
  interaction.phase = "connecting";
  interaction.work = {
    agentId: offer.agentId,
    offerId: offer.id,
    queueId: offer.queueId,
    seatId: offer.seatId,
    legId,
    acceptedAt: event.at,
    untilAt: event.at,
  };
  interaction.seats.push(newSeat({ id: offer.seatId, role: "agent", agentId: offer.agentId, legId }));
}
