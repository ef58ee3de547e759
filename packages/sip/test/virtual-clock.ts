import type { Clock, Timer } from "../src/clock.ts";

type Entry = { readonly at: number; readonly order: number; readonly run: () => void };

/** Time that moves only when a test says so, and lets promises settle at each step. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 9, 0, 0);
  #order = 0;
  readonly #timers = new Set<Entry>();

  now(): number {
    return this.#now;
  }

  setTimer(run: () => void, delayMs: number): Timer {
    const entry: Entry = { at: this.#now + delayMs, order: (this.#order += 1), run };
    this.#timers.add(entry);
    return { timer: entry };
  }

  clearTimer({ timer }: Timer): void {
    this.#timers.delete(timer as Entry);
  }

  /** Timers that are set and have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers]
        .filter((entry) => entry.at <= until)
        .toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets every promise that can go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
