/** The two ends of a leg as the fake sees them: ours, and the far side that a test or a day plays. */
import type { EndpointId, HangUpCause, LegFailure, LegId, OfferContext, RejectCause, Side } from "@legroom/model";

/** Whoever is at the other end. What it does of itself goes through `FakeTelephony` or a `FarCall`. */
export interface Far {
  /** Who it is, for what others hear. */
  readonly name: string;
  /** Our answer arrived: both sides can speak. */
  answered(legId: LegId): void;
  /** The leg is over, and it was not this side that ended it. */
  over(legId: LegId, why: HangUpCause | RejectCause | "process-gone"): void;
}

/** A phone that can be dialled. */
export interface FakePhone extends Far {
  invited(call: FarCall): void;
}

/** A call that rings at a phone, until one of its verbs or our side ends that. What comes too late does nothing. */
export interface FarCall {
  readonly legId: LegId;
  readonly context: OfferContext;
  rings(): void;
  /** `silent`: no audio follows. */
  answers(how?: { silent?: boolean }): void;
  fails(cause: LegFailure, side?: Side): void;
}

/** `closing`: we have given up and the far side does not know yet. */
export type LegState = "arriving" | "dialling" | "ringing" | "up" | "closing" | "over";

export type FakeLeg = {
  readonly id: LegId;
  readonly direction: "in" | "out";
  readonly far: Far;
  readonly endpointId?: EndpointId;
  /** The media process in which its audio is made: final when it is answered. */
  process: number;
  state: LegState;
  media: "none" | "on" | "lost" | "gone";
  silent: boolean;
  callOffRingLimit: () => void;
};
