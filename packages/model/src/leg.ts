/** One connection to one endpoint, in words that no protocol owns. */

/** Whose failure it was: decides who is charged for it. */
export type Side = "ours" | "theirs" | "unknown";

/** Why a leg never came up. */
export const legFailures = [
  "declined", // the person said no (603)
  "busy", // that device said busy (486, 600)
  "unavailable", // not reachable now (408, 480, 404, 410 …)
  "rejected", // any other final refusal (4xx, 6xx)
  "server-error", // 5xx
  "timeout", // nothing was heard at all
  "transport", // could not be sent
  "no-media", // nothing acceptable in common
  "cancelled", // we, or the caller, gave up first
  "late-answer", // answered after we had given up: ended at once
  "overloaded", // our own bound
  "media", // the media process is gone
] as const;
export type LegFailure = (typeof legFailures)[number];

/** Why a leg that was up is up no longer. */
export const legEnds = ["hung-up", "released", "not-acknowledged", "transport", "media", "shutdown", "lost"] as const;
export type LegEnd = (typeof legEnds)[number];

/** Why a leg that arrived is refused. */
export const rejectCauses = [
  "not-found",
  "forbidden",
  "busy",
  "declined",
  "overloaded",
  "unavailable",
  "not-acceptable",
] as const;
export type RejectCause = (typeof rejectCauses)[number];

/** Why we end a leg; the far side reads it in its own protocol's words. */
export const hangUpCauses = [
  "completed",
  "answered-elsewhere",
  "caller-left",
  "no-answer",
  "late-answer",
  "withdrawn",
  "timed-out",
  "failed",
  "replaced", // its seat has another leg now: dropped in silence
  "shutdown",
] as const;
export type HangUpCause = (typeof hangUpCauses)[number];

/** What media can say of a leg when it ends. Loss and jitter as RFC 3550 measures them, quality as an E-model estimate. */
export type LegQuality = {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  readonly jitterMs: number;
  readonly roundTripMs?: number;
  /** Mean opinion score times 100, so that it stays an integer: 100 to 450. */
  readonly mosHundredths: number;
};
