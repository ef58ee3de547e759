/** An offer: a lease for one seat of one interaction, with one terminal outcome (L5). */
import type { QueueComparison } from "./centre.ts";
import type { CustomerClass } from "./customer.ts";
import type { AgentId, InteractionId, OverrideId, QueueId } from "./id.ts";
import type { Strategy } from "./strategy.ts";
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
  "caller-away", // withdrawn: the caller's audio is gone
  "moved", // withdrawn: a supervisor moved the caller, or gave them to somebody
  "presence-changed", // withdrawn: the agent chose otherwise
  "not-responding", // withdrawn: the agent missed another that rang
  "clock-jumped", // withdrawn, nobody's fault
  "centre-restarted", // withdrawn
  "centre-changed", // withdrawn: the agent or queue was configured away
  "interaction-ended", // withdrawn: by command or fault
] as const;
export type OfferCause = (typeof offerCauses)[number];

/** One agent as the decision saw them: all that the strategies compare. Scores are integers. */
export type Candidate = {
  readonly agentId: AgentId;
  readonly tier: number;
  /** Place in the queue's list of members, from 0. */
  readonly place: number;
  /** Units of work in use, in thousandths of the capacity. */
  readonly load: number;
  /** The sum of the levels of the skills that are asked for. */
  readonly level: number;
  /** Skills beyond those that are asked for: fewer is the better fit. */
  readonly otherSkills: number;
  /** In thousandths; 0 is the best band. */
  readonly performance: number;
  readonly band: number;
  /** Since when the agent has been free. */
  readonly idleSinceAt: UnixMs;
  /** What the queue's strategy compared besides, such as talk time in ms or the number of calls; absent where it goes by the above alone. */
  readonly measure?: number;
};

/** What told the chosen agent from the next. */
export const tieBreaks = [
  "only-one",
  "preferred",
  "load",
  "tier",
  "skill-fit",
  "performance",
  "longest-idle",
  "measure", // what the strategy measures: talk time, calls, occupancy
  "turn", // round robin
  "order", // members' order
  "chance", // from the step's entropy
  "all", // every one of them is rung
  "override", // a supervisor chose
  "id",
] as const;

/** How many agents each filter left, in the order of the filters. */
export type FilterCounts = {
  /** Members of the queue, borrowed ones included. */
  readonly members: number;
  readonly signedIn: number;
  /** Meet what is required now. */
  readonly skilled: number;
  /** Of a tier, and with a delay, that is open to this caller by now. */
  readonly inReach: number;
  /** May be offered work of this queue's units. */
  readonly free: number;
  readonly notCoolingDown: number;
};

export const offerTriggers = [
  "caller-entered",
  "caller-back",
  "agent-free",
  "offer-ended",
  "cool-down-over",
  "relaxed",
  "progress",
  "override",
  "centre-changed",
] as const;

/** Why this caller, and why this agent: made by the decision itself. */
export type OfferReasons = {
  readonly rulesVersion: string;
  readonly queueId: QueueId;
  readonly strategy: Strategy;
  /** All that was required of the agent when it was decided: canonical text of requirement.ts. */
  readonly requires: string;
  /** How many of the queue's relaxation steps were taken. */
  readonly relaxed: number;
  readonly customerClass: CustomerClass;
  readonly waitedMs: number;
  readonly band: number;
  readonly virtualEntryAt: UnixMs;
  /** How many callers of the queue waited when the decision was made, this one included. */
  readonly waiting: number;
  /** What started the decision. */
  readonly trigger: (typeof offerTriggers)[number];
  readonly filters: FilterCounts;
  /** The best ten, the chosen one first. */
  readonly candidates: readonly Candidate[];
  readonly tieBreak: (typeof tieBreaks)[number];
  /** The caller waited for this one, or has talked to them before. */
  readonly preferredAgentId?: AgentId;
  /** Other queues whose first caller was compared with this one, and what decided between them. */
  readonly between?: { readonly by: QueueComparison; readonly queueIds: readonly QueueId[] };
  /** The agent is borrowed from this queue. */
  readonly borrowedFrom?: QueueId;
  /** Work that did not count because this queue interrupts it. */
  readonly interrupts?: readonly InteractionId[];
  readonly overrideId?: OverrideId;
};
