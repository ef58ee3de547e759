/** How callers came to agents: what started each decision, what settled it, how many offers it took, what callers were told. */
import { offerTriggers, tieBreaks } from "@legroom/model";
import type { Event, EventOf, EventType, InteractionId, QueueId, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";
import { Slots } from "./slots.ts";
import type { Cut } from "./slots.ts";
import type { Span } from "./span.ts";

type Trigger = (typeof offerTriggers)[number];
type TieBreak = (typeof tieBreaks)[number];

/** The events this fold knows; others are passed by. */
export const routingFigureEvents: readonly EventType[] = [
  "interaction.queued",
  "interaction.announced",
  "offer.made",
  "queue-segment.ended",
  "interaction.closed",
];

/** A decision counts where its offer was made; callers where they entered the queue. */
export type RoutingReport = {
  readonly decisions: number;
  readonly triggers: Readonly<Record<Trigger, number>>;
  readonly tieBreaks: Readonly<Record<TieBreak, number>>;
  /** Agents who could have been offered the caller, over the decisions. */
  readonly meanCandidates: number | null;
  /** Callers answered, of those who entered in the span. */
  readonly answered: number;
  /** Offers made to them in the queue that answered them ÷ answered. */
  readonly offersPerAnswered: number | null;
  /** Answered with a single offer ÷ answered. */
  readonly firstOfferShare: number | null;
  /** Answered callers who were told a range, as they were told first. */
  readonly told: number;
  /** Of those: the wait that remained was within it. */
  readonly toldRight: number;
  readonly toldRightShare: number | null;
};

type Sums = {
  decisions: number;
  readonly triggers: Map<Trigger, number>;
  readonly tieBreaks: Map<TieBreak, number>;
  candidates: number;
  answered: number;
  offers: number;
  byFirst: number;
  told: number;
  toldRight: number;
};

type Told = { readonly at: UnixMs; readonly lowMs: number; readonly highMs: number };
type Waiting = {
  readonly segment: number;
  readonly queueId: QueueId;
  readonly enteredAt: UnixMs;
  offers: number;
  told?: Told;
};

export class RoutingFigures {
  readonly #slots: Slots<QueueId, Sums>;
  readonly #waiting = new Map<InteractionId, Waiting>();

  constructor(cut: Cut) {
    this.#slots = new Slots(cut, { make: noSums, add: addSums });
  }

  apply(event: Event): void {
    switch (event.type) {
      case "interaction.queued":
        return this.#enter(event);
      case "interaction.announced":
        return this.#tell(event);
      case "offer.made":
        return this.#offer(event);
      case "queue-segment.ended":
        return this.#leave(event);
      case "interaction.closed":
        this.#waiting.delete(event.interactionId);
        return;
      default:
        return; // no other event tells how callers came to agents
    }
  }

  read(): ReadonlyMap<QueueId, RoutingReport> {
    return new Map([...this.#slots.whole()].map(([key, sums]) => [key, reportOf(sums)]));
  }

  /** All, or these, as one: sums over sums. */
  total(only?: ReadonlySet<QueueId>): RoutingReport {
    return reportOf(this.#slots.total(this.#slots.whole(), only));
  }

  intervals(
    only?: ReadonlySet<QueueId>,
  ): readonly (Span & { readonly queues: ReadonlyMap<QueueId, RoutingReport>; readonly total: RoutingReport })[] {
    return this.#slots.read().map(({ sums, ...bounds }) => ({
      ...bounds,
      queues: new Map([...sums].map(([queueId, part]) => [queueId, reportOf(part)])),
      total: reportOf(this.#slots.total(sums, only)),
    }));
  }

  #enter({ interactionId, segment, queueId, enteredAt }: EventOf<"interaction.queued">): void {
    this.#waiting.delete(interactionId);
    if (this.#slots.at(enteredAt, queueId) === undefined) return;
    this.#waiting.set(interactionId, { segment, queueId, enteredAt, offers: 0 });
  }

  #tell({ interactionId, at, estimate }: EventOf<"interaction.announced">): void {
    const waiting = this.#waiting.get(interactionId);
    if (waiting !== undefined && estimate !== undefined) waiting.told ??= { at, ...estimate };
  }

  #offer({ interactionId, queueId, at, reasons }: EventOf<"offer.made">): void {
    const waiting = this.#waiting.get(interactionId);
    if (waiting !== undefined) waiting.offers += 1;
    const sums = this.#slots.at(at, queueId);
    if (sums === undefined) return;
    sums.decisions += 1;
    sums.triggers.set(reasons.trigger, (sums.triggers.get(reasons.trigger) ?? 0) + 1);
    sums.tieBreaks.set(reasons.tieBreak, (sums.tieBreaks.get(reasons.tieBreak) ?? 0) + 1);
    sums.candidates += reasons.filters.notCoolingDown;
  }

  #leave({ interactionId, segment, outcome, at }: EventOf<"queue-segment.ended">): void {
    const waiting = this.#waiting.get(interactionId);
    if (waiting?.segment !== segment) return;
    this.#waiting.delete(interactionId);
    const sums = this.#slots.at(waiting.enteredAt, waiting.queueId);
    if (outcome !== "answered" || sums === undefined) return;
    sums.answered += 1;
    sums.offers += waiting.offers;
    if (waiting.offers === 1) sums.byFirst += 1;
    if (waiting.told === undefined) return;
    const remainedMs = at - waiting.told.at;
    sums.told += 1;
    if (remainedMs >= waiting.told.lowMs && remainedMs <= waiting.told.highMs) sums.toldRight += 1;
  }
}

function noSums(): Sums {
  return {
    ...{ decisions: 0, candidates: 0, answered: 0, offers: 0, byFirst: 0, told: 0, toldRight: 0 },
    triggers: new Map(),
    tieBreaks: new Map(),
  };
}

const counts = ["decisions", "candidates", "answered", "offers", "byFirst", "told", "toldRight"] as const;

function addSums(to: Sums, sums: Sums): void {
  for (const name of counts) to[name] += sums[name];
  for (const [name, count] of sums.triggers) to.triggers.set(name, (to.triggers.get(name) ?? 0) + count);
  for (const [name, count] of sums.tieBreaks) to.tieBreaks.set(name, (to.tieBreaks.get(name) ?? 0) + count);
}

function reportOf(sums: Sums): RoutingReport {
  const { decisions, answered, told, toldRight } = sums;
  return {
    decisions,
    triggers: countsOf(offerTriggers, sums.triggers),
    tieBreaks: countsOf(tieBreaks, sums.tieBreaks),
    meanCandidates: ratio(sums.candidates, decisions),
    answered,
    offersPerAnswered: ratio(sums.offers, answered),
    firstOfferShare: ratio(sums.byFirst, answered),
    told,
    toldRight,
    toldRightShare: ratio(toldRight, told),
  };
}

function countsOf<Name extends string>(
  names: readonly Name[],
  counted: ReadonlyMap<Name, number>,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, counted.get(name) ?? 0])) as Record<Name, number>;
}
