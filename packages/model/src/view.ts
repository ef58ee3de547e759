/** What the machine shows of itself now: the same shapes for API, desk and SDK. Computed by routing from the world. */
import type { WrapUpMode } from "./centre.ts";
import type { Actor, ApiScope, Capability } from "./command.ts";
import type { ConferenceKind } from "./conference.ts";
import type { CustomerClass } from "./customer.ts";
import type { AlarmKind, OverrideAct } from "./event.ts";
import type {
  AgentId,
  ApiKeyId,
  ConferenceId,
  ContactId,
  DeviceId,
  EndpointId,
  InteractionId,
  LegId,
  OfferId,
  OverrideId,
  PersonRef,
  QueueId,
  RecordingId,
  SeatId,
  Sealed,
  TopicId,
  VisitId,
} from "./id.ts";
import type { InteractionPhase, Owner, SeatRole } from "./interaction.ts";
import type { Candidate, FilterCounts, OfferReasons } from "./offer.ts";
import type { Refusal } from "./refusal.ts";
import type { Availability, Presence } from "./presence.ts";
import type { UnixMs } from "./time.ts";

export type EndpointView = {
  readonly endpointId: EndpointId;
  readonly deviceId: DeviceId;
  readonly kind: "phone" | "browser";
  readonly alive: boolean;
  /** Why it is not alive. */
  readonly lostCause?: string;
  readonly expiresAt: UnixMs;
};

/** What an agent's performance is made of, each in thousandths, and what it was counted from. */
export type PerformanceParts = {
  /** Offers answered of those that were answered, declined or missed. */
  readonly answered: number;
  /** Talks that were not passed on. */
  readonly kept: number;
  /** Handle time against the queues' own: 500 is equal, more is faster. */
  readonly handle: number;
  /** 500 until talks are scored. */
  readonly quality: number;
  readonly counts: PerformanceFacts;
  /** What the prior weighs, in thousandths of an offer or talk. */
  readonly prior: number;
};

/** Counted of an agent so far: offers and talks in thousandths of one, recent ones whole. Fades with each further one. */
export type PerformanceFacts = {
  readonly answered: number;
  /** Declined, or not answered. */
  readonly missed: number;
  readonly kept: number;
  readonly passedOn: number;
  /** The agent's own time of talks and wrap-ups, and what the queues' means made of them. */
  readonly handleMs: number;
  readonly expectedMs: number;
};

export type AgentView = {
  readonly id: AgentId;
  readonly name: string;
  readonly skills: readonly string[];
  /** Of each of the skills, 1 to 10. */
  readonly levels: { readonly [skill: string]: number };
  readonly languages: { readonly [language: string]: number };
  readonly queues: readonly QueueId[];
  /** Units of work that they may have at once. */
  readonly capacity: number;
  /** How many of them their talks take now. */
  readonly inUse: number;
  /** In thousandths, from the journal (routing's SPEC.md has the formula). */
  readonly performance: number;
  readonly performanceParts: PerformanceParts;
  readonly presence: Presence;
  readonly reasonCode?: string;
  /** What they have chosen for when the present work is over. */
  readonly next?: { readonly presence: Presence; readonly reasonCode?: string };
  readonly availability: Availability;
  /** Since when the availability has been so. */
  readonly sinceAt: UnixMs;
  readonly wrapUpUntilAt?: UnixMs;
  readonly wrapUpMode?: WrapUpMode;
  /** How much longer this wrap-up may still be made. */
  readonly wrapUpExtensionLeftMs?: number;
  readonly endpoints: readonly EndpointView[];
};

export type SeatView = {
  readonly seatId: SeatId;
  readonly role: SeatRole;
  readonly agentId?: AgentId;
  readonly legId: LegId | null;
  readonly conferenceId: ConferenceId | null;
  readonly away: boolean;
};

export type OfferView = {
  readonly id: OfferId;
  readonly interactionId: InteractionId;
  readonly agentId: AgentId;
  readonly queueId: QueueId;
  readonly phase: "created" | "ringing" | "accepted";
  readonly untilAt: UnixMs;
  readonly reasons: OfferReasons;
};

/** A range in which four of five true waits lie. */
export type WaitEstimate = { readonly lowMs: number; readonly highMs: number };

