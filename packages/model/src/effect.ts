/** What is to be done: data, outstanding until confirmed, failed, or past its own deadline. Twice is harmless. */
import type { ConferenceState } from "./conference.ts";
import type { CallerQuestion } from "./contact.ts";
import type {
  ConferenceId,
  EffectId,
  EndpointId,
  InteractionId,
  LegId,
  OfferId,
  PersonRef,
  PromptId,
  RecordingId,
  SeatId,
} from "./id.ts";
import type { HangUpCause, RejectCause } from "./leg.ts";
import type { Collect, PromptItem } from "./prompt.ts";
import type { UnixMs } from "./time.ts";

/** What an agent's phone may show before it is answered. */
export type OfferContext = {
  readonly person: PersonRef;
  readonly queueName: string;
  /** In words, such as `VIP, waited 12 s`. */
  readonly why: string;
};

/** Who is it: asked of directory and CRM. Its confirmation is `caller.identified`. */
export type CallerEffectBody = {
  readonly type: "caller.identify";
  readonly interactionId: InteractionId;
  readonly question: CallerQuestion;
};

export type TelephonyEffectBody =
  | {
      readonly type: "leg.answer";
      readonly legId: LegId;
      /** Of a leg that returns to its seat: whom it will sit with, so that its audio is made in the same media process. */
      readonly nearLegId?: LegId;
    }
  | { readonly type: "leg.reject"; readonly legId: LegId; readonly cause: RejectCause }
  | {
      readonly type: "leg.dial";
      readonly legId: LegId;
      readonly endpointId: EndpointId;
      readonly offerId: OfferId;
      /** The phone is rung no longer than this. */
      readonly ringMs: number;
      /** Where the leg will sit: its audio is made in the same media process. */
      readonly nearLegId: LegId;
      readonly context: OfferContext;
    }
  /** Ends a leg in any state: cancels one that rings, hangs up one that is up. */
  | { readonly type: "leg.hang-up"; readonly legId: LegId; readonly cause: HangUpCause }
  | {
      readonly type: "conference.set";
      readonly states: readonly [ConferenceState] | readonly [ConferenceState, ConferenceState];
      /** Where an empty conference shall be: beside this leg. */
      readonly nearLegId: LegId;
    }
  | { readonly type: "conference.close"; readonly conferenceId: ConferenceId }
  | {
      readonly type: "prompt.play";
      readonly promptId: PromptId;
      readonly legId: LegId;
      readonly seatId: SeatId | null;
      readonly items: readonly PromptItem[];
      /** Any key ends it. */
      readonly stopOnDigit: boolean;
      readonly collect?: Collect;
    }
  | { readonly type: "prompt.stop"; readonly promptId: PromptId }
  | {
      readonly type: "recording.start";
      readonly recordingId: RecordingId;
      readonly interactionId: InteractionId;
      /** Whose key seals the tracks: erased with the person. */
      readonly person: PersonRef;
      readonly seats: readonly { readonly seatId: SeatId; readonly legId: LegId }[];
    }
  | { readonly type: "recording.stop"; readonly recordingId: RecordingId };

export type EffectBody = TelephonyEffectBody | CallerEffectBody;
export type EffectType = EffectBody["type"];

type Asked = {
  readonly effectId: EffectId;
  /** When nobody waits for its confirmation any more. */
  readonly untilAt: UnixMs;
};

export type TelephonyEffect = TelephonyEffectBody & Asked;
export type CallerEffect = CallerEffectBody & Asked;
export type Effect = EffectBody & Asked;

export function isTelephonyEffect(effect: Effect): effect is TelephonyEffect {
  return effect.type !== "caller.identify";
}
