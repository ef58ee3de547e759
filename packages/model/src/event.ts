/** What is now true: the events of a centre. They alone rebuild its world (L3). */
import type { CentreConfig, WrapUpMode } from "./centre.ts";
import type { Actor, ApiScope, Capability, CommandAnswer } from "./command.ts";
import type { ConferenceKind, ConferenceState } from "./conference.ts";
import type { BlockAction, CallerFacts, CallerSource } from "./contact.ts";
import type { CustomerClass } from "./customer.ts";
import type { Effect } from "./effect.ts";
import type {
  AgentId,
  AgentSessionId,
  ApiKeyId,
  CommandId,
  ConferenceId,
  ContactId,
  DeviceId,
  EffectId,
  EndpointId,
  InputId,
  InteractionId,
  LegId,
  OfferId,
  OverrideId,
  PersonRef,
  PromptId,
  QueueId,
  RecordingId,
  SeatId,
  Sealed,
  TopicId,
  VisitId,
} from "./id.ts";
import type { Track } from "./input.ts";
import type { InteractionEnd, SeatRole, SegmentOutcome } from "./interaction.ts";
import type { LegEnd, LegFailure, LegQuality, Side } from "./leg.ts";
import type { OfferCause, OfferOutcome, OfferReasons } from "./offer.ts";
import type { Presence } from "./presence.ts";
import type { PromptEnd } from "./prompt.ts";
import type { UnixMs } from "./time.ts";

/** Before each event. `seq` is gapless in the centre, `interactionSeq` in the interaction. Both begin with 1. */
export type EventHeader = {
  readonly seq: number;
  readonly at: UnixMs;
  /** The version of this type's shape. */
  readonly v: 1;
  readonly inputId: InputId;
  readonly interactionSeq?: number;
};

type Of<Type extends string, Body extends object = object> = { readonly type: Type } & Readonly<Body>;
/** An event that belongs to an interaction. */
type OfInteraction<Type extends string, Body extends object = object> = Of<
  Type,
  { interactionId: InteractionId } & Body
>;

export type CentreEvent =
  | Of<"centre.configured", { config: CentreConfig; version: number; actor: Actor }>
  | Of<"centre.restarted", { epoch: number; codeVersion: string; rulesVersion: string; downMs: number }>
  | Of<"clock.jumped", { byMs: number }>
  | Of<"input.faulted", { faultedInputId: InputId; inputType: string; message: string }>
  | Of<"command.accepted", { commandId: CommandId; actor: Actor; commandType: string; answer: CommandAnswer }>
  | Of<
      "api-key.created",
      { apiKeyId: ApiKeyId; name: string; capabilities: readonly Capability[]; scope: ApiScope; hash: string }
    >
  | Of<"api-key.revoked", { apiKeyId: ApiKeyId }>
  | Of<"device.secret-changed", { deviceId: DeviceId; secret: Sealed }>;

export type AgentEvent =
  | Of<"agent.session-opened", { agentId: AgentId; sessionId: AgentSessionId }>
  /** What they have chosen for when the present work is over; without a presence: nothing any more. */
  | Of<"agent.presence-planned", { agentId: AgentId; presence?: Presence; reasonCode?: string; actor: Actor }>
  | Of<"agent.session-closed", { agentId: AgentId; sessionId: AgentSessionId }>
  | Of<"agent.presence-changed", { agentId: AgentId; presence: Presence; reasonCode?: string; actor: Actor }>
  /** They did not answer: not available until their next presence. */
  | Of<"agent.no-answer-noted", { agentId: AgentId; offerId: OfferId }>
  | Of<
      "agent.wrap-up-started",
      {
        agentId: AgentId;
        interactionId: InteractionId;
        untilAt: UnixMs;
        /** Absent in older journals: optional, without extension. */
        mode?: WrapUpMode;
        extensionMs?: number;
      }
    >
  | Of<
      "agent.wrap-up-extended",
      { agentId: AgentId; interactionId: InteractionId; untilAt: UnixMs; extensionLeftMs: number }
    >
  /** During the talk. */
  | Of<"agent.wrap-up-requested", { agentId: AgentId; interactionId: InteractionId }>
  | Of<"agent.wrap-up-ended", { agentId: AgentId; interactionId: InteractionId; cause: "timer" | "agent" | "command" }>
  | Of<"agent.wrap-up-noted", { agentId: AgentId; interactionId: InteractionId; disposition?: string; note?: Sealed }>
  | Of<"endpoint.ready", { endpointId: EndpointId; deviceId: DeviceId; binding: Sealed; expiresAt: UnixMs }>
  | Of<"endpoint.lost", { endpointId: EndpointId; deviceId: DeviceId; cause: string }>;

