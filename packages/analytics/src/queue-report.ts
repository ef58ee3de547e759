/** The figures of queues, by definition: sums first, ratios over sums (features' table of KPI definitions). */
import { segmentOutcomes } from "@legroom/model";
import type { QueueId, SegmentOutcome, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";
import { Spread } from "./spread.ts";

/**
 * Some callers of one span. A ratio over nothing is null, never 0 % or 100 %.
 *
 * The conservation law: `offered` = the sum of `outcomes` + `waiting`.
 *
 * The cohort is of those who entered in the span, whatever became of them later.
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
  /** Of the waits of who was answered, abandoned or timed out: half, and nine of ten, were no longer. To 100 ms. */
  readonly waitP50Ms: number | null;
  readonly waitP90Ms: number | null;
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
  /** Nine of ten of the abandoned had waited no longer. To 100 ms. */
  readonly abandonP90Ms: number | null;
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
  /** Of the answered, the abandoned and the timed out. */
  readonly waits: { readonly answered: Spread; readonly abandoned: Spread; readonly timedOut: Spread };
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
    waits: { answered: new Spread(), abandoned: new Spread(), timedOut: new Spread() },
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
  to.waits.answered.addAll(sums.waits.answered);
  to.waits.abandoned.addAll(sums.waits.abandoned);
  to.waits.timedOut.addAll(sums.waits.timedOut);
}

export function longer(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** How the sums are read. */
export type Reading = {
  readonly now: UnixMs;
  /** `enteredAt` of all who still wait, in any order. */
  readonly enteredAt: readonly UnixMs[];
  /** This T in place of each segment's own: whole steps of 100 ms. */
  readonly inTimeMs?: number | undefined;
};

export function totalOf(sums: QueueSums, { now, enteredAt, inTimeMs }: Reading): QueueTotal {
  const { offered, outcomes, waits } = sums;
  const { answered, abandoned } = outcomes;
  const answeredInTime = inTimeMs === undefined ? sums.answeredInTime : waits.answered.upTo(inTimeMs);
  const abandonedInTime = inTimeMs === undefined ? sums.abandonedInTime : waits.abandoned.upTo(inTimeMs);
  const oldestEnteredAt = enteredAt.reduce<UnixMs | null>((a, b) => (a === null || b < a ? b : a), null);
  return {
    offered,
    outcomes: { ...outcomes },
    waiting: enteredAt.length,
    oldestEnteredAt,
    longestWaitMs: longer(sums.longestEndedMs, oldestEnteredAt === null ? null : Math.max(0, now - oldestEnteredAt)),
    ...quantilesOf(waits),
    answeredInTime,
    serviceLevel: ratio(answeredInTime, answered + abandoned + outcomes["timed-out"]),
    serviceLevelOfAnswered: ratio(answeredInTime, answered),
    serviceLevelWithAbandoned: ratio(answeredInTime + abandonedInTime, answered + abandoned),
    serviceLevelOfOffered: ratio(answeredInTime, offered),
    averageAnswerMs: ratio(sums.answeredWaitMs, answered),
    averageAbandonMs: ratio(sums.abandonedWaitMs, abandoned),
    abandonP90Ms: waits.abandoned.quantile(0.9),
    abandonRate: ratio(abandoned, offered - outcomes["short-abandoned"]),
  };
}

function quantilesOf({
  answered,
  abandoned,
  timedOut,
}: QueueSums["waits"]): Pick<QueueTotal, "waitP50Ms" | "waitP90Ms"> {
  const all = new Spread();
  for (const spread of [answered, abandoned, timedOut]) all.addAll(spread);
  return { waitP50Ms: all.quantile(0.5), waitP90Ms: all.quantile(0.9) };
}

/** How many of the offered have an outcome or still wait. */
export function accountedFor(total: QueueTotal): number {
  return segmentOutcomes.reduce((sum, outcome) => sum + total.outcomes[outcome], total.waiting);
}

/** Whether the conservation law holds: nobody who entered is lost, nobody is counted twice. */
export function isConserved(total: QueueTotal): boolean {
  return total.offered === accountedFor(total);
}