export type InteractionView = {
  readonly id: InteractionId;
  /** Of its last event: rises with each change. */
  readonly seq: number;
  readonly phase: InteractionPhase;
  readonly owner: Owner | null;
  /** When the machine decides by itself, at the latest (L4). Absent only when closed. */
  readonly deadlineAt?: UnixMs;
  readonly to: string;
  readonly person: PersonRef;
  readonly contactId?: ContactId;
  readonly customerClass: CustomerClass;
  readonly topic?: TopicId;
  readonly visitId?: VisitId;
  readonly queueId?: QueueId;
  /** From 1, while waiting. */
  readonly position?: number;
  readonly arrivedAt: UnixMs;
  readonly firstEnteredAt?: UnixMs;
  /** Into the present queue. */
  readonly enteredAt?: UnixMs;
  readonly connectedAt?: UnixMs;
  readonly language?: string;
  /** In the present queue: 0 is the front. */
  readonly band?: number;
  /** Of the wait that remains. */
  readonly estimate?: WaitEstimate;
  readonly agentId?: AgentId;
  /** The first of those that ring. */
  readonly offerId?: OfferId;
  readonly seats: readonly SeatView[];
};

export type ConferenceView = {
  readonly id: ConferenceId;
  readonly name: string;
  readonly kind: ConferenceKind;
  readonly interactionId: InteractionId;
  readonly queueId?: QueueId;
  readonly status: "open" | "closing" | "closed";
  readonly openedAt: UnixMs;
  readonly version: number;
  /** The version that media has confirmed. */
  readonly appliedVersion: number;
  readonly seats: readonly SeatId[];
};

export type QueueView = {
  readonly id: QueueId;
  readonly name: string;
  /** Callers in this queue whom nobody has answered yet, those with an offer out included. */
  readonly waiting: number;
  /** When the one who waits longest entered this queue. */
  readonly oldestEnteredAt?: UnixMs;
  readonly members: readonly AgentId[];
  readonly agents: { readonly [state in Availability["state"]]: number };
  /** Of somebody who would enter now. */
  readonly estimate?: WaitEstimate;
  readonly alarms: readonly AlarmKind[];
  /** Queues whose members help now. */
  readonly borrowing: readonly QueueId[];
  /** Of the queue's own relaxation steps those that hold now. */
  readonly relaxed: readonly number[];
};

/** Whether something may be done now, by the rules that would carry it out; and why not. */
export type Can = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** All that an agent's desk shows of the agent, in one go. */
export type DeskView = {
  readonly agent: AgentView;
  /** The offer that rings. */
  readonly offer?: OfferView & { readonly madeAt: UnixMs; readonly endpointIds: readonly EndpointId[] };
  /** The interaction that the agent is connecting to, or talks in. */
  readonly work?: {
    readonly interaction: InteractionView;
    readonly offerId: OfferId;
    readonly seatId: SeatId;
    readonly acceptedAt: UnixMs;
    readonly connectedAt?: UnixMs;
    /** The endpoint that carries the agent's audio, while known. */
    readonly endpointId?: EndpointId;
    /** Wrap-up follows because the agent asked for it. */
    readonly wrapUpAsked?: true;
  };
  readonly wrapUp?: {
    readonly interactionId: InteractionId;
    readonly untilAt: UnixMs;
    readonly mode: WrapUpMode;
    /** How much longer it may still be made. */
    readonly extensionLeftMs: number;
  };
  /** All that they have to do with now: offers that ring, talks, wrap-ups. Of several of a kind the oldest is shown above. */
  readonly interactionIds: readonly InteractionId[];
  /** The queues they serve. */
  readonly queues: readonly {
    readonly id: QueueId;
    readonly name: string;
    readonly waiting: number;
    readonly oldestEnteredAt?: UnixMs;
  }[];
  readonly can: {
    readonly presence: { readonly [presence in Presence]: Can };
    /** By the page's own phone; a SIP phone is answered on itself. */
    readonly accept: Can;
    readonly decline: Can;
    readonly end: Can;
    readonly endWrapUp: Can;
    readonly extendWrapUp: Can;
    readonly requestWrapUp: Can;
    /** Come back into a talk whose leg is lost, or is elsewhere. */
    readonly returnToCall: Can;
  };
};

