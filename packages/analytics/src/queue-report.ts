/** The figures of queues, by definition: sums first, ratios over sums (features' table of KPI definitions). */
import { segmentOutcomes } from "@legroom/model";
import type { QueueId, SegmentOutcome, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";

/**
 * Some callers of one span. A ratio over nothing is null, never 0 % or 100 %.
 *
 * The conservation law: `offered` = the sum of `outcomes` + `waiting`.
 */
export type QueueTotal = {
  /** Segments entered in the span: a caller who flows on into another queue is offered to each. */
  readonly offered: number;
  readonly outcomes: Readonly<Record<SegmentOutcome, number>>;
  /** Entered in the span and not ended yet. */
  readonly waiting: number;
  /** When the one who waits longest entered. */
  readonly oldestEnteredAt: UnixMs | null;
  /** The longest wait of all that ended, or that still wait. */
  readonly longestWaitMs: number | null;
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
  /** ASA: the wait of all answered ÷ answered. */
  readonly averageAnswerMs: number | null;
  /** Over the abandoned, short ones not among them. */
  readonly averageAbandonMs: number | null;
  /** Abandoned ÷ (offered − short-abandoned). */
  readonly abandonRate: number | null;
};

export type QueueReport = QueueTotal & {
  readonly queueId: QueueId;
  /** T, as it is now. Each segment is measured by the T that held when it was entered. */
  readonly serviceLevelMs: number;
};

/** What is added up. */
export type QueueSums = {
  offered: number;
  readonly outcomes: Record<SegmentOutcome, number>;
  answeredInTime: number;
  abandonedInTime: number;
  answeredWaitMs: number;
  abandonedWaitMs: number;
  longestEndedMs: number | null;
};

export function noSums(): QueueSums {
  return {
    offered: 0,
    outcomes: Object.fromEntries(segmentOutcomes.map((outcome) => [outcome, 0])) as Record<SegmentOutcome, number>,
    answeredInTime: 0,
    abandonedInTime: 0,
    answeredWaitMs: 0,
    abandonedWaitMs: 0,
    longestEndedMs: null,
  };
}

export function addSums(to: QueueSums, sums: QueueSums): void {
  to.offered += sums.offered;
  for (const outcome of segmentOutcomes) to.outcomes[outcome] += sums.outcomes[outcome];
  to.answeredInTime += sums.answeredInTime;
  to.abandonedInTime += sums.abandonedInTime;
  to.answeredWaitMs += sums.answeredWaitMs;
  to.abandonedWaitMs += sums.abandonedWaitMs;
  to.longestEndedMs = longer(to.longestEndedMs, sums.longestEndedMs);
}

export function longer(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** `enteredAt` of all who still wait, in any order. */
export function totalOf(sums: QueueSums, enteredAt: readonly UnixMs[], now: UnixMs): QueueTotal {
  const { offered, outcomes, answeredInTime } = sums;
  const { answered, abandoned } = outcomes;
  const oldestEnteredAt = enteredAt.reduce<UnixMs | null>((a, b) => (a === null || b < a ? b : a), null);
  return {
    offered,
    outcomes: { ...outcomes },
    waiting: enteredAt.length,
    oldestEnteredAt,
    longestWaitMs: longer(sums.longestEndedMs, oldestEnteredAt === null ? null : Math.max(0, now - oldestEnteredAt)),
    answeredInTime,
    serviceLevel: ratio(answeredInTime, answered + abandoned + outcomes["timed-out"]),
    serviceLevelOfAnswered: ratio(answeredInTime, answered),
    serviceLevelWithAbandoned: ratio(answeredInTime + sums.abandonedInTime, answered + abandoned),
    serviceLevelOfOffered: ratio(answeredInTime, offered),
    averageAnswerMs: ratio(sums.answeredWaitMs, answered),
    averageAbandonMs: ratio(sums.abandonedWaitMs, abandoned),
    abandonRate: ratio(abandoned, offered - outcomes["short-abandoned"]),
  };
}

/** Whether the conservation law holds: nobody who entered is lost, nobody is counted twice. */
export function isConserved(total: QueueTotal): boolean {
  return total.offered === segmentOutcomes.reduce((sum, outcome) => sum + total.outcomes[outcome], total.waiting);
}
