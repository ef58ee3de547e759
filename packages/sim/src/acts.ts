/**
 * What people and the world around them do on a day, act by act, each under a name of its own. An act that is muted does not
 * happen; each actor has dice of their own: so one can be taken away, and what the others do stays what it was.
 */
import { after } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import type { Clock } from "@legroom/engine/ports";
import { Dice } from "./dice.ts";

/** An act that happened. Its key is `who: what`, and says how many of that kind there were before. */
export type Act = { readonly at: UnixMs; readonly key: string };

export class Acts {
  /** In the order in which they happened. */
  readonly done: Act[] = [];
  readonly #seed: number;
  readonly #clock: Clock;
  readonly #muted: ReadonlySet<string>;

  constructor(parts: { seed: number; clock: Clock; muted: readonly string[] }) {
    this.#seed = parts.seed;
    this.#clock = parts.clock;
    this.#muted = new Set(parts.muted);
  }

  actor(name: string): Actor {
    return new Actor({
      name,
      dice: diceOf(this.#seed, name),
      clock: this.#clock,
      perform: (key, act) => this.#do(key, act),
    });
  }

  #do(key: string, act: () => boolean | void): void {
    if (this.#muted.has(key)) return;
    const at = this.#clock.now();
    if (act() !== false) this.done.push({ at, key });
  }
}

type ActorParts = {
  readonly name: string;
  readonly dice: Dice;
  readonly clock: Clock;
  readonly perform: (key: string, act: () => boolean | void) => void;
};

/** Somebody, or something, that acts. */
export class Actor {
  readonly name: string;
  readonly dice: Dice;
  readonly #parts: ActorParts;
  readonly #counts = new Map<string, number>();

  constructor(parts: ActorParts) {
    this.name = parts.name;
    this.dice = parts.dice;
    this.#parts = parts;
  }

  /** Now. An act that came to nothing returns false, and is not told of. */
  does(what: string, act: () => boolean | void): void {
    this.#parts.perform(this.#key(what), act);
  }

  /** After so long. The name is given now: the order of plans is steadier than that of acts. */
  will(ms: number, what: string, act: () => boolean | void): void {
    const key = this.#key(what);
    this.later(ms, () => this.#parts.perform(key, act));
  }

  /** Thinks about it then: no act. */
  later(ms: number, think: () => void): void {
    const { clock } = this.#parts;
    clock.alarm(after(clock.now(), ms), think);
  }

  #key(what: string): string {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return count === 1 ? `${this.name}: ${what}` : `${this.name}: ${what} (${count})`;
  }
}

/** Dice that belong to a name on the day of this seed, whoever else throws some. */
export function diceOf(seed: number, name: string): Dice {
  let hash = 0x811c9dc5 ^ seed; // FNV-1a
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return new Dice(hash);
}