export type InteractionEvent =
  | OfInteraction<
      "interaction.arrived",
      {
        legId: LegId;
        seatId: SeatId;
        to: string;
        person: PersonRef;
        /** A trusted trunk vouches for the person. */
        verified?: true;
        contactId?: ContactId;
        customerClass: CustomerClass;
        topic?: TopicId;
        /** It came from the "call us" page. */
        visitId?: VisitId;
        memo?: Sealed;
        /** The answer must have been acknowledged by then. */
        untilAt: UnixMs;
      }
    >
  /** Who it is, as directory or CRM say. In place of what `interaction.arrived` said. */
  | OfInteraction<
      "interaction.identified",
      { source: CallerSource; caller?: CallerFacts; customerClass: CustomerClass }
    >
  /** The look-up is due by then. */
  | OfInteraction<"interaction.identifying", { untilAt: UnixMs }>
  | OfInteraction<"interaction.blocked", { action: BlockAction }>
  /** What a front line or a program found out. */
  | OfInteraction<"interaction.routed", { topic?: TopicId; requires?: string; language?: string; actor: Actor }>
  /** The front line has them (step counts its tries), or the goodbye or an apology is spoken. */
  | OfInteraction<
      "interaction.in-flow",
      {
        flow: "front-line" | "goodbye" | "apology";
        step: number;
        untilAt: UnixMs;
        promptId?: PromptId;
        end?: InteractionEnd;
      }
    >
  | OfInteraction<
      "interaction.topic-chosen",
      { topic: TopicId; by: "number" | "key" | "default" | "command"; digits?: string }
    >
  | OfInteraction<
      "interaction.queued",
      {
        queueId: QueueId;
        /** 1 for the first queue of this interaction. */
        segment: number;
        enteredAt: UnixMs;
        firstEnteredAt: UnixMs;
        band: number;
        virtualEntryAt: UnixMs;
        /** Flows out to overflow then. */
        queueUntilAt: UnixMs;
        /** Apology and end then. */
        totalUntilAt: UnixMs;
        announceAt: UnixMs;
        /** Back after an agent was lost, or an answer did not connect: same clock. */
        again: boolean;
        /** Required besides what the queue requires: canonical text of requirement.ts. */
        requires?: string;
        /** Required of the agent, until a step says otherwise. */
        language?: string;
        /** Waits for this agent alone until then. */
        preferred?: { agentId: AgentId; untilAt: UnixMs };
        /** When the next step of time is due: relaxation, tier delay, escalation, language. */
        nextStepAt?: UnixMs;
        /** Class points as counted: for the reasons. */
        points?: number;
      }
    >
  /**
   * A step was taken for this caller: who may be offered them has become wider. `relaxed` and `delayMs` are what is
   * reached now; `nextStepAt` is the next.
   */
  | OfInteraction<
      "interaction.relaxed",
      {
        cause: "waited" | "position" | "delay" | "language" | "preferred-waited" | "preferred-away";
        /** Relaxation steps taken of the caller's own, in all. */
        relaxed: number;
        /** Members with a delay up to this are in reach. */
        delayMs: number;
        nextStepAt?: UnixMs;
      }
    >
  | OfInteraction<"interaction.escalated", { fromBand: number; toBand: number; tell: boolean; nextStepAt?: UnixMs }>
  /** Place in line changed by a person. */
  | OfInteraction<"interaction.reprioritised", { band: number; virtualEntryAt: UnixMs; overrideId: OverrideId }>
  | OfInteraction<
      "interaction.announced",
      {
        promptId: PromptId;
        position: number;
        nextAt: UnixMs;
        /** The remaining wait as it was told, or would have been: a range that four of five fall into. */
        estimate?: { lowMs: number; highMs: number };
      }
    >
  /** Phones ring for them, and one more agent would be rung now if somebody is free; the next at `nextAt`. */
  | OfInteraction<"interaction.progressed", { nextAt: UnixMs }>
  | OfInteraction<"interaction.grace-given", { queueByMs: number; totalByMs: number }>
  | OfInteraction<
      "queue-segment.ended",
      { queueId: QueueId; segment: number; outcome: SegmentOutcome; waitedMs: number; agentId?: AgentId }
    >
  | OfInteraction<"interaction.connecting", { offerId: OfferId; agentId: AgentId; untilAt: UnixMs }>
  | OfInteraction<"interaction.live", { agentId: AgentId; offerId: OfferId; untilAt: UnixMs }>
  | OfInteraction<
      "agent-segment.ended",
      { agentId: AgentId; offerId: OfferId; queueId: QueueId; connectedAt: UnixMs; talkMs: number; cause: string }
    >
  | OfInteraction<"interaction.closed", { cause: InteractionEnd; durationMs: number }>
  | OfInteraction<"interaction.faulted", { message: string }>;

