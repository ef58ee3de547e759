/** Chance from a seed. */
import { must } from "@legroom/model";
import type { Entropy } from "@legroom/engine/ports";

/** Numbers from a seed (splitmix32): the same seed, the same numbers, on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to 2^32 − 1. */
  next32(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** 0 (in) to 1 (out). */
  share(): number {
    return this.next32() / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both in. */
  between(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  pick<const Item>(items: readonly Item[]): Item {
    return must(items[Math.floor(this.share() * items.length)], "something to pick from");
  }
}

/** The engine's chance, from a seed. */
export function seededEntropy(seed: number): Entropy {
  const dice = new Dice(seed);
  let drawn = 0;
  return {
    next() {
      drawn += 1;
      const word = dice.next32().toString(16).padStart(8, "0");
      return `${word}${drawn.toString(16).padStart(16, "0")}${(seed >>> 0).toString(16).padStart(8, "0")}`;
    },
  };
}
