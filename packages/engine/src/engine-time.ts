/** The engine's own time: never backwards, never before what the journal has. */
import { Fault, unixMs } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import type { Clock } from "./ports/clock.ts";

export class EngineTime {
  readonly #clock: Clock;
  /** Added to the clock where it was behind the journal at start: time runs on from there instead of standing still. */
  #aheadMs = 0;
  #lastAt: UnixMs;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastAt = clock.now();
  }

  /**
   * Continues after the last instant of the journal. Returns how long nobody was there. A clock more than 5 minutes
   * behind the journal is a `Fault` unless it is accepted: it may be wrong by years, and people read these times.
   */
  begin(lastAt: UnixMs | undefined, acceptClock: boolean): number {
    const nowAt = this.#clock.now();
    const behindMs = lastAt === undefined ? 0 : lastAt - nowAt;
    if (behindMs > BEHIND_MS && !acceptClock) {
      const text = `the clock is ${Math.round(behindMs / 1000)} s behind the journal: set it, or start with --accept-clock`;
      throw new Fault("clock.behind", text, { retriable: false, side: "ours" });
    }
    this.#aheadMs = Math.max(0, behindMs);
    this.#lastAt = unixMs(nowAt + this.#aheadMs);
    return Math.max(0, -behindMs);
  }

  now(): UnixMs {
    this.#lastAt = unixMs(Math.max(this.#lastAt, this.#clock.now() + this.#aheadMs));
    return this.#lastAt;
  }

  alarm(at: UnixMs, ring: () => void): () => void {
    return this.#clock.alarm(unixMs(at - this.#aheadMs), ring);
  }
}

const BEHIND_MS = 300_000;
