/** What this room needs to know of queues' figures: fulfilled by a fold over the journal (L10), adapted in `apps/server`. */
import type {
  AgentId,
  AgentsStats,
  DecisionLatency,
  LivePeriod,
  QueueId,
  QueuesStats,
  RoutingsStats,
  UnixMs,
} from "@legroom/model";

/** Queue segments by how they ended, since an instant, counted in the period in which the caller entered the queue. */
export type QueueFigure = {
  readonly sinceAt: UnixMs;
  readonly offered: number;
  readonly answered: number;
  /** Answered with a wait of at most T. */
  readonly answeredInTime: number;
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly flowedOut: number;
  readonly timedOut: number;
  readonly rejectedFull: number;
  readonly withdrawn: number;
  /** SL-C, from 0 to 1: answered in time ÷ (answered + abandoned + timed out). Absent while nobody counts. */
  readonly serviceLevel?: number;
};

export interface FiguresSource {
  /** A queue without a segment in the period may be left out. */
  queues(now: UnixMs): ReadonlyMap<QueueId, QueueFigure>;
  /** Undefined while too many others read: ask again in a moment. */
  stats(of: StatsPeriod): Promise<StatsReading | undefined>;
}

/** Which statistics: a window that is kept live, or a stretch of the journal, perhaps by intervals. */
export type StatsPeriod =
  | { readonly period: LivePeriod }
  | { readonly fromAt: UnixMs; readonly untilAt?: UnixMs; readonly intervalMs?: number };

type Shown<Stats extends QueuesStats | AgentsStats | RoutingsStats> = Pick<Stats, "total" | "items" | "rows">;

/** One period, folded: read as many figures of it as are asked for. */
export type StatsReading = {
  readonly fromAt: UnixMs;
  readonly untilAt?: UnixMs;
  readonly readAt: UnixMs;
  readonly live: boolean;
  /** `serviceLevelMs`: this T in place of each queue's own. */
  queues(of: { readonly only?: ReadonlySet<QueueId>; readonly serviceLevelMs?: number }): Shown<QueuesStats>;
  agents(only?: ReadonlySet<AgentId>): Shown<AgentsStats>;
  routing(only?: ReadonlySet<QueueId>): Shown<RoutingsStats>;
  /** Absent while no offer was made since the start. */
  readonly decisionLatency?: DecisionLatency;
};
