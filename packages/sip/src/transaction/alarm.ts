import type { Clock, Timer } from "../clock.ts";

/** One timer that is set, set again, and cleared; it never rings twice for one setting. */
export class Alarm {
  readonly #clock: Clock;
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(delayMs: number, ring: () => void): void {
    this.clear();
    this.#timer = this.#clock.setTimer(() => {
      this.#timer = undefined;
      ring();
    }, delayMs);
  }

  clear(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
