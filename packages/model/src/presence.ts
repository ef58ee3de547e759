/** An agent's intention (presence, chosen) and what follows from it and the facts (availability, derived, never stored). */
import type { OfferId, InteractionId } from "./id.ts";

export const presences = ["available", "busy", "away", "break", "offline"] as const;
export type Presence = (typeof presences)[number];

/** Derived from presence, capacity in use, endpoint health, the no-answer fact and wrap-up; the first that holds, in this order. */
export type Availability =
  | { readonly state: "signed-out" }
  | { readonly state: "busy"; readonly inUse: number; readonly capacity: number; readonly interactionId: InteractionId }
  | { readonly state: "offered"; readonly offerId: OfferId }
  | { readonly state: "wrapping"; readonly interactionId: InteractionId }
  | { readonly state: "device-lost" }
  | { readonly state: "not-responding" }
  | { readonly state: "unavailable"; readonly reason: Exclude<Presence, "available" | "offline"> }
  | { readonly state: "available" };

export type AvailabilityState = Availability["state"];
