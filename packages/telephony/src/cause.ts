/** The wire's words for why, and the centre's, in both directions. Only here they meet. */
import type { CallEnd, DialFailure, Reason } from "@legroom/sip";
import { unreachable } from "@legroom/model";
import type { HangUpCause, LegEnd, LegFailure, RejectCause, Side } from "@legroom/model";

export type Failed = { readonly cause: LegFailure; readonly side: Side };

/** Why a dial did not come up. */
export function failureOf(failure: DialFailure): Failed {
  if (failure.cause === "status") return { cause: causeOfStatus(failure.status), side: "theirs" };
  return { cause: failure.cause, side: "unknown" };
}

const causes: Readonly<Record<number, LegFailure>> = {
  404: "unavailable",
  408: "unavailable",
  410: "unavailable",
  480: "unavailable",
  486: "busy",
  488: "no-media",
  600: "busy",
  603: "declined",
  606: "no-media",
};

function causeOfStatus(status: number): LegFailure {
  return causes[status] ?? (status >= 500 && status < 600 ? "server-error" : "rejected");
}

export type Ended = { readonly cause: LegEnd; readonly by: "far" | "us" | "system" };

/** Why a leg that was answered is up no longer, when we did not ask for it. */
export function endOf(end: CallEnd, of: { readonly isPage: boolean }): Ended {
  switch (end.cause) {
    case "bye":
      if (end.by === "local") return { cause: "released", by: "us" };
      return of.isPage && isFailure(end.reason) ? { cause: "lost", by: "system" } : { cause: "hung-up", by: "far" };
    case "no-ack":
      return { cause: "not-acknowledged", by: "system" };
    case "lost":
      return { cause: "lost", by: "system" };
    default:
      return unreachable(end.cause);
  }
}

/** A page whose audio has lost its way ends its call by itself, with `SIP;cause=408`: nobody has hung up. */
function isFailure(reason: Reason | undefined): boolean {
  return reason?.protocol === "SIP" && reason.cause >= 400;
}

/** RFC 3261 21: the status that says it to a caller. */
export function statusOf(cause: RejectCause): number {
  const statuses: Readonly<Record<RejectCause, number>> = {
    "not-found": 404,
    forbidden: 403,
    busy: 486,
    declined: 603,
    overloaded: 503,
    unavailable: 480,
    "not-acceptable": 488,
  };
  return statuses[cause];
}

/** RFC 3326. A phone that reads "Call completed elsewhere" shows no missed call (RFC 3326 3.1). */
export function reasonOf(cause: HangUpCause): Reason {
  const elsewhere: Reason = { protocol: "SIP", cause: 200, text: "Call completed elsewhere" };
  const reasons: Readonly<Record<HangUpCause, Reason>> = {
    completed: { protocol: "Q.850", cause: 16, text: "Completed" },
    "answered-elsewhere": elsewhere,
    "caller-left": { protocol: "SIP", cause: 487, text: "Caller left" },
    "no-answer": { protocol: "Q.850", cause: 19, text: "No answer" },
    "late-answer": elsewhere,
    withdrawn: { protocol: "Q.850", cause: 16, text: "Withdrawn" },
    "timed-out": { protocol: "Q.850", cause: 102, text: "Timed out" },
    replaced: { protocol: "SIP", cause: 200, text: "Replaced" },
    failed: { protocol: "Q.850", cause: 41, text: "Failed" },
    shutdown: { protocol: "SIP", cause: 503, text: "Shutting down" },
  };
  return reasons[cause];
}

/** To a page whose sign-in has ended. */
export const SIGNED_OUT: Reason = { protocol: "Q.850", cause: 16, text: "Signed out" };
