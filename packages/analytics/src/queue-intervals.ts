/** The same figures by interval: quarter hours of a day, days of a month. Their sums are the whole's. */
import { unixMs } from "@legroom/model";
import type { CentreConfig, Event, QueueId, UnixMs } from "@legroom/model";
import { QueueFigures } from "./queue-figures.ts";
import type { QueueReport } from "./queue-report.ts";
import { within } from "./span.ts";
import type { Span } from "./span.ts";

export type QueueInterval = {
  readonly fromAt: UnixMs;
  readonly untilAt: UnixMs;
  readonly queues: ReadonlyMap<QueueId, QueueReport>;
};

/** A segment counts in the interval in which it was entered, wherever it ends. */
export class QueueIntervals {
  readonly #span: Required<Span>;
  readonly #intervalMs: number;
  readonly #figures: readonly QueueFigures[];
  /** The interval of each segment that has not ended. */
  readonly #open = new Map<string, QueueFigures>();

  /** `intervalMs` at least 1; the last interval may be shorter. */
  constructor(options: Required<Span> & { readonly intervalMs: number; readonly config?: CentreConfig }) {
    this.#span = { fromAt: options.fromAt, untilAt: options.untilAt };
    this.#intervalMs = Math.max(1, Math.trunc(options.intervalMs));
    const count = Math.max(0, Math.ceil((options.untilAt - options.fromAt) / this.#intervalMs));
    const config = options.config === undefined ? {} : { config: options.config };
    this.#figures = Array.from(
      { length: count },
      (_, place) => new QueueFigures({ ...this.#bounds(place), ...config }),
    );
  }

  apply(event: Event): void {
    if (event.type === "interaction.queued") {
      if (!within(this.#span, event.enteredAt)) return;
      const figures = this.#figures[Math.floor((event.enteredAt - this.#span.fromAt) / this.#intervalMs)];
      figures?.apply(event);
      if (figures !== undefined) this.#open.set(`${event.interactionId} ${event.segment}`, figures);
    } else if (event.type === "queue-segment.ended") {
      const key = `${event.interactionId} ${event.segment}`;
      this.#open.get(key)?.apply(event);
      this.#open.delete(key);
    } else if (event.type === "centre.configured" || event.type === "interaction.faulted") {
      for (const figures of this.#figures) figures.apply(event);
    }
  }

  read(now: UnixMs): readonly QueueInterval[] {
    return this.#figures.map((figures, place) => ({ ...this.#bounds(place), queues: figures.read(now) }));
  }

  #bounds(place: number): Required<Span> {
    const fromAt = unixMs(this.#span.fromAt + place * this.#intervalMs);
    return { fromAt, untilAt: unixMs(Math.min(fromAt + this.#intervalMs, this.#span.untilAt)) };
  }
}
