/** The offers that are out, and the end of one that nobody accepted: its one outcome, and its phones told (L5). */
import { after } from "@legroom/model";
import type { HangUpCause, LegId, OfferCause, OfferId, OfferOutcome } from "@legroom/model";
import type { Turn } from "./turn.ts";
import type { Offer, World } from "./world.ts";

/** The offers that ring for an interaction, or for an agent. */
export function offersOut(world: World, { offerIds }: { readonly offerIds: readonly OfferId[] }): readonly Offer[] {
  return offerIds.flatMap((id) => world.offers.get(id) ?? []);
}

/**
 * These let the pair rest, so that the same caller is not offered to the same agent at once. A device that was lost
 * needs no rest: it is rung again only after it has come back, as a page does that is loaded again.
 */
function rests(outcome: OfferOutcome, cause: OfferCause): boolean {
  return outcome === "declined" || (outcome === "device-failed" && cause !== "endpoint-lost");
}

export function endOffer(
  turn: Turn,
  offer: Offer,
  outcome: Exclude<OfferOutcome, "accepted">,
  cause: OfferCause,
): void {
  const restMs = rests(outcome, cause) ? turn.config.deadlines.declineCoolDownMs : 0;
  const legs = offer.legs.map((leg) => leg.legId); // what is over is gone
  turn.emit({
    type: "offer.ended",
    interactionId: offer.interactionId,
    offerId: offer.id,
    agentId: offer.agentId,
    queueId: offer.queueId,
    outcome,
    cause,
    ringMs: turn.at - offer.madeAt,
    ...(restMs > 0 ? { coolDownUntilAt: after(turn.at, restMs) } : {}),
  });
  for (const legId of legs) hangUp(turn, legId, hangUpCause(outcome));
}

function hangUpCause(outcome: OfferOutcome): HangUpCause {
  switch (outcome) {
    case "caller-left":
      return "caller-left";
    case "no-answer":
    case "device-failed":
      return "no-answer";
    case "superseded":
      return "answered-elsewhere";
    case "accepted":
    case "declined":
    case "withdrawn":
      return "withdrawn";
  }
}

/** Ends a leg, once: a leg that is being ended is not ended again. */
export function hangUp(turn: Turn, legId: LegId, cause: HangUpCause): void {
  const leg = turn.world.legs.get(legId);
  if (leg === undefined || turn.world.derived.awaiting.has("down", legId)) return;
  turn.settle("up", legId, "cancelled", cause);
  turn.request({ type: "leg.hang-up", legId, cause }, { interactionId: leg.interactionId, withinMs: 40_000 });
}
