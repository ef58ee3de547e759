/** Columns of the statistics: a figure's name, what it is, and how it is written. What nobody counts in is a dash, never 0 %. */
import { offerOutcomes, offerTriggers, tieBreaks } from "@legroom/model";
import type { AgentStats, OfferStats, QueueStats, RoutingStats } from "@legroom/model";
import { clockText } from "../../parts/duration.ts";
import { figureWords as named, statsWords as words } from "../../words/en-stats.ts";
import type { FigureWords } from "../../words/en-stats.ts";
import { timeOfDay } from "../../words/en-time.ts";

export type Column<Figures> = FigureWords & { readonly text: (figures: Figures) => string };

/** Columns that are read together, as one table. */
export type ColumnGroup<Figures> = { readonly title: string; readonly columns: readonly Column<Figures>[] };

export const NOTHING = "–";

const written = {
  count: (amount: number): string => String(amount),
  mean: (mean: number): string => mean.toFixed(2),
  share: (share: number): string => `${(share * 100).toFixed(1)} %`,
  /** To the nearest second. */
  span: (ms: number): string => clockText(Math.round(ms / 1000) * 1000),
  seconds: (ms: number): string => String(ms / 1000),
  time: timeOfDay,
};

/** How it is written, and which of the figures. */
function column<Figures>(
  of: FigureWords,
  as: keyof typeof written,
  value: (figures: Figures) => number | undefined,
): Column<Figures> {
  return {
    ...of,
    text: (figures) => {
      const amount = value(figures);
      return amount === undefined ? NOTHING : written[as](amount);
    },
  };
}

/** The same columns of what stands inside. */
function within<Outer, Inner>(columns: readonly Column<Inner>[], inner: (outer: Outer) => Inner): Column<Outer>[] {
  return columns.map(({ text, ...of }) => ({ ...of, text: (outer) => text(inner(outer)) }));
}

type Handling = Pick<QueueStats, "handled" | "finished" | "averageTalkMs" | "averageWrapUpMs" | "averageHandleMs">;

const handling: readonly Column<Handling>[] = [
  column(named.handled, "count", (of) => of.handled),
  column(named.finished, "count", (of) => of.finished),
  column(named.averageTalkMs, "span", (of) => of.averageTalkMs),
  column(named.averageWrapUpMs, "span", (of) => of.averageWrapUpMs),
  column(named.averageHandleMs, "span", (of) => of.averageHandleMs),
];

const offers: readonly Column<OfferStats>[] = [
  column(named.made, "count", (of) => of.made),
  column(named.open, "count", (of) => of.open),
  column(named.answerRate, "share", (of) => of.answerRate),
  column(named.noAnswerRate, "share", (of) => of.noAnswerRate),
  column(named.deviceFailureRate, "share", (of) => of.deviceFailureRate),
  column(named.declineRate, "share", (of) => of.declineRate),
  column(named.averageAcceptMs, "span", (of) => of.averageAcceptMs),
];

const outcomesOfOffers: readonly Column<OfferStats>[] = offerOutcomes.map((outcome) =>
  column(words.outcomes[outcome], "count", (of) => of.outcomes[outcome]),
);

/** Of all queues together there is no T of their own. */
export type QueueFigures = QueueStats & { readonly serviceLevelMs?: number };

