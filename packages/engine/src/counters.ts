/** What the engine counts of itself: for health pages and benches, never for decisions. */

export type CentreFigures = {
  /** Inputs stepped, absorbed ones (no events) and refused ones included. */
  readonly inputs: number;
  readonly absorbed: number;
  readonly refusals: number;
  readonly events: number;
  readonly effects: number;
  readonly commits: number;
  readonly failedCommits: number;
  readonly fences: number;
  readonly faults: number;
  readonly clockJumps: number;
  /** Commands refused and new legs rejected at the bound. */
  readonly shed: number;
  readonly snapshots: number;
  /** Steps per commit. */
  readonly groupMean: number;
  readonly groupMax: number;
  /** From append to durable, upper bounds of the histogram's buckets, in ms. */
  readonly commitP50Ms: number;
  readonly commitP99Ms: number;
};

/** A histogram with buckets that grow by a quarter from 0.05 ms: quantiles within 25 %. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / Math.log(GROWTH));
    const at = Math.min(bucket, BUCKETS - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  /** The upper bound of the bucket in which this share of all values ends; 0 when nothing was counted. */
  quantile(share: number): number {
    let left = this.#total * share;
    if (left === 0) return 0;
    for (let at = 0; at < BUCKETS; at += 1) {
      left -= this.#counts[at] ?? 0;
      if (left <= 0) return Math.round(FIRST_MS * GROWTH ** at * 100) / 100;
    }
    return FIRST_MS * GROWTH ** BUCKETS;
  }
}

const FIRST_MS = 0.05;
const GROWTH = 1.25;
const BUCKETS = 80;

export class Counters {
  /** Counted one by one by whoever does the thing. */
  readonly count = {
    inputs: 0,
    absorbed: 0,
    refusals: 0,
    events: 0,
    effects: 0,
    failedCommits: 0,
    fences: 0,
    faults: 0,
    clockJumps: 0,
    shed: 0,
    snapshots: 0,
  };
  #commits = 0;
  #steps = 0;
  #groupMax = 0;
  readonly #commitMs = new Histogram();

  committed(steps: number, ms: number): void {
    this.#commits += 1;
    this.#steps += steps;
    this.#groupMax = Math.max(this.#groupMax, steps);
    this.#commitMs.add(ms);
  }

  figures(): CentreFigures {
    return {
      ...this.count,
      commits: this.#commits,
      groupMean: this.#commits === 0 ? 0 : Math.round((this.#steps / this.#commits) * 100) / 100,
      groupMax: this.#groupMax,
      commitP50Ms: this.#commitMs.quantile(0.5),
      commitP99Ms: this.#commitMs.quantile(0.99),
    };
  }
}
