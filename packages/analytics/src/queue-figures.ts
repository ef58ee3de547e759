/** What happened to the callers of each queue: one fold, the same for live and history. */
import type { CentreConfig, Event, EventOf, EventType, InteractionId, QueueId, UnixMs } from "@legroom/model";
import { addSums, longer, noSums, totalOf } from "./queue-report.ts";
import type { QueueReport, QueueSums, QueueTotal } from "./queue-report.ts";
import { Slots } from "./slots.ts";
import type { Cut } from "./slots.ts";
import type { Span } from "./span.ts";
import { within } from "./span.ts";

/** The events this fold knows; others are passed by. For `Queries.eventsOfTypes`. */
export const queueFigureEvents: readonly EventType[] = [
  "centre.configured",
  "interaction.queued",
  "queue-segment.ended",
  "interaction.faulted",
  "interaction.closed",
];

/** T where no configuration says. */
const SERVICE_LEVEL_MS = 20_000;

type Waiting = {
  readonly segment: number;
  readonly queueId: QueueId;
  readonly enteredAt: UnixMs;
  readonly inTimeMs: number;
};

/** What is asked of the figures. */
export type QueueQuestion = {
  /** This T in place of each segment's own: whole steps of 100 ms. */
  readonly serviceLevelMs?: number | undefined;
  /** These queues alone. */
  readonly only?: ReadonlySet<QueueId> | undefined;
};

export type QueueInterval = Span & { readonly queues: ReadonlyMap<QueueId, QueueReport>; readonly total: QueueTotal };

/**
 * Counts a segment where it was entered (the cohort view): those entered outside the span are nobody's here, those
 * entered within count also when they end after it. `config` is the one that held when the span began; later ones come
 * as events.
 *
 * A segment that is left without an end, because its interaction closed or entered again, is neither ended nor waiting:
 * the conservation law is broken then, and says so.
 */
export class QueueFigures {
  readonly #slots: Slots<QueueId, QueueSums>;
  readonly #waiting = new Map<InteractionId, Waiting>();
  #serviceLevelMs: ReadonlyMap<QueueId, number> = new Map();
  #offered = 0;
  #ended = 0;

  constructor(options: Cut & { readonly config?: CentreConfig }) {
    const { config, ...cut } = options;
    this.#slots = new Slots(cut, { make: noSums, add: addSums });
    if (config !== undefined) this.#configure(config);
  }

  /** Nobody of the span waits any more. */
  get isSettled(): boolean {
    return this.#waiting.size === 0;
  }

  /** Whether the conservation law holds over all queues: everybody offered has an outcome, or waits. */
  get isConserved(): boolean {
    return this.#offered === this.#ended + this.#waiting.size;
  }

  apply(event: Event): void {
    if (event.type === "interaction.queued") this.#enter(event);
    else if (event.type === "queue-segment.ended") this.#leave(event);
    else if (event.type === "interaction.faulted") this.#abort(event);
    else if (event.type === "interaction.closed") this.#waiting.delete(event.interactionId);
    else if (event.type === "centre.configured") this.#configure(event.config);
  }

  /** All queues that are configured or were entered, by id. `now` matters to those who wait. */
  read(now: UnixMs, question: QueueQuestion = {}): ReadonlyMap<QueueId, QueueReport> {
    return this.#reports(this.#slots.cut, this.#slots.whole(), { now, ...question });
  }

  /** All queues as one: sums over sums. */
  total(now: UnixMs, question: QueueQuestion = {}): QueueTotal {
    return this.#total(this.#slots.cut, this.#slots.whole(), { now, ...question });
  }

