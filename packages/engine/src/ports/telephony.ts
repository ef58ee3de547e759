/** The port through which legs, conferences, prompts and recordings are had. Effects in, facts out; both are data. */
import type {
  CallerConfig,
  TelephonyEffect,
  KnownDevice,
  KnownEndpoint,
  KnownLeg,
  TelephonyFact,
} from "@legroom/model";

/** What an implementation can do; what it cannot is refused by type before anything is promised. */
export type TelephonyCapabilities = {
  /** `matrix`: any hearer, any source. */
  readonly voices: "matrix" | "mute-coach-hold";
  readonly playToLeg: boolean;
  /** A recording track for each seat. */
  readonly tracks: boolean;
  /** A move of a seat from one conference to another at one tick. */
  readonly moves: boolean;
  readonly dialsPerSecondMax: number;
};

/** What an adapter may know of the centre while it runs: read from durable state at each question. */
export interface DeviceDirectory {
  device(user: string): KnownDevice | undefined;
  /** Whom to believe who calls. The same object as long as nothing has changed. */
  callers(): CallerConfig;
}

/**
 * Hands one fact to the centre; resolves when it is durable. It never rejects: after a failed commit the engine keeps
 * the fact and tries again, and only then resolves. Doubled facts are absorbed.
 */
export type Deliver = (fact: TelephonyFact) => Promise<void>;

export type TelephonyStart = {
  /** Rises with each start: media processes refuse an older one. */
  readonly epoch: number;
  readonly deliver: Deliver;
  readonly devices: DeviceDirectory;
  /** Phones that were registered; they count as alive until they fail. */
  readonly endpoints: readonly KnownEndpoint[];
  /** Legs of the process before this one: closed by decision, their far side still has to be told (BYE by memo). */
  readonly formerLegs: readonly KnownLeg[];
};

/**
 * What the machine expects of every implementation, beyond the words of the facts:
 * - A phone that was dialled and did not even ring is held to be dead from then on. When it is heard of again (it
 *   registers, or answers a ping, which the implementation sends some seconds after a failed dial and then as usual),
 *   `endpoint.ready` is delivered again, also if the implementation itself never thought it lost.
 * - A leg for which `leg.hang-up` was taken ends with exactly one of `leg.failed` (it was never up) or `leg.ended`.
 * - `recording.stop` for a recording of a former process is answered too: with the tracks that lie there, or as failed.
 * Fulfilled by `telephony` (SIP and media), by the simulator's fake, and later by SignalWire.
 */
export interface Telephony {
  readonly capabilities: TelephonyCapabilities;
  /** Opens its sockets and processes; rejects with a `Fault` of code `start.failed` whose message is one clear line. */
  start(start: TelephonyStart): Promise<void>;
  /** Carries effects out in their order. Never throws; what fails comes back as `effect.failed` or the leg's own fact. */
  take(effects: readonly TelephonyEffect[]): void;
  /** Ends all legs (BYE) and processes. May be called twice. */
  stop(): Promise<void>;
  /** Which of its parts are up: `sip`, `media`. */
  health(): Readonly<Record<string, boolean>>;
}
