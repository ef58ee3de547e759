/** What became of offers: a lease that nobody took is the agent's no-answer or the device's failure, and they are told apart. */
import type { AgentId, Event, EventType, OfferOutcome } from "@legroom/model";
import { within } from "./span.ts";
import type { Span } from "./span.ts";

export const offerFigureEvents: readonly EventType[] = ["offer.made", "offer.ended"];

export type OfferReport = {
  readonly made: number;
  readonly outcomes: Readonly<Record<OfferOutcome, number>>;
  readonly open: number;
  /** Accepted ÷ ended offers, without those whose caller left or that another offer superseded. */
  readonly answerRate: number | null;
  /** No-answer ÷ ended offers (RONA). */
  readonly noAnswerRate: number | null;
  /** Device-failed ÷ ended offers. */
  readonly deviceFailureRate: number | null;
  /** From the offer to its acceptance, on average. */
  readonly averageAcceptMs: number | null;
};

export class OfferFigures {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  apply(event: Event): void {
    within(this.#span, event.at);
  }

  read(): ReadonlyMap<AgentId, OfferReport> {
    return new Map();
  }

  total(): OfferReport {
    throw new Error("not built yet");
  }
}