/** Queues as a whole, and what people do to the flow. */
export type FlowEvent =
  /** The queue's own relaxation steps (`estimate`, `staffing`) that hold now, by their index. */
  | Of<"queue.relaxed", { queueId: QueueId; steps: readonly number[] }>
  | Of<"queue.borrowing-started", { queueId: QueueId; from: QueueId; measured: number }>
  | Of<"queue.borrowing-ended", { queueId: QueueId; from: QueueId; measured: number }>
  /** Callers wait and: nobody is signed in who could ever be offered them; or nobody at all is signed in. */
  | Of<"alarm.raised", { kind: AlarmKind; queueId: QueueId }>
  | Of<"alarm.cleared", { kind: AlarmKind; queueId: QueueId }>
  | Of<
      "override.made",
      {
        overrideId: OverrideId;
        act: OverrideAct;
        actor: Actor;
        reason: string;
        interactionIds: readonly InteractionId[];
        agentId?: AgentId;
        queueId?: QueueId;
        /** Until then it may be undone; absent where it cannot be. */
        undoUntilAt?: UnixMs;
      }
    >
  | Of<"override.undone", { overrideId: OverrideId; actor: Actor }>
  | Of<
      "membership.changed",
      {
        agentId: AgentId;
        queueId: QueueId;
        member?: { tier: number; delayMs: number };
        /** The centre's, after it. */
        version: number;
        overrideId: OverrideId;
      }
    >;

export const alarmKinds = ["nobody-signed-in", "nobody-can-match"] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export const overrideActs = ["move", "assign", "reprioritise", "withdraw", "membership", "rebalance"] as const;
export type OverrideAct = (typeof overrideActs)[number];

export type OfferEvent =
  | OfInteraction<
      "offer.made",
      {
        offerId: OfferId;
        agentId: AgentId;
        queueId: QueueId;
        seatId: SeatId;
        /** Attempt number within the queue, from 1. */
        attempt: number;
        legs: readonly { legId: LegId; endpointId: EndpointId }[];
        untilAt: UnixMs;
        /** Something must ring by then. */
        ringingByAt: UnixMs;
        reasons: OfferReasons;
      }
    >
  | OfInteraction<"offer.ringing", { offerId: OfferId; legId: LegId }>
  | OfInteraction<
      "offer.ended",
      {
        offerId: OfferId;
        agentId: AgentId;
        queueId: QueueId;
        outcome: OfferOutcome;
        cause: OfferCause;
        legId?: LegId;
        ringMs: number;
        /** The pair rests until then. */
        coolDownUntilAt?: UnixMs;
      }
    >
  | OfInteraction<"offer.connected", { offerId: OfferId; agentId: AgentId; silent: boolean; connectMs: number }>
  | OfInteraction<
      "offer.failed-to-connect",
      { offerId: OfferId; agentId: AgentId; cause: string; coolDownUntilAt?: UnixMs }
    >
  | OfInteraction<"offer.cool-down-ended", { agentId: AgentId }>;

