/** Routing's machine with a watchman: after every step the whole world is looked over (L4 to L7). */
import type { Input } from "@legroom/model";
import type { LiveWorld, Machine } from "@legroom/engine";
import {
  RULES_VERSION,
  apply,
  emptyWorld,
  loadWorld,
  lookAt,
  nextDeadline,
  outstandingEffects,
  problems,
  saveWorld,
  seqOf,
} from "@legroom/routing";
import type { World, step } from "@legroom/routing";

export class CheckedMachine implements Machine {
  readonly rulesVersion = RULES_VERSION;
  /** The world that lives now. */
  world: World = emptyWorld();
  readonly #found: (problem: string) => void;
  readonly #checking: boolean;
  readonly #step: typeof step;

  constructor(parts: { checking: boolean; found: (problem: string) => void; step: typeof step }) {
    this.#step = parts.step;
    this.#checking = parts.checking;
    this.#found = parts.found;
  }

  empty(): LiveWorld {
    return this.#alive(emptyWorld());
  }

  load(text: string): LiveWorld {
    return this.#alive(loadWorld(text));
  }

  #alive(world: World): LiveWorld {
    this.world = world;
    return {
      step: (input) => {
        const result = this.#step(world, input);
        if (this.#checking) this.#check(world, input);
        return result;
      },
      apply: (event) => apply(world, event),
      nextDeadline: () => nextDeadline(world),
      seq: () => seqOf(world),
      outstandingEffects: () => outstandingEffects(world),
      look: () => lookAt(world),
      save: () => saveWorld(world),
    };
  }

  #check(world: World, input: Input): void {
    for (const problem of problems(world)) this.#found(`after ${input.type} ${input.id}: ${problem}`);
  }
}
