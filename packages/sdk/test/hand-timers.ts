/** Timers that a test moves by hand. */
import type { Timers } from "../src/timers.ts";

export class HandTimers implements Timers {
  /** What `random` gives. */
  chance = 0;
  #now = 1_767_225_600_000;
  #waiting: { at: number; call: () => void }[] = [];

  now = (): number => this.#now;
  random = (): number => this.chance;

  after = (ms: number, call: () => void): (() => void) => {
    const entry = { at: this.#now + ms, call };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== entry);
    };
  };

  /** How many wait. */
  get count(): number {
    return this.#waiting.length;
  }

  /** Lets so much time go by, and everything happen that is due in it. */
  async pass(ms: number): Promise<void> {
    const untilAt = this.#now + ms;
    await settled();
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= untilAt);
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
      await settled();
    }
    this.#now = untilAt;
  }

  /** The machine sleeps: the clock goes on, and no timer does. */
  sleep(ms: number): void {
    this.#now += ms;
  }
}

/** All that follows without waiting has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}