/** What kept an agent from being offered a caller, or did not; the first that holds, in this order. */
export const verdicts = [
  "not-a-member",
  "signed-out",
  "requirement",
  "tier",
  "delay",
  "preferred-other", // the caller waits for another agent alone
  "busy",
  "offered",
  "wrapping",
  "device-lost",
  "not-responding",
  "unavailable",
  "phone-in-use", // a phone of theirs calls a feature such as `*1`
  "resting", // declined this caller, or their device failed, a moment ago
  "ranked", // could have been: compared with the others by the strategy
] as const;
export type Verdict = (typeof verdicts)[number];

export type AgentVerdict = {
  readonly agentId: AgentId;
  readonly verdict: Verdict;
  /** Among those who could have been, from 1. */
  readonly rank?: number;
  readonly candidate?: Candidate;
  /** What of the requirement they do not meet. */
  readonly missing?: string;
};

/** "Why is this caller still waiting": as it is now. */
export type WaitingView = {
  readonly interactionId: InteractionId;
  readonly queueId: QueueId;
  readonly position: number;
  readonly band: number;
  readonly waitedMs: number;
  /** What is required of an agent now. */
  readonly requires: string;
  readonly relaxed: number;
  readonly filters: FilterCounts;
  /** What it waits for. */
  readonly cause:
    | "offer-out" // a phone rings for them
    | "caller-away"
    | "preferred" // for one agent alone
    | "nobody-signed-in"
    | "nobody-can-match"
    | "nobody-in-reach"
    | "all-busy"
    | "all-resting";
  readonly preferred?: { readonly agentId: AgentId; readonly untilAt: UnixMs };
  /** When it changes by itself: the next step, the queue's own limit, the last one. */
  readonly nextStepAt?: UnixMs;
  readonly queueUntilAt: UnixMs;
  readonly totalUntilAt: UnixMs;
  readonly estimate?: WaitEstimate;
  /** The queue's members, at most a hundred, those nearest to being offered first. */
  readonly agents: readonly AgentVerdict[];
};

/** "Why this agent": a decision as it was recorded, and recomputed from the world of that moment. */
export type Explanation = {
  readonly offerId: OfferId;
  readonly interactionId: InteractionId;
  readonly agentId: AgentId;
  readonly at: UnixMs;
  readonly recorded: OfferReasons;
  readonly recomputed: { readonly agentId: AgentId; readonly reasons: OfferReasons } | undefined;
  /** The recomputed choice and its reasons are the recorded ones. False also when another version of the rules decided. */
  readonly same: boolean;
  /** Everybody, not only the best ten. */
  readonly agents: readonly AgentVerdict[];
};

/** What moving callers would change for those who wait: positions and expected waits before and after. */
export type MovePreview = {
  readonly changes: readonly {
    readonly interactionId: InteractionId;
    readonly queueId: QueueId;
    readonly toQueueId: QueueId;
    readonly positionBefore: number;
    readonly positionAfter: number;
    /** Of the middle of the expected wait; absent while nothing is known of the queue's pace. */
    readonly longerByMs?: number;
  }[];
};

/** A supervisor's act of the last minutes. */
export type OverrideView = {
  readonly id: OverrideId;
  readonly at: UnixMs;
  readonly act: OverrideAct;
  readonly actor: Actor;
  readonly reason: string;
  readonly interactionIds: readonly InteractionId[];
  readonly agentId?: AgentId;
  readonly queueId?: QueueId;
  readonly undoUntilAt?: UnixMs;
  readonly undone: boolean;
};

/** A place that an adapter needs back after a restart. */
export type KnownEndpoint = Omit<EndpointView, "kind" | "lostCause"> & { readonly binding: Sealed };
export type KnownLeg = { readonly legId: LegId; readonly interactionId?: InteractionId; readonly memo?: Sealed };
export type RecordingView = {
  readonly id: RecordingId;
  readonly interactionId: InteractionId;
  readonly status: "asked" | "started" | "stopping";
};

/** An account that may prove itself by a secret. */
export type KnownDevice = {
  readonly deviceId: DeviceId;
  readonly owner: "agent" | "contact";
  /** Absent until somebody asked for a phone: then nobody can sign in with it. */
  readonly secret?: Sealed;
};

/** An API key, without the key. */
export type ApiKeyView = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly scope: ApiScope;
};
