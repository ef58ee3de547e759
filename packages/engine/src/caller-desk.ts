/** Asks who calls, and brings the answer back as a fact. A look-up that rejects, throws or hangs harms nobody. */
import type { CallerEffect, CallerFact } from "@legroom/model";
import type { CallerLookup } from "./ports/callers.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";

/** Questions that are not answered yet; one more is answered as failed. A look-up that hangs fills it, and no memory. */
const OPEN_MAX = 10_000;

type Parts = {
  readonly callers: CallerLookup | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (fact: CallerFact) => void;
};

export class CallerDesk {
  readonly #parts: Parts;
  #open = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  take({ interactionId, question, untilAt }: CallerEffect): void {
    const { callers, clock, deliver } = this.#parts;
    const answer = (said: Pick<CallerFact, "source" | "caller">): void =>
      deliver({ type: "caller.identified", interactionId, ...said });
    if (callers === undefined) return answer({ source: "none" });
    if (this.#open >= OPEN_MAX) return answer({ source: "failed" });
    this.#open += 1;
    let isOver = false;
    const end = (said?: Pick<CallerFact, "source" | "caller">): void => {
      if (isOver) return;
      isOver = true;
      callOff();
      this.#open -= 1;
      if (said !== undefined) answer(said);
    };
    // The machine has its own deadline; here only the place of who never answers is given back.
    const callOff = clock.alarm(untilAt, () => end());
    this.#ask(callers, question).then(end, (error: unknown) => {
      this.#parts.log.warn("a look-up of a caller failed", { error: String(error) });
      end({ source: "failed" });
    });
  }

  /** One that throws at once is one that rejects. */
  async #ask(callers: CallerLookup, question: CallerEffect["question"]): ReturnType<CallerLookup["identify"]> {
    return callers.identify(question);
  }
}
