/** Talks with their wrap-up, by agent or by queue: how many, and how long they took (AHT). */
import type { AgentId, Event, EventType, InteractionId, OfferId, QueueId, UnixMs } from "@legroom/model";
import type { Opening } from "./opening.ts";
import { ratio } from "./ratio.ts";
import { Slots } from "./slots.ts";
import type { Cut } from "./slots.ts";
import type { Span } from "./span.ts";

/** The events this fold knows; others are passed by. */
export const handleFigureEvents: readonly EventType[] = [
  "offer.made",
  "offer.ended",
  "offer.failed-to-connect",
  "interaction.live",
  "agent-segment.ended",
  "agent.wrap-up-started",
  "agent.wrap-up-ended",
  "interaction.faulted",
];

/** Of the talks that began in the span, whole. */
export type HandleReport = {
  /** Talks that began. */
  readonly handled: number;
  /** Those that are over, with their wrap-up: what the averages are of. */
  readonly finished: number;
  readonly averageTalkMs: number | null;
  readonly averageWrapUpMs: number | null;
  /** AHT: (talk + wrap-up) ÷ finished. */
  readonly averageHandleMs: number | null;
};

type Sums = { handled: number; finished: number; talkMs: number; wrapUpMs: number };
type Offer = { readonly agentId: AgentId; readonly queueId: QueueId };
type Talk<Key> = {
  readonly key: Key;
  readonly interactionId: InteractionId;
  readonly fromAt: UnixMs;
  readonly talkMs: number;
};

export class HandleFigures<Key> {
  readonly #slots: Slots<Key, Sums>;
  readonly #keyOf: (talk: Offer) => Key;
  readonly #offers = new Map<OfferId, Offer>();
  readonly #talks = new Map<OfferId, Talk<Key>>();
  /** The last talk of each agent: a wrap-up follows at once. */
  readonly #former = new Map<AgentId, Talk<Key>>();
  readonly #wrapUps = new Map<string, Talk<Key> & { readonly sinceAt: UnixMs }>();

  /** Feed it from before the span: whose a talk is, is told by its offer. */
  constructor(cut: Cut, keyOf: (talk: Offer) => Key) {
    this.#slots = new Slots(cut, { make: noSums, add: addSums });
    this.#keyOf = keyOf;
  }

  /** No talk of the span, nor its wrap-up, goes on. */
  get isSettled(): boolean {
    return this.#talks.size === 0 && this.#wrapUps.size === 0;
  }

  /** Goes on from a fold whose last event lies before this span: whose the next talks are is known from its offers. */
  goOnFrom(before: HandleFigures<Key>): void {
    for (const [offerId, offer] of before.#offers) this.#offers.set(offerId, offer);
  }

  /** The same from what held when the span began. */
  openWith(offers: Opening["offers"]): void {
    for (const { offerId, ...offer } of offers) this.#offers.set(offerId, offer);
  }

  apply(event: Event): void {
    const { at } = event;
    switch (event.type) {
      case "offer.made":
        this.#offers.set(event.offerId, { agentId: event.agentId, queueId: event.queueId });
        return;
      case "offer.ended":
        if (event.outcome !== "accepted") this.#offers.delete(event.offerId);
        return;
      case "offer.failed-to-connect":
        this.#offers.delete(event.offerId);
        return;
      case "interaction.live":
        return this.#begin(event.offerId, event.interactionId, at);
      case "agent-segment.ended":
        return this.#end(event.offerId, at);
      case "agent.wrap-up-started":
        return this.#wrapUp(event.agentId, event.interactionId, at);
      case "agent.wrap-up-ended":
        return this.#endWrapUp(`${event.agentId} ${event.interactionId}`, at);
      case "interaction.faulted":
        // A bug of ours closed it: whoever talked talks no longer.
        for (const [offerId, talk] of this.#talks)
          if (talk.interactionId === event.interactionId) this.#end(offerId, at);
        return;
      default:
        return; // no other event changes a talk
    }
  }

  read(): ReadonlyMap<Key, HandleReport> {
    return new Map([...this.#slots.whole()].map(([key, sums]) => [key, reportOf(sums)]));
  }

  /** All, or these, as one: sums over sums. */
  total(only?: ReadonlySet<Key>): HandleReport {
    return reportOf(this.#slots.total(this.#slots.whole(), only));
  }

  intervals(
    only?: ReadonlySet<Key>,
  ): readonly (Span & { readonly talks: ReadonlyMap<Key, HandleReport>; readonly total: HandleReport })[] {
    return this.#slots.read().map(({ sums, ...bounds }) => ({
      ...bounds,
      talks: new Map([...sums].map(([key, part]) => [key, reportOf(part)])),
      total: reportOf(this.#slots.total(sums, only)),
    }));
  }

  #begin(offerId: OfferId, interactionId: InteractionId, at: UnixMs): void {
    const offer = this.#offers.get(offerId);
    const key = offer === undefined ? undefined : this.#keyOf(offer);
    const sums = key === undefined ? undefined : this.#slots.at(at, key);
    if (key === undefined || sums === undefined) return;
    sums.handled += 1;
    this.#talks.set(offerId, { key, interactionId, fromAt: at, talkMs: 0 });
  }

  #end(offerId: OfferId, at: UnixMs): void {
    const talk = this.#talks.get(offerId);
    const offer = this.#offers.get(offerId);
    this.#talks.delete(offerId);
    this.#offers.delete(offerId);
    if (talk === undefined || offer === undefined) return; // it began outside the span
    const former = { ...talk, talkMs: at - talk.fromAt };
    this.#former.set(offer.agentId, former);
    this.#count(former, 1, 0);
  }

  /** Until it ends, the talk is not finished. */
  #wrapUp(agentId: AgentId, interactionId: InteractionId, at: UnixMs): void {
    const former = this.#former.get(agentId);
    if (former?.interactionId !== interactionId) return;
    this.#former.delete(agentId);
    this.#wrapUps.set(`${agentId} ${interactionId}`, { ...former, sinceAt: at });
    this.#count(former, -1, 0);
  }

  #endWrapUp(key: string, at: UnixMs): void {
    const wrapUp = this.#wrapUps.get(key);
    if (wrapUp === undefined) return;
    this.#wrapUps.delete(key);
    this.#count(wrapUp, 1, at - wrapUp.sinceAt);
  }

  /** A talk counts where it began. */
  #count(talk: Talk<Key>, by: 1 | -1, wrapUpMs: number): void {
    const sums = this.#slots.at(talk.fromAt, talk.key);
    if (sums === undefined) return;
    sums.finished += by;
    sums.talkMs += by * talk.talkMs;
    sums.wrapUpMs += wrapUpMs;
  }
}

function noSums(): Sums {
  return { handled: 0, finished: 0, talkMs: 0, wrapUpMs: 0 };
}

function addSums(to: Sums, sums: Sums): void {
  to.handled += sums.handled;
  to.finished += sums.finished;
  to.talkMs += sums.talkMs;
  to.wrapUpMs += sums.wrapUpMs;
}

function reportOf({ handled, finished, talkMs, wrapUpMs }: Sums): HandleReport {
  return {
    handled,
    finished,
    averageTalkMs: ratio(talkMs, finished),
    averageWrapUpMs: ratio(wrapUpMs, finished),
    averageHandleMs: ratio(talkMs + wrapUpMs, finished),
  };
}
