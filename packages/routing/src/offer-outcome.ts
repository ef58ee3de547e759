/** What an offer's phones report, and what follows for caller and agent. */
import { assert, must } from "@legroom/model";
import type { EndpointId, LegFailure, LegId, OfferCause, OfferOutcome } from "@legroom/model";
import { acceptOffer } from "./connecting.ts";
import { release } from "./ending.ts";
import { endOffer, hangUp, offersOut } from "./offer-lease.ts";
import { ringsNow } from "./offer-deadline.ts";
import { offerOn, waitedTooLong } from "./queueing.ts";
import type { Turn } from "./turn.ts";
import type { Agent, Interaction, Leg, Offer } from "./world.ts";

export function offerRings(turn: Turn, offer: Offer, legId: LegId): void {
  if (offer.phase === "accepted") return;
  turn.emit({ type: "offer.ringing", interactionId: offer.interactionId, offerId: offer.id, legId });
}

/** A dialled phone was answered: accepted if the offer is still open, else a late answer, ended at once. */
export function offeredLegUp(turn: Turn, leg: Leg): void {
  const offer = leg.offerId === undefined ? undefined : turn.world.offers.get(leg.offerId);
  if (offer === undefined || offer.phase === "accepted") hangUp(turn, leg.id, "late-answer");
  else if (offer.untilAt <= turn.at) {
    ringLimit(turn, offer); // the deadline was first; the answer crossed it
    hangUp(turn, leg.id, "late-answer");
  } else acceptOffer(turn, offer, leg.id);
}

/** One phone of an open offer is out. The best of all of them decides when none is left. */
export function offeredLegOver(turn: Turn, offer: Offer, cause: LegFailure): void {
  if (cause === "declined") return finish(turn, offer, "declined", "declined-by-agent");
  if (offer.legs.some((leg) => leg.state !== "over")) return;
  if (offer.legs.some((leg) => leg.cause === "busy")) finish(turn, offer, "declined", "all-busy");
  else finish(turn, offer, "device-failed", cause === "media" ? "media-failed" : "unreachable");
}

/** A phone is gone: for each of its agent's offers that ring there too. */
export function endpointLostFor(turn: Turn, agent: Agent, endpointId: EndpointId): void {
  for (const offer of offersOut(turn.world, agent)) {
    const leg = offer.legs.find((one) => one.endpointId === endpointId && one.state !== "over");
    if (leg !== undefined && turn.world.offers.has(offer.id)) offeredEndpointLost(turn, offer, leg.legId);
  }
}

/** A phone that rings for this offer is gone from the air. */
function offeredEndpointLost(turn: Turn, offer: Offer, legId: LegId): void {
  const others = offer.legs.filter((leg) => leg.legId !== legId && leg.state !== "over");
  if (others.length === 0) return finish(turn, offer, "device-failed", "endpoint-lost");
  // Its ringing counts no more, whether or not the phone can still be told: nobody is charged for it (R-ROUTE-16).
  const { interactionId } = offer;
  turn.settle("up", legId, "cancelled", "endpoint lost");
  turn.emit({ type: "leg.failed", interactionId, legId, cause: "unavailable", side: "theirs" });
  turn.request({ type: "leg.hang-up", legId, cause: "withdrawn" }, { interactionId, withinMs: 40_000 });
}

/** No phone rang in time, or all rang long enough. */
export function offerDue(turn: Turn, offer: Offer): void {
  if (ringsNow(offer)) return ringLimit(turn, offer);
  if (offer.legs.some((leg) => leg.cause === "busy")) return finish(turn, offer, "declined", "all-busy");
  const silent = offer.legs.filter((leg) => leg.state === "dialled").map((leg) => leg.endpointId);
  finish(turn, offer, "device-failed", "no-ringing");
  // A phone that does not even ring is dead until it is heard of again: it registers, or answers a ping.
  const agent = turn.world.agents.get(offer.agentId);
  for (const endpointId of silent) {
    loseEndpoint(turn, endpointId, "did-not-ring");
    if (agent !== undefined) endpointLostFor(turn, agent, endpointId);
  }
}

function ringLimit(turn: Turn, offer: Offer): void {
  const { agentId, id: offerId } = offer;
  end(turn, offer, "no-answer", "ring-limit");
  turn.emit({ type: "agent.no-answer-noted", agentId, offerId });
  // Whoever is not there for one is not there for the others: they are not charged again, and nobody waits for it.
  const agent = turn.world.agents.get(agentId);
  if (agent !== undefined) withdrawOffers(turn, agent, "not-responding");
  goOn(turn, offer);
}

/** Nobody's fault: these offers, of one caller or of one agent, end, and nobody is charged. The caller is offered on after the last. */
export function withdrawOffers(turn: Turn, of: Pick<Interaction | Agent, "offerIds">, cause: OfferCause): void {
  for (const offer of offersOut(turn.world, of)) withdrawOffer(turn, offer, cause);
}

export function withdrawOffer(turn: Turn, offer: Offer, cause: OfferCause): void {
  finish(turn, offer, "withdrawn", cause);
}

export function declineOffer(turn: Turn, offer: Offer): void {
  finish(turn, offer, "declined", "declined-by-agent");
}

/** The caller's longest wait passed while phones rang: the offers end with the wait. */
export function offersTooLate(turn: Turn, interaction: Interaction): void {
  const offers = offersOut(turn.world, interaction);
  for (const offer of offers) end(turn, offer, "caller-left", "caller-timed-out");
  waitedTooLong(turn, interaction);
  for (const { agentId } of offers) release(turn, agentId);
}

function finish(turn: Turn, offer: Offer, outcome: Exclude<OfferOutcome, "accepted">, cause: OfferCause): void {
  end(turn, offer, outcome, cause);
  goOn(turn, offer);
}

function end(turn: Turn, offer: Offer, outcome: Exclude<OfferOutcome, "accepted">, cause: OfferCause): void {
  assert(offer.phase !== "accepted", "an accepted offer has ended");
  endOffer(turn, offer, outcome, cause);
}

/** While other offers for the seat ring, nothing changes for the caller (R-ROUTE-43). */
function goOn(turn: Turn, offer: Offer): void {
  const interaction = must(turn.world.interactions.get(offer.interactionId), "an offer has its interaction");
  if (interaction.offerIds.length === 0) offerOn(turn, interaction);
  release(turn, offer.agentId);
}

/** Marks a phone that is alive as dead. Whoever rings it for another offer is told by the caller of this. */
export function loseEndpoint(turn: Turn, endpointId: Offer["legs"][number]["endpointId"], cause: string): void {
  const endpoint = turn.world.endpoints.get(endpointId);
  if (endpoint === undefined) return;
  turn.emit({ type: "endpoint.lost", endpointId, deviceId: endpoint.deviceId, cause });
}
