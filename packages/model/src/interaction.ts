/** One matter of one customer, from arrival to its end (GLOSSARY.md: not call, not ticket). */

export const interactionPhases = [
  "arriving",
  "in-flow",
  "queued",
  "offering",
  "connecting",
  "live",
  "parked",
  "closed",
] as const;
export type InteractionPhase = (typeof interactionPhases)[number];

/** Why an interaction closed. */
export const interactionEnds = [
  "customer-hung-up",
  "agent-ended", // the agent hung up or pressed End, the customer heard the goodbye
  "abandoned", // the customer hung up while waiting
  "left-in-flow", // the customer hung up in the front line
  "never-connected", // the customer's leg never came up
  "timed-out", // the longest wait passed
  "too-long", // the longest live interaction passed
  "customer-lost", // media silence that did not mend
  "media-lost", // a media process died
  "centre-restarted",
  "ended-by-command",
  "blocked", // the directory says: rejected, or told busy
  "withdrawn", // a supervisor took it out of the queue
  "faulted",
] as const;
export type InteractionEnd = (typeof interactionEnds)[number];

/** How a queue segment ends: exactly one of these (features' conservation law counts them). */
export const segmentOutcomes = [
  "answered",
  "abandoned",
  "short-abandoned",
  "flowed-out",
  "callback-taken",
  "timed-out",
  "rejected-full",
  "withdrawn",
] as const;
export type SegmentOutcome = (typeof segmentOutcomes)[number];

/** Who answers for an interaction that is not closed (L4). Later work adds park slots, outside parties, callbacks and so on. */
export type Owner = "flow" | "queue" | "offer" | "agent";

export const seatRoles = ["customer", "agent"] as const;
export type SeatRole = (typeof seatRoles)[number];
