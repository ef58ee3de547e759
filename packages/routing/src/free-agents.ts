/**
 * The free agents of a group, in order as soon as somebody looks. Whoever becomes free is free in every group they can serve,
 * and as a rule is offered a caller of one of them at once: in all others nobody has asked where they stood.
 */
import type { Eligible, Ranked } from "./places.ts";
import { compareRanked } from "./ranking.ts";
import { SortedList } from "./sorted-list.ts";

/** So many wait unordered at most, so that taking one away stays cheap. */
const UNORDERED_MAX = 16;

export class FreeAgents {
  readonly #ordered = new SortedList<Ranked>(compareRanked);
  readonly #unordered: Eligible[] = [];
  readonly #rankOf: (eligible: Eligible) => Ranked;

  /** `rankOf` tells where a free agent stands now. What that follows from does not change without `put`. */
  constructor(rankOf: (eligible: Eligible) => Ranked) {
    this.#rankOf = rankOf;
  }

  get size(): number {
    return this.#ordered.size + this.#unordered.length;
  }

  /** They are free, or stand elsewhere now. */
  put(eligible: Eligible): void {
    const { isFree, ranked } = eligible;
    if (ranked !== undefined) {
      const now = this.#rankOf(eligible);
      if (compareRanked(now, ranked) === 0) return; // same either way: they would be put where they are
      this.#ordered.remove(ranked);
      this.#ordered.add(now);
      eligible.ranked = now;
    } else if (!isFree) {
      eligible.isFree = true;
      this.#unordered.push(eligible);
      if (this.#unordered.length > UNORDERED_MAX) this.#order(); // same either way: in order sooner or later
    }
  }

  /** They are free no more, if they were. */
  remove(eligible: Eligible): void {
    const { isFree, ranked } = eligible;
    if (!isFree) return;
    eligible.isFree = false;
    eligible.ranked = undefined;
    if (ranked !== undefined) this.#ordered.remove(ranked);
    else this.#unordered.splice(this.#unordered.lastIndexOf(eligible), 1);
  }

  /** Where they stand among the free; undefined for who is not. */
  of(eligible: Eligible | undefined): Ranked | undefined {
    this.#order();
    return eligible?.ranked;
  }

  at(index: number): Ranked | undefined {
    this.#order();
    return this.#ordered.at(index);
  }

  /** How many stand before it. */
  rank(ranked: Ranked): number {
    this.#order();
    return this.#ordered.rank(ranked);
  }

  /** The best first; nobody may become free or stop being so meanwhile. */
  [Symbol.iterator](): IterableIterator<Ranked> {
    this.#order();
    return this.#ordered[Symbol.iterator]();
  }

  #order(): void {
    for (let last = this.#unordered.pop(); last !== undefined; last = this.#unordered.pop()) {
      last.ranked = this.#rankOf(last);
      this.#ordered.add(last.ranked);
    }
  }
}