export type ConferenceEvent =
  | OfInteraction<
      "conference.opened",
      { conferenceId: ConferenceId; name: string; kind: ConferenceKind; queueId?: QueueId }
    >
  /** What shall be true in it from now on; media confirms with `conference.applied`. */
  | OfInteraction<"conference.stated", { states: readonly ConferenceState[] }>
  | OfInteraction<"conference.applied", { conferenceId: ConferenceId; version: number }>
  | OfInteraction<"conference.closing", { conferenceId: ConferenceId }>
  | OfInteraction<"conference.closed", { conferenceId: ConferenceId; name: string }>
  | OfInteraction<"seat.joined", { conferenceId: ConferenceId; seatId: SeatId; role: SeatRole; agentId?: AgentId }>
  | OfInteraction<
      "seat.moved",
      {
        fromConferenceId: ConferenceId;
        toConferenceId: ConferenceId;
        seatId: SeatId;
        role: SeatRole;
        agentId?: AgentId;
      }
    >
  | OfInteraction<"seat.left", { conferenceId: ConferenceId; seatId: SeatId; role: SeatRole; agentId?: AgentId }>
  /** No leg carries its audio: back by then, or a decision follows. */
  | OfInteraction<"seat.away", { seatId: SeatId; untilAt: UnixMs }>
  | OfInteraction<"seat.back", { seatId: SeatId }>
  /** A page that was loaded again, or another one of the same person, has come for its seat; the seat takes it when it is up. */
  | OfInteraction<"seat.return-asked", { seatId: SeatId; legId: LegId; memo?: Sealed; untilAt: UnixMs }>
  /** The seat has this leg now; the former one is dropped. */
  | OfInteraction<"seat.returned", { seatId: SeatId; legId: LegId; formerLegId?: LegId }>;

/** Legs of interactions, and of phones that call a feature such as `*1` (those have no interaction). */
export type LegEvent =
  | Of<"leg.refused", { legId: LegId; to: string; cause: string; memo?: Sealed }>
  | Of<
      "leg.feature-called",
      { legId: LegId; agentId: AgentId; feature: string; untilAt: UnixMs; said: string; memo?: Sealed }
    >
  | Of<"leg.ringing", { legId: LegId; interactionId?: InteractionId; memo?: Sealed }>
  | Of<"leg.up", { legId: LegId; interactionId?: InteractionId; memo?: Sealed }>
  | Of<"leg.media-started", { legId: LegId; interactionId?: InteractionId }>
  | Of<"leg.media-lost", { legId: LegId; interactionId?: InteractionId }>
  | Of<"leg.media-restored", { legId: LegId; interactionId?: InteractionId }>
  | Of<"leg.memo-changed", { legId: LegId; interactionId?: InteractionId; memo: Sealed }>
  | Of<"leg.failed", { legId: LegId; interactionId?: InteractionId; cause: LegFailure; side: Side }>
  | Of<
      "leg.ended",
      { legId: LegId; interactionId?: InteractionId; cause: LegEnd; by: "far" | "us" | "system"; quality?: LegQuality }
    >
  | Of<"digits.received", { legId: LegId; interactionId?: InteractionId; count: number }>;

export type MediaEvent =
  | Of<"prompt.asked", { promptId: PromptId; legId: LegId; interactionId?: InteractionId; untilAt: UnixMs }>
  | Of<"prompt.ended", { promptId: PromptId; interactionId?: InteractionId; reason: PromptEnd; heardMs: number }>
  | OfInteraction<"recording.asked", { recordingId: RecordingId; agentId: AgentId; seatIds: readonly SeatId[] }>
  | OfInteraction<"recording.started", { recordingId: RecordingId }>
  | OfInteraction<"recording.stopping", { recordingId: RecordingId }>
  | OfInteraction<"recording.finished", { recordingId: RecordingId; tracks: readonly Track[] }>
  | OfInteraction<"recording.failed", { recordingId: RecordingId; cause: string }>;

/** Effects are events too, so that what is outstanding is rebuilt with the rest. Not shown to people. */
export type EffectEvent =
  | Of<"effect.requested", { effect: Effect; interactionId?: InteractionId }>
  | Of<
      "effect.settled",
      {
        effectId: EffectId;
        outcome: "confirmed" | "failed" | "expired" | "cancelled";
        cause?: string;
        interactionId?: InteractionId;
      }
    >;

export type EventBody =
  | CentreEvent
  | AgentEvent
  | InteractionEvent
  | FlowEvent
  | OfferEvent
  | ConferenceEvent
  | LegEvent
  | MediaEvent
  | EffectEvent;

export type EventType = EventBody["type"];
export type Event = EventHeader & EventBody;

/** The event of one type. */
export type EventOf<Type extends EventType> = EventHeader & Extract<EventBody, { type: Type }>;

/** The interaction an event belongs to, if any. */
export function interactionOf(event: EventBody): InteractionId | undefined {
  return "interactionId" in event ? event.interactionId : undefined;
}
