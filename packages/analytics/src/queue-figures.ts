/** What happened to the callers of each queue: one fold, the same for live and history. */
import type {
  CentreConfig,
  Event,
  EventOf,
  EventType,
  InteractionId,
  QueueId,
  SegmentOutcome,
  UnixMs,
} from "@legroom/model";
import { addSums, longer, noSums, totalOf } from "./queue-report.ts";
import type { QueueReport, QueueSums, QueueTotal } from "./queue-report.ts";
import { within } from "./span.ts";
import type { Span } from "./span.ts";

/** The events this fold knows; others are passed by. For `Queries.eventsOfTypes`. */
export const queueFigureEvents: readonly EventType[] = [
  "centre.configured",
  "interaction.queued",
  "queue-segment.ended",
  "interaction.faulted",
];

/** T where no configuration says. */
const SERVICE_LEVEL_MS = 20_000;

type Waiting = {
  readonly interactionId: InteractionId;
  readonly queueId: QueueId;
  readonly enteredAt: UnixMs;
  readonly inTimeMs: number;
};

/**
 * Counts a segment where it was entered (the cohort view): those entered outside the span are nobody's here, those
 * entered within count also when they end after it. `config` is the one that held when the span began; later ones come
 * as events.
 */
export class QueueFigures {
  readonly #span: Span;
  readonly #sums = new Map<QueueId, QueueSums>();
  readonly #waiting = new Map<string, Waiting>();
  #serviceLevelMs: ReadonlyMap<QueueId, number> = new Map();

  constructor(options: Span & { readonly config?: CentreConfig }) {
    this.#span = options;
    if (options.config !== undefined) this.#configure(options.config);
  }

  apply(event: Event): void {
    if (event.type === "interaction.queued") this.#enter(event);
    else if (event.type === "queue-segment.ended") this.#leave(keyOf(event), event.outcome, event.waitedMs);
    else if (event.type === "interaction.faulted") this.#abort(event);
    else if (event.type === "centre.configured") this.#configure(event.config);
  }

  /** All queues that are configured or were entered, by id. `now` matters to those who wait. */
  read(now: UnixMs): ReadonlyMap<QueueId, QueueReport> {
    const ids = new Set([...this.#serviceLevelMs.keys(), ...this.#sums.keys()]);
    const waiting = Map.groupBy(this.#waiting.values(), (one) => one.queueId);
    return new Map(
      [...ids].map((queueId) => {
        const enteredAt = (waiting.get(queueId) ?? []).map((one) => one.enteredAt);
        const total = totalOf(this.#sums.get(queueId) ?? noSums(), enteredAt, now);
        return [queueId, { queueId, serviceLevelMs: this.#inTimeMs(queueId), ...total }];
      }),
    );
  }

  /** All queues as one: sums over sums. */
  total(now: UnixMs): QueueTotal {
    const all = noSums();
    for (const sums of this.#sums.values()) addSums(all, sums);
    const enteredAt = [...this.#waiting.values()].map((one) => one.enteredAt);
    return totalOf(all, enteredAt, now);
  }

  #enter(event: EventOf<"interaction.queued">): void {
    if (!within(this.#span, event.enteredAt)) return;
    const { interactionId, queueId, enteredAt } = event;
    this.#sumsOf(queueId).offered += 1;
    this.#waiting.set(keyOf(event), { interactionId, queueId, enteredAt, inTimeMs: this.#inTimeMs(queueId) });
  }

  #leave(key: string, outcome: SegmentOutcome, waitedMs: number): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return; // entered outside the span
    this.#waiting.delete(key);
    const sums = this.#sumsOf(waiting.queueId);
    const inTime = waitedMs <= waiting.inTimeMs ? 1 : 0;
    sums.outcomes[outcome] += 1;
    sums.longestEndedMs = longer(sums.longestEndedMs, waitedMs);
    if (outcome === "answered") {
      sums.answeredInTime += inTime;
      sums.answeredWaitMs += waitedMs;
    } else if (outcome === "abandoned") {
      sums.abandonedInTime += inTime;
      sums.abandonedWaitMs += waitedMs;
    }
  }

  /** A bug of ours closed the interaction: its segment has no end of its own, and no caller's choice is counted. */
  #abort(event: EventOf<"interaction.faulted">): void {
    for (const [key, waiting] of this.#waiting)
      if (waiting.interactionId === event.interactionId) this.#leave(key, "withdrawn", event.at - waiting.enteredAt);
  }

  #configure(config: CentreConfig): void {
    this.#serviceLevelMs = new Map(config.queues.map((queue) => [queue.id, queue.serviceLevelMs]));
  }

  #inTimeMs(queueId: QueueId): number {
    return this.#serviceLevelMs.get(queueId) ?? SERVICE_LEVEL_MS;
  }

  #sumsOf(queueId: QueueId): QueueSums {
    const known = this.#sums.get(queueId);
    if (known !== undefined) return known;
    const made = noSums();
    this.#sums.set(queueId, made);
    return made;
  }
}

function keyOf(event: EventOf<"interaction.queued" | "queue-segment.ended">): string {
  return `${event.interactionId} ${event.segment}`;
}