  /** The same by interval. */
  intervals(now: UnixMs, question: QueueQuestion = {}): readonly QueueInterval[] {
    const asked = { now, ...question };
    return this.#slots.read().map(({ sums, ...bounds }) => ({
      ...bounds,
      queues: this.#reports(bounds, sums, asked),
      total: this.#total(bounds, sums, asked),
    }));
  }

  #reports(
    bounds: Span,
    sums: ReadonlyMap<QueueId, QueueSums>,
    { now, serviceLevelMs, only }: QueueQuestion & { readonly now: UnixMs },
  ): ReadonlyMap<QueueId, QueueReport> {
    const ids = new Set([...this.#serviceLevelMs.keys(), ...sums.keys()]);
    const waiting = Map.groupBy(this.#waitingIn(bounds), (one) => one.queueId);
    return new Map(
      [...ids]
        .filter((queueId) => only === undefined || only.has(queueId))
        .map((queueId) => {
          const enteredAt = (waiting.get(queueId) ?? []).map((one) => one.enteredAt);
          const total = totalOf(sums.get(queueId) ?? noSums(), { now, enteredAt, inTimeMs: serviceLevelMs });
          return [queueId, { queueId, serviceLevelMs: serviceLevelMs ?? this.#inTimeMs(queueId), ...total }];
        }),
    );
  }

  #total(
    bounds: Span,
    sums: ReadonlyMap<QueueId, QueueSums>,
    { now, serviceLevelMs, only }: QueueQuestion & { readonly now: UnixMs },
  ): QueueTotal {
    const all = this.#slots.total(sums, only);
    const waiting = this.#waitingIn(bounds).filter(({ queueId }) => only === undefined || only.has(queueId));
    return totalOf(all, { now, enteredAt: waiting.map((one) => one.enteredAt), inTimeMs: serviceLevelMs });
  }

  #waitingIn(bounds: Span): readonly Waiting[] {
    return [...this.#waiting.values()].filter(({ enteredAt }) => within(bounds, enteredAt));
  }

  #enter({ interactionId, queueId, segment, enteredAt }: EventOf<"interaction.queued">): void {
    const sums = this.#slots.at(enteredAt, queueId);
    if (sums === undefined) return void this.#waiting.delete(interactionId);
    sums.offered += 1;
    this.#offered += 1;
    this.#waiting.set(interactionId, { segment, queueId, enteredAt, inTimeMs: this.#inTimeMs(queueId) });
  }

  #leave({ interactionId, segment, outcome, waitedMs }: Pick<EventOf<"queue-segment.ended">, Ended>): void {
    const waiting = this.#waiting.get(interactionId);
    if (waiting?.segment !== segment) return; // entered outside the span
    this.#waiting.delete(interactionId);
    const sums = this.#slots.at(waiting.enteredAt, waiting.queueId);
    if (sums === undefined) return;
    const inTime = waitedMs <= waiting.inTimeMs ? 1 : 0;
    sums.outcomes[outcome] += 1;
    this.#ended += 1;
    sums.longestEndedMs = longer(sums.longestEndedMs, waitedMs);
    if (outcome === "answered") {
      sums.answeredInTime += inTime;
      sums.answeredWaitMs += waitedMs;
      sums.waits.answered.add(waitedMs);
    } else if (outcome === "abandoned") {
      sums.abandonedInTime += inTime;
      sums.abandonedWaitMs += waitedMs;
      sums.waits.abandoned.add(waitedMs);
    } else if (outcome === "timed-out") sums.waits.timedOut.add(waitedMs);
  }

  /** A bug of ours closed the interaction: its segment has no end of its own, and no caller's choice is counted. */
  #abort({ interactionId, at }: EventOf<"interaction.faulted">): void {
    const waiting = this.#waiting.get(interactionId);
    if (waiting === undefined) return;
    const { segment, enteredAt } = waiting;
    this.#leave({ interactionId, segment, outcome: "withdrawn", waitedMs: at - enteredAt });
  }

  #configure(config: CentreConfig): void {
    this.#serviceLevelMs = new Map(config.queues.map((queue) => [queue.id, queue.serviceLevelMs]));
  }

  #inTimeMs(queueId: QueueId): number {
    return this.#serviceLevelMs.get(queueId) ?? SERVICE_LEVEL_MS;
  }
}

type Ended = "interactionId" | "segment" | "outcome" | "waitedMs";
