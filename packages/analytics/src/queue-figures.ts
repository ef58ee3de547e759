/** What happened to the callers of each queue: counts by segment outcome, waits, service levels. */
import type { CentreConfig, Event, EventType, QueueId, SegmentOutcome, UnixMs } from "@legroom/model";
import { within } from "./span.ts";
import type { Span } from "./span.ts";

/** The events this fold knows; others are passed by. For `Queries.eventsOfTypes`. */
export const queueFigureEvents: readonly EventType[] = [
  "centre.configured",
  "interaction.queued",
  "queue-segment.ended",
];

/**
 * One queue in one span. A segment counts where it was entered (the cohort view). A ratio over nothing is null, never
 * 0 % or 100 %. `offered` = the sum of `outcomes` + `waiting`, always.
 */
export type QueueReport = {
  readonly queueId: QueueId;
  readonly offered: number;
  readonly outcomes: Readonly<Record<SegmentOutcome, number>>;
  /** Entered in this span and not ended yet. */
  readonly waiting: number;
  readonly oldestEnteredAt: UnixMs | null;
  /** The longest wait of all that ended, or that still wait at `now`. */
  readonly longestWaitMs: number | null;
  readonly serviceLevelMs: number;
  /** Answered within T. */
  readonly answeredInTime: number;
  /** SL-C: answered within T ÷ (answered + abandoned + timed out). */
  readonly serviceLevel: number | null;
  /** SL-A: answered within T ÷ answered. */
  readonly serviceLevelOfAnswered: number | null;
  /** SL-B: (answered + abandoned, both within T) ÷ (answered + abandoned). */
  readonly serviceLevelWithAbandoned: number | null;
  /** SL-O: answered within T ÷ offered. */
  readonly serviceLevelOfOffered: number | null;
  /** ASA: wait of all answered ÷ answered. */
  readonly averageAnswerMs: number | null;
  readonly averageAbandonMs: number | null;
  /** Abandoned ÷ (offered − short abandons). */
  readonly abandonRate: number | null;
};

/** The fold. `serviceLevelMs` comes from `config`, then from each `centre.configured`; 20 s where neither says. */
export class QueueFigures {
  readonly #span: Span;

  constructor(options: Span & { readonly config?: CentreConfig }) {
    this.#span = options;
  }

  apply(event: Event): void {
    within(this.#span, event.at);
  }

  /** All queues that are configured or were entered, by id. */
  read(now: UnixMs): ReadonlyMap<QueueId, QueueReport> {
    return within(this.#span, now) ? new Map() : new Map();
  }

  /** All queues as one: sums over sums. */
  total(now: UnixMs): Omit<QueueReport, "queueId" | "serviceLevelMs"> {
    throw new Error(`not built yet: ${now}`);
  }
}
