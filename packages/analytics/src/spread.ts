/**
 * How lengths of time are spread, counted in steps (of 100 ms unless told) upwards: its size is bounded by the longest, spreads add up to
 * the spread of the whole, and a quantile is right to a step.
 */
const STEP_MS = 100;

export class Spread {
  readonly #stepMs: number;
  readonly #counts = new Map<number, number>();
  #total = 0;

  constructor(stepMs: number = STEP_MS) {
    this.#stepMs = stepMs;
  }

  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    this.#count(Math.ceil(Math.max(0, ms) / this.#stepMs), 1);
  }

  /** The other's steps are as long as these. */
  addAll(other: Spread): void {
    for (const [steps, count] of other.#counts) this.#count(steps, count);
  }

  /** How many were no longer than this: exact for whole steps. */
  upTo(ms: number): number {
    let sum = 0;
    for (const [steps, count] of this.#counts) if (steps * this.#stepMs <= ms) sum += count;
    return sum;
  }

  /** The shortest length that at least this share of all does not exceed (nearest rank); null where there is none. */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.max(1, Math.ceil(this.#total * share));
    for (const steps of [...this.#counts.keys()].toSorted((a, b) => a - b)) {
      left -= this.#counts.get(steps) ?? 0;
      if (left <= 0) return steps * this.#stepMs;
    }
    return null;
  }

  #count(steps: number, count: number): void {
    this.#counts.set(steps, (this.#counts.get(steps) ?? 0) + count);
    this.#total += count;
  }
}