export const queueGroups: readonly ColumnGroup<QueueFigures>[] = [
  {
    title: words.groups.outcomes,
    columns: [
      column(named.offered, "count", (of) => of.offered),
      column(named.answered, "count", (of) => of.answered),
      column(named.abandoned, "count", (of) => of.abandoned),
      column(named.shortAbandoned, "count", (of) => of.shortAbandoned),
      column(named.flowedOut, "count", (of) => of.flowedOut),
      column(named.callbackTaken, "count", (of) => of.callbackTaken),
      column(named.timedOut, "count", (of) => of.timedOut),
      column(named.rejectedFull, "count", (of) => of.rejectedFull),
      column(named.withdrawn, "count", (of) => of.withdrawn),
      column(named.waiting, "count", (of) => of.waiting),
      column(named.abandonRate, "share", (of) => of.abandonRate),
    ],
  },
  {
    title: words.groups.serviceLevels,
    columns: [
      column(named.serviceLevelMs, "seconds", (of) => of.serviceLevelMs),
      column(named.answeredInTime, "count", (of) => of.answeredInTime),
      column(named.serviceLevel, "share", (of) => of.serviceLevel),
      column(named.serviceLevelOfAnswered, "share", (of) => of.serviceLevelOfAnswered),
      column(named.serviceLevelWithAbandoned, "share", (of) => of.serviceLevelWithAbandoned),
      column(named.serviceLevelOfOffered, "share", (of) => of.serviceLevelOfOffered),
    ],
  },
  {
    title: words.groups.waits,
    columns: [
      column(named.averageAnswerMs, "span", (of) => of.averageAnswerMs),
      column(named.waitP50Ms, "span", (of) => of.waitP50Ms),
      column(named.waitP90Ms, "span", (of) => of.waitP90Ms),
      column(named.averageAbandonMs, "span", (of) => of.averageAbandonMs),
      column(named.abandonP90Ms, "span", (of) => of.abandonP90Ms),
      column(named.longestWaitMs, "span", (of) => of.longestWaitMs),
      column(named.oldestEnteredAt, "time", (of) => of.oldestEnteredAt),
    ],
  },
  { title: words.groups.handling, columns: handling },
];

export const agentGroups: readonly ColumnGroup<AgentStats>[] = [
  {
    title: words.groups.time,
    columns: [
      column(named.signedInMs, "span", (of) => of.signedInMs),
      column(named.available, "span", (of) => of.stateMs.available),
      column(named.offeredMs, "span", (of) => of.stateMs.offered),
      column(named.busy, "span", (of) => of.stateMs.busy),
      column(named.wrapping, "span", (of) => of.stateMs.wrapping),
      column(named.unavailable, "span", (of) => of.stateMs.unavailable),
      column(named["not-responding"], "span", (of) => of.stateMs["not-responding"]),
      column(named["device-lost"], "span", (of) => of.stateMs["device-lost"]),
      column(named.occupancy, "share", (of) => of.occupancy),
      column(named.utilisation, "share", (of) => of.utilisation),
    ],
  },
  { title: words.groups.handling, columns: handling },
  { title: words.groups.offers, columns: within(offers, (of) => of.offers) },
  { title: words.groups.outcomesOfOffers, columns: within(outcomesOfOffers, (of) => of.offers) },
  {
    title: words.groups.presence,
    columns: [
      column(named.chosenAvailable, "span", (of) => of.presenceMs.available),
      column(named.chosenBusy, "span", (of) => of.presenceMs.busy),
      column(named.chosenAway, "span", (of) => of.presenceMs.away),
      column(named.chosenBreak, "span", (of) => of.presenceMs.break),
    ],
  },
];

export const routingGroups: readonly ColumnGroup<RoutingStats>[] = [
  {
    title: words.groups.decisions,
    columns: [
      column(named.decisions, "count", (of) => of.decisions),
      column(named.meanCandidates, "mean", (of) => of.meanCandidates),
      column(named.answered, "count", (of) => of.answered),
      column(named.offersPerAnswered, "mean", (of) => of.offersPerAnswered),
      column(named.firstOfferShare, "share", (of) => of.firstOfferShare),
      column(named.told, "count", (of) => of.calibration?.told),
      column(named.toldRightShare, "share", (of) => of.calibration?.share),
    ],
  },
  { title: words.groups.offers, columns: within(offers, (of) => of.offers) },
  { title: words.groups.outcomesOfOffers, columns: within(outcomesOfOffers, (of) => of.offers) },
  {
    title: words.groups.triggers,
    columns: offerTriggers.map((trigger) => column(words.triggers[trigger], "count", (of) => of.triggers[trigger])),
  },
  {
    title: words.groups.tieBreaks,
    columns: tieBreaks.map((tieBreak) => column(words.tieBreaks[tieBreak], "count", (of) => of.tieBreaks[tieBreak])),
  },
];
