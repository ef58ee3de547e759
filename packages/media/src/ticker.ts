/**
 * The 20 ms clock: absolute, never an interval, since setInterval(20) runs more than one per cent slow.
 *
 * Late ticks are made up one after the other, up to a bound; what is beyond it is left out and told.
 */
import { performance } from "node:perf_hooks";

export const TICK_MS = 20;
/** Samples in one tick at 8 kHz. */
export const FRAME_SAMPLES = 160;
/** More than this behind, the missed ticks are left out: a burst would only fill the far side's buffers. */
const CATCH_UP_TICKS_MAX = 5;

export type TickerOptions = {
  onTick(): void;
  /** So many ticks were left out just before the next one. */
  onSkip?(ticks: number): void;
};

export class Ticker {
  ticks = 0;
  skipped = 0;
  /** How late a tick began at worst, since whoever reads it set it to 0. */
  worstLateMs = 0;
  readonly #options: TickerOptions;
  /** How late ticks began and how long they took, the last so many of them. */
  readonly #lateMs = new Float64Array(512);
  readonly #busyMs = new Float64Array(512);
  /** performance.now() at which the tick that runs was due. */
  dueMs = 0;
  #dueAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#dueAt = performance.now() + TICK_MS;
    this.#wait();
  }

  /** May be called twice. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** How late ticks began and how long they took, over the last ten seconds. */
  lateness(): { readonly lateP99Ms: number; readonly busyP99Ms: number } {
    const filled = Math.min(this.ticks, this.#lateMs.length);
    return { lateP99Ms: p99(this.#lateMs.subarray(0, filled)), busyP99Ms: p99(this.#busyMs.subarray(0, filled)) };
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#dueAt - performance.now()));
  }

  #run(): void {
    this.worstLateMs = Math.max(this.worstLateMs, performance.now() - this.#dueAt);
    const behind = Math.floor((performance.now() - this.#dueAt) / TICK_MS);
    if (behind > CATCH_UP_TICKS_MAX) {
      this.skipped += behind;
      this.#dueAt += behind * TICK_MS;
      this.#options.onSkip?.(behind);
    }
    // A timer may fire up to 2 ms early; that does no harm, the schedule stays.
    do {
      const begunAt = performance.now();
      const slot = this.ticks % this.#lateMs.length;
      this.#lateMs[slot] = begunAt - this.#dueAt;
      this.dueMs = this.#dueAt;
      this.#dueAt += TICK_MS;
      this.ticks += 1;
      this.#options.onTick();
      this.#busyMs[slot] = performance.now() - begunAt;
    } while (performance.now() >= this.#dueAt && this.#timer !== undefined);
    if (this.#timer !== undefined) this.#wait();
  }
}

function p99(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}
