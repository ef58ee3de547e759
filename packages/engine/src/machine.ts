/** The pure machine as the engine sees it: a world behind four verbs and a few questions. */
import type {
  CommandAnswer,
  DeviceId,
  Effect,
  Event,
  Input,
  KnownEndpoint,
  KnownLeg,
  Refused,
  Sealed,
  UnixMs,
} from "@legroom/model";
import type { Now } from "./centre-door.ts";

/** What one input led to. A refusal has changed nothing. */
export type Step =
  | {
      readonly ok: true;
      readonly events: readonly Event[];
      readonly effects: readonly Effect[];
      readonly answer: CommandAnswer;
      /** A command that was accepted before: the answer is the first one. */
      readonly repeated: boolean;
    }
  | Refused;

export type LookedUpDevice = {
  readonly deviceId: DeviceId;
  readonly owner: "agent" | "contact";
  readonly secret?: Sealed;
};

/** Everything that can be read of a world: what people may ask, and what adapters need back at a start. */
export type Look = Now & {
  knownEndpoints(): readonly KnownEndpoint[];
  legs(): readonly KnownLeg[];
  device(user: string): LookedUpDevice | undefined;
};

/** One centre's world, changed in place by `step` and `apply` alone. */
export interface LiveWorld {
  step(input: Input): Step;
  apply(event: Event): void;
  nextDeadline(): UnixMs | undefined;
  /** The last event in it; 0 when there is none. */
  seq(): number;
  outstandingEffects(): readonly Effect[];
  look(): Look;
  /** Canonical text, from which `load` makes an equal world. */
  save(): string;
}

/** The rules. The centre is built on `routingMachine`; tests may put a machine in front of it that breaks. */
export interface Machine {
  readonly rulesVersion: string;
  empty(): LiveWorld;
  load(text: string): LiveWorld;
}
