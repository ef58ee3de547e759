/**
 * Asks for state again when it is touched: never twice at once, never more often than its pace, and always once more
 * after the last touch, since a state that was under way then may not know of it.
 */
export type RefresherOptions = {
  /** Asks again; rejections are its own matter. */
  readonly refresh: () => Promise<unknown>;
  /** From one question's start to the next, at least. */
  readonly paceMs: number;
  /** Runs something later. */
  readonly after: (ms: number, run: () => void) => void;
  readonly now: () => number;
};

export class Refresher {
  readonly #options: RefresherOptions;
  #phase: "idle" | "waiting" | "asking" = "idle";
  #isTouched = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  touch(): void {
    this.#isTouched = true;
    if (this.#phase === "idle") this.#wait();
  }

  #wait(): void {
    const { after, now, paceMs } = this.#options;
    this.#phase = "waiting";
    after(Math.max(0, this.#askedAt + paceMs - now()), () => this.#ask());
  }

  #ask(): void {
    const { refresh, now } = this.#options;
    this.#phase = "asking";
    this.#isTouched = false;
    this.#askedAt = now();
    const done = (): void => {
      this.#phase = "idle";
      if (this.#isTouched) this.#wait();
    };
    refresh().then(done, done);
  }
}
