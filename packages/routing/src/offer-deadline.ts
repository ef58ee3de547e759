/** When the machine decides about an offer by itself. */
import type { UnixMs } from "@legroom/model";
import type { Offer } from "./world.ts";

/** Accepted offers have none: connecting is the interaction's own deadline. */
export function offerDeadline(offer: Offer): UnixMs | undefined {
  if (offer.phase === "accepted") return undefined;
  return ringsNow(offer) || offer.ringingByAt > offer.untilAt ? offer.untilAt : offer.ringingByAt;
}

/** A phone that rang and failed since does not ring: only what rings can be left unanswered. */
export function ringsNow(offer: Offer): boolean {
  return offer.legs.some((leg) => leg.state === "ringing");
}
