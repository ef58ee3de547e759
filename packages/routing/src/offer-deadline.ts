/** When the machine decides about an offer by itself. */
import type { UnixMs } from "@legroom/model";
import type { Offer } from "./world.ts";

/** Accepted offers have none: connecting is the interaction's own deadline. */
export function offerDeadline(offer: Offer): UnixMs | undefined {
  if (offer.phase === "accepted") return undefined;
  return offer.rang || offer.ringingByAt > offer.untilAt ? offer.untilAt : offer.ringingByAt;
}
