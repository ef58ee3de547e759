/** What the machine shows of itself now: the same shapes for API, desk and SDK. Computed by routing from the world. */
import type { ApiScope, Capability } from "./command.ts";
import type { ConferenceKind } from "./conference.ts";
import type { CustomerClass } from "./customer.ts";
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
  PersonRef,
  QueueId,
  RecordingId,
  SeatId,
  Sealed,
  TopicId,
  VisitId,
} from "./id.ts";
import type { InteractionPhase, Owner, SeatRole } from "./interaction.ts";
import type { OfferReasons } from "./offer.ts";
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

export type AgentView = {
  readonly id: AgentId;
  readonly name: string;
  readonly skills: readonly string[];
  readonly queues: readonly QueueId[];
  readonly presence: Presence;
  readonly reasonCode?: string;
  readonly availability: Availability;
  /** Since when the availability has been so. */
  readonly sinceAt: UnixMs;
  readonly wrapUpUntilAt?: UnixMs;
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

export type InteractionView = {
  readonly id: InteractionId;
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
  readonly agentId?: AgentId;
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
  };
  readonly wrapUp?: { readonly interactionId: InteractionId; readonly untilAt: UnixMs };
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
    /** Come back into a talk whose leg is lost, or is elsewhere. */
    readonly returnToCall: Can;
  };
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
