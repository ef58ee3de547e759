/** What this room needs to know of queues' figures: fulfilled by a fold over the journal (L10), adapted in `apps/server`. */
import type { QueueId, UnixMs } from "@legroom/model";

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
}
