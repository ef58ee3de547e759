/** An offer: a lease for one seat of one interaction, with one terminal outcome (L5). */
import type { AgentId, QueueId } from "./id.ts";
import type { CustomerClass } from "./customer.ts";
import type { UnixMs } from "./time.ts";

/** How an offer ends: exactly one of these. */
export const offerOutcomes = [
  "accepted",
  "declined",
  "no-answer",
  "device-failed",
  "caller-left",
  "superseded",
  "withdrawn",
] as const;
export type OfferOutcome = (typeof offerOutcomes)[number];

/** Why it ended so. The closed list of L5. */
export const offerCauses = [
  "answered", // accepted: a leg was answered
  "declined-by-agent", // declined: 603, or the API
  "all-busy", // declined: the last device said busy
  "ring-limit", // no-answer: rang until the deadline
  "no-ringing", // device-failed: nothing rang in time
  "unreachable", // device-failed: every leg failed
  "endpoint-lost", // device-failed
  "media-failed", // device-failed
  "caller-hung-up", // caller-left
  "caller-timed-out", // caller-left: the longest wait passed while it rang
  "superseded", // superseded: another offer for the same seat won
  "presence-changed", // withdrawn: the agent chose otherwise
  "clock-jumped", // withdrawn, nobody's fault
  "centre-restarted", // withdrawn
  "centre-changed", // withdrawn: the agent or queue was configured away
  "interaction-ended", // withdrawn: by command or fault
] as const;
export type OfferCause = (typeof offerCauses)[number];

/** One agent as the decision saw them. */
export type Candidate = {
  readonly agentId: AgentId;
  /** Skills beyond the one that is asked for: fewer is the better fit. */
  readonly otherSkills: number;
  /** Since when the agent has been free. */
  readonly idleSinceAt: UnixMs;
};

/** Why this caller, and why this agent: made by the decision itself. */
export type OfferReasons = {
  readonly rulesVersion: string;
  readonly queueId: QueueId;
  readonly requiredSkill: string;
  readonly customerClass: CustomerClass;
  readonly waitedMs: number;
  readonly band: number;
  readonly virtualEntryAt: UnixMs;
  /** How many callers of this agent's queues waited when the decision was made, this one included. */
  readonly waiting: number;
  /** What started the decision. */
  readonly trigger: "caller-entered" | "agent-free" | "offer-ended" | "cool-down-over" | "centre-changed";
  /** The queue's members, and how many each filter left, in the order of the filters. */
  readonly filters: {
    readonly members: number;
    readonly signedIn: number;
    readonly skilled: number;
    readonly free: number;
    readonly notCoolingDown: number;
  };
  /** The best ten, the chosen one first. */
  readonly candidates: readonly Candidate[];
  /** Which comparison told the first from the second. */
  readonly tieBreak: "only-one" | "skill-fit" | "longest-idle" | "id";
};
