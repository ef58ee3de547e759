/** Statistics of any period: live windows kept up by what is published, others folded from the journal by the same folds (L10). */
import { BEFORE_MS, LiveStatistics, Spread, Statistics, statisticsEvents } from "@legroom/analytics";
import type { Opening } from "@legroom/analytics";
import type { StatsPeriod, StatsReading } from "@legroom/api";
import type { Clock, Log, Queries } from "@legroom/engine/ports";
import { unixMs } from "@legroom/model";
import type { CentreConfig, DecisionLatency, Event, UnixMs } from "@legroom/model";
import { startOfDay } from "./live-figures.ts";

/** So many read the journal at one time; the others are told to come again. */
const READERS_MAX = 4;
const known = new Set<string>(statisticsEvents);

/** The oldest live window began so long ago, at most. */
const OLDEST_WINDOW_MS = 2 * 3_600_000;

type Begun = { readonly beforeAt: UnixMs; readonly config: CentreConfig | undefined; readonly opening?: Opening };

type Parts = {
  readonly clock: Pick<Clock, "now">;
  readonly queries: Pick<Queries, "eventsOfTypes" | "configAt">;
  readonly past: { opening(at: UnixMs): Promise<Opening | "busy" | "unavailable"> };
  readonly log: Log;
};

export class StatsReader {
  readonly #parts: Parts;
  readonly #sinceAt: UnixMs;
  readonly #latencies = new Spread(1);
  #live: LiveStatistics | undefined;
  #loading: Promise<LiveStatistics> | undefined;
  /** Events that come while history is read; undefined while it is not. */
  #early: Event[] | undefined;
  #lastSeq = 0;
  #readers = 0;
  #isConserved = true;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#sinceAt = parts.clock.now();
  }

  /** Takes durable events in order, when their effects have just been handed out. */
  publish(events: readonly Event[]): void {
    const nowAt = this.#parts.clock.now();
    for (const event of events) {
      if (!known.has(event.type)) continue;
      if (event.type === "offer.made") this.#latencies.add(nowAt - event.at);
      if (this.#live === undefined) this.#early?.push(event);
      else this.#apply(this.#live, event);
    }
  }

  /** Reads what the live windows stand on. May be called again when it has failed. */
  load(): void {
    this.#loading ??= this.#load();
    this.#loading.catch((error: unknown) => {
      this.#parts.log.warn("live statistics could not be read from the journal", { error: String(error) });
      this.#loading = undefined;
      this.#early = undefined;
    });
  }

  /** Undefined when too many read the journal already. */
  async read(of: StatsPeriod): Promise<StatsReading | undefined> {
    if (!("period" in of)) return this.#history(of);
    this.load();
    const live = await this.#loading;
    if (live === undefined) return undefined;
    const readAt = this.#parts.clock.now();
    return this.#reading(live.read(of.period, readAt), { readAt, live: true });
  }

  async #history(of: Exclude<StatsPeriod, { period: unknown }>): Promise<StatsReading | undefined> {
    if (this.#readers >= READERS_MAX) return undefined;
    this.#readers += 1;
    try {
      const readAt = this.#parts.clock.now();
      const begun = await this.#begin(of.fromAt);
      if (begun === undefined) return undefined;
      const { beforeAt, ...held } = begun;
      const statistics = new Statistics({ ...of, ...held });
      for await (const batch of this.#parts.queries.eventsOfTypes(statisticsEvents, beforeAt)) {
        for (const event of batch) statistics.apply(event);
        const lastAt = batch.at(-1)?.at ?? beforeAt;
        if (of.untilAt !== undefined && lastAt >= of.untilAt && statistics.isSettled) break;
      }
      return this.#reading(statistics, { readAt, live: false });
    } finally {
      this.#readers -= 1;
    }
  }

  /**
   * What held when a period begins, and from when on events are to be read. Where the world of that instant cannot be had, the
   * events of a day before it tell. Undefined when too many ask.
   */
  async #begin(fromAt: UnixMs): Promise<Begun | undefined> {
    const config = await this.#parts.queries.configAt(fromAt);
    if (config === undefined) return { beforeAt: fromAt, config }; // before the centre itself nothing was
    const opening = await this.#parts.past.opening(fromAt);
    if (opening === "busy") return undefined;
    return opening === "unavailable" ? this.#without(fromAt) : { beforeAt: fromAt, opening, config };
  }

  async #without(fromAt: UnixMs): Promise<Begun> {
    const beforeAt = unixMs(fromAt - BEFORE_MS);
    return { beforeAt, config: await this.#parts.queries.configAt(beforeAt) };
  }

  #reading(statistics: Statistics, { readAt, live }: Pick<StatsReading, "readAt" | "live">): StatsReading {
    const { fromAt, untilAt } = statistics.cut;
    const latency = this.#latency();
    return {
      ...{ fromAt, readAt, live },
      ...(untilAt === undefined ? {} : { untilAt }),
      queues: (question) => statistics.queues(readAt, question),
      agents: (only) => statistics.agents(readAt, only),
      routing: (only) => statistics.routing(only),
      ...(latency === undefined ? {} : { decisionLatency: latency }),
    };
  }

  #latency(): DecisionLatency | undefined {
    const [p50Ms, p99Ms] = [this.#latencies.quantile(0.5), this.#latencies.quantile(0.99)];
    if (p50Ms === null || p99Ms === null) return undefined;
    return { sinceAt: this.#sinceAt, offers: this.#latencies.total, p50Ms, p99Ms };
  }

  async #load(): Promise<LiveStatistics> {
    const early: Event[] = [];
    this.#early = early; // what is published from now on; what was before is in the journal
    const now = this.#parts.clock.now();
    // At midnight the windows of the last hour began the day before.
    const fromAt = unixMs(startOfDay(now) - OLDEST_WINDOW_MS);
    const { beforeAt, ...held } = (await this.#begin(fromAt)) ?? (await this.#without(fromAt));
    const first = new Statistics({ fromAt: beforeAt, ...held });
    const live = new LiveStatistics({ now, startOfDay, first });
    this.#lastSeq = 0;
    for await (const batch of this.#parts.queries.eventsOfTypes(statisticsEvents, beforeAt))
      for (const event of batch) this.#apply(live, event);
    for (const event of early) this.#apply(live, event);
    this.#early = undefined;
    this.#live = live;
    return live;
  }

  /** What history and the stream both tell counts once. */
  #apply(live: LiveStatistics, event: Event): void {
    if (event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    live.apply(event);
    if (live.isConserved === this.#isConserved) return;
    this.#isConserved = live.isConserved;
    if (!this.#isConserved)
      this.#parts.log.error("a caller is unaccounted for: the conservation law is broken", { seq: event.seq });
  }
}
