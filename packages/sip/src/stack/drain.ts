import type { Clock } from "../clock.ts";

/** Counts what is still under way, so that the end can wait for it. */
export class Drain {
  #open = 0;
  readonly #waiting = new Set<() => void>();

  begin(): void {
    this.#open += 1;
  }

  end(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }

  /** Resolves when nothing is under way any more, or after `limitMs`. */
  idle(clock: Clock, limitMs: number): Promise<void> {
    if (this.#open <= 0 || limitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = clock.setTimer(resolve, limitMs);
      this.#waiting.add(() => {
        clock.clearTimer(timer);
        resolve();
      });
    });
  }
}
