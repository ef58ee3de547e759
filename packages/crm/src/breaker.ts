/** Stops asking who fails: closed while it answers, open for a while after failures in a row, then half open for one try. */

export type BreakerOptions = {
  readonly failuresMax: number;
  readonly openMs: number;
  /** Milliseconds that never run backwards. */
  readonly nowMs: () => number;
};

export class Breaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #openUntilMs = 0;
  #isTrying = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Whether one may be asked now; whoever may says afterwards how it went. */
  mayAsk(): boolean {
    if (this.#failures < this.#options.failuresMax) return true;
    if (this.#isTrying || this.#options.nowMs() < this.#openUntilMs) return false;
    this.#isTrying = true;
    return true;
  }

  went(well: boolean): void {
    this.#isTrying = false;
    this.#failures = well ? 0 : this.#failures + 1;
    if (this.#failures >= this.#options.failuresMax) this.#openUntilMs = this.#options.nowMs() + this.#options.openMs;
  }
}
