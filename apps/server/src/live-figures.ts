/** Queues' figures of today: analytics' fold over the journal, loaded at start and kept up by what is published (L10). */
import { QueueFigures, queueFigureEvents } from "@legroom/analytics";
import type { FiguresSource, QueueFigure } from "@legroom/api";
import type { Queries } from "@legroom/engine/ports";
import { unixMs } from "@legroom/model";
import type { CentreConfig, Event, QueueId, UnixMs } from "@legroom/model";

const known = new Set<string>(queueFigureEvents);

export class LiveFigures implements Pick<FiguresSource, "queues"> {
  #sinceAt: UnixMs;
  #fold: QueueFigures;
  #config: CentreConfig | undefined;
  #lastSeq = 0;
  /** Events that came before history was read; undefined from then on. */
  #early: Event[] | undefined = [];

  constructor(now: UnixMs) {
    this.#sinceAt = startOfDay(now);
    this.#fold = new QueueFigures({ fromAt: this.#sinceAt });
  }

  /** Takes durable events in order. */
  publish(events: readonly Event[]): void {
    for (const event of events) {
      if (!known.has(event.type)) continue;
      if (this.#early === undefined) this.#apply(event);
      else this.#early.push(event);
    }
  }

  /** Reads what happened today before this process; `config` is what the journal's queues are now. */
  async load(queries: Pick<Queries, "eventsOfTypes">, config: CentreConfig): Promise<void> {
    this.#config = config;
    this.#fold = new QueueFigures({ fromAt: this.#sinceAt, config });
    for await (const batch of queries.eventsOfTypes(queueFigureEvents, this.#sinceAt))
      for (const event of batch) this.#apply(event);
    const early = this.#early ?? [];
    this.#early = undefined;
    this.publish(early);
  }

  queues(now: UnixMs): ReadonlyMap<QueueId, QueueFigure> {
    this.#turnDay(now);
    const figures = new Map<QueueId, QueueFigure>();
    for (const [queueId, report] of this.#fold.read(now)) {
      const { outcomes } = report;
      figures.set(queueId, {
        sinceAt: this.#sinceAt,
        offered: report.offered,
        answered: outcomes.answered,
        answeredInTime: report.answeredInTime,
        abandoned: outcomes.abandoned,
        shortAbandoned: outcomes["short-abandoned"],
        flowedOut: outcomes["flowed-out"],
        timedOut: outcomes["timed-out"],
        rejectedFull: outcomes["rejected-full"],
        withdrawn: outcomes.withdrawn,
        ...(report.serviceLevel === null ? {} : { serviceLevel: report.serviceLevel }),
      });
    }
    return figures;
  }

  /** What history and the stream both tell counts once. */
  #apply(event: Event): void {
    if (event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    this.#turnDay(event.at);
    if (event.type === "centre.configured") this.#config = event.config;
    this.#fold.apply(event);
  }

  #turnDay(now: UnixMs): void {
    const today = startOfDay(now);
    if (today <= this.#sinceAt) return;
    this.#sinceAt = today;
    this.#fold = new QueueFigures({
      fromAt: today,
      ...(this.#config === undefined ? {} : { config: this.#config }),
    });
  }
}

/** Midnight where the machine is: a day is what its people call one. */
export function startOfDay(now: UnixMs): UnixMs {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return unixMs(day.getTime());
}
