/** All that can happen to a centre: facts from its adapters, commands from people, and time. */
import type { Command } from "./command.ts";
import type { CallerFacts, CallerSource } from "./contact.ts";
import type {
  ConferenceId,
  DeviceId,
  EffectId,
  EndpointId,
  InputId,
  InteractionId,
  LegId,
  PersonRef,
  PromptId,
  RecordingId,
  SeatId,
  Sealed,
  VisitId,
} from "./id.ts";
import type { LegEnd, LegFailure, LegQuality, Side } from "./leg.ts";
import type { PromptEnd } from "./prompt.ts";
import type { UnixMs } from "./time.ts";

/** What the engine puts in front of each: time and chance are arguments (L1). */
export type InputHeader = {
  readonly id: InputId;
  readonly at: UnixMs;
  /** 16 bytes as 32 hex digits: all ids and choices of the step are derived from it. */
  readonly entropy: string;
};

/** A finished track: what one seat said. `file` is relative to the recording's directory. */
export type Track = {
  readonly seatId: SeatId;
  readonly file: string;
  readonly durationMs: number;
  /** SHA-256 of the file as it lies there, in hex. */
  readonly sha256: string;
};

/** Facts about legs. `memo` is the adapter's own, sealed, kept with the leg and handed back after a restart. */
export type LegFact =
  | {
      readonly type: "leg.arrived";
      readonly legId: LegId;
      /** The number dialled: the user part, such as `sales` or `*1`. It gives the topic, never the class (L11). */
      readonly to: string;
      /** The account that proved itself by its secret. */
      readonly deviceId?: DeviceId;
      /** Who it says it is; only a device makes it more than a label. */
      readonly person: PersonRef;
      /** A trunk that the centre trusts says that it is this person. */
      readonly verified?: true;
      /** The "call us" visit that it belongs to, proven by its ticket. */
      readonly visitId?: VisitId;
      /**
       * It wants back into the seat that it had: of the visit's customer, or of the device's agent. Where there is no such
       * seat (any more) it is rejected as `not-found`.
       */
      readonly returns?: true;
      readonly memo?: Sealed;
    }
  | { readonly type: "leg.ringing"; readonly legId: LegId; readonly memo?: Sealed }
  /** Inbound: our answer was acknowledged. Dialled: the far side answered. */
  | { readonly type: "leg.answered"; readonly legId: LegId; readonly memo?: Sealed }
  | { readonly type: "leg.media-started"; readonly legId: LegId }
  | { readonly type: "leg.media-lost"; readonly legId: LegId }
  | { readonly type: "leg.media-restored"; readonly legId: LegId }
  | { readonly type: "leg.memo-changed"; readonly legId: LegId; readonly memo: Sealed }
  | { readonly type: "leg.failed"; readonly legId: LegId; readonly cause: LegFailure; readonly side: Side }
  | {
      readonly type: "leg.ended";
      readonly legId: LegId;
      readonly cause: LegEnd;
      readonly by: "far" | "us" | "system";
      readonly quality?: LegQuality;
    };

/** What the look-up of a caller gave. One that comes too late, or twice, changes nothing. */
export type CallerFact = {
  readonly type: "caller.identified";
  readonly interactionId: InteractionId;
  readonly source: CallerSource;
  /** Absent when nobody knows them, or nobody could say. */
  readonly caller?: CallerFacts;
};

/** Facts about what media does for us. */
export type MediaFact =
  | { readonly type: "conference.applied"; readonly conferenceId: ConferenceId; readonly version: number }
  | { readonly type: "conference.closed"; readonly conferenceId: ConferenceId }
  | { readonly type: "prompt.started"; readonly promptId: PromptId }
  | {
      readonly type: "prompt.ended";
      readonly promptId: PromptId;
      readonly reason: PromptEnd;
      readonly heardMs: number;
      readonly digits?: string;
    }
  | { readonly type: "digits.received"; readonly legId: LegId; readonly digits: string }
  | { readonly type: "recording.started"; readonly recordingId: RecordingId }
  | { readonly type: "recording.finished"; readonly recordingId: RecordingId; readonly tracks: readonly Track[] }
  | { readonly type: "recording.failed"; readonly recordingId: RecordingId; readonly cause: string }
  | {
      readonly type: "media.lost";
      readonly legIds: readonly LegId[];
      readonly conferenceIds: readonly ConferenceId[];
    };

export type EndpointFact =
  | {
      /** Registered, registered again, or found alive again. */
      readonly type: "endpoint.ready";
      readonly endpointId: EndpointId;
      readonly deviceId: DeviceId;
      /** How to reach it: the adapter's own, sealed; handed back at start. */
      readonly binding: Sealed;
      readonly expiresAt: UnixMs;
    }
  | {
      readonly type: "endpoint.lost";
      readonly endpointId: EndpointId;
      readonly cause:
        | "expired"
        | "unregistered"
        | "no-pong"
        | "flow-closed"
        | "replaced"
        | "taken-over"
        | "no-microphone";
    };

/** An effect that could not be carried out; without this one, its own deadline would tell. */
export type EffectFact = { readonly type: "effect.failed"; readonly effectId: EffectId; readonly cause: string };

/** What the engine itself reports. */
export type EngineFact =
  | { readonly type: "clock.reached" }
  /** Time jumped forward, or nobody was there to see it pass. */
  | { readonly type: "clock.jumped"; readonly byMs: number }
  | {
      readonly type: "centre.restarted";
      readonly epoch: number;
      readonly codeVersion: string;
      readonly rulesVersion: string;
      readonly downMs: number;
    }
  /** A step threw: a bug of ours. Its input is acknowledged and its interaction closed, so that it poisons no later start. */
  | {
      readonly type: "input.faulted";
      readonly inputId: InputId;
      readonly inputType: string;
      readonly message: string;
      readonly interactionId?: InteractionId;
    };

/** What telephony hands out: every implementation of the port speaks only this. */
export type TelephonyFact = LegFact | MediaFact | EndpointFact | EffectFact;

export type InputBody = TelephonyFact | CallerFact | EngineFact | Command;
export type InputType = InputBody["type"];

export type Input = InputHeader & InputBody;
