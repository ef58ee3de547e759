/** The pure machine as the engine sees it: a world behind four verbs and a few questions. */
import type { Effect, Event, Input, UnixMs } from "@legroom/model";
import {
  RULES_VERSION,
  apply,
  emptyWorld,
  loadWorld,
  lookAt,
  nextDeadline,
  outstandingEffects,
  saveWorld,
  seqOf,
  step,
} from "@legroom/routing";
import type { Look, Step, World } from "@legroom/routing";

/** Everything that can be read of a world: what people may ask (`Now`), and what adapters need back at a start. */
export type { Look, Step };

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

/** The rules. The centre runs `routingMachine`; tests put one in its place that breaks, or one that checks. */
export interface Machine {
  readonly rulesVersion: string;
  empty(): LiveWorld;
  load(text: string): LiveWorld;
}

export const routingMachine: Machine = {
  rulesVersion: RULES_VERSION,
  empty: () => alive(emptyWorld()),
  load: (text) => alive(loadWorld(text)),
};

function alive(world: World): LiveWorld {
  return {
    step: (input) => step(world, input),
    apply: (event) => apply(world, event),
    nextDeadline: () => nextDeadline(world),
    seq: () => seqOf(world),
    outstandingEffects: () => outstandingEffects(world),
    look: () => lookAt(world),
    save: () => saveWorld(world),
  };
}
