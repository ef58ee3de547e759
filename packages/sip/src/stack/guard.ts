import type { Counters } from "../counters.ts";

/** Runs what belongs to others: what it throws is told, and harms nobody but its own call. */
export class Guard {
  readonly #counters: Counters;
  readonly #tell: ((error: unknown) => void) | undefined;

  constructor(counters: Counters, tell: ((error: unknown) => void) | undefined) {
    this.#counters = counters;
    this.#tell = tell;
  }

  run<Result>(action: () => Result, otherwise: Result): Result {
    try {
      return action();
    } catch (error) {
      this.report(error);
      return otherwise;
    }
  }

  report(error: unknown): void {
    this.#counters.count("user.faults");
    this.#tell?.(error);
  }
}
