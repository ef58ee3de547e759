/** What became of offers. One that nobody took is the agent's no-answer or the device's failure: they are told apart. */
import { offerOutcomes } from "@legroom/model";
import type { AgentId, Event, EventType, InteractionId, OfferId, OfferOutcome, QueueId, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";
import { Slots } from "./slots.ts";
import type { Cut } from "./slots.ts";
import type { Span } from "./span.ts";

/** The events this fold knows; others are passed by. */
export const offerFigureEvents: readonly EventType[] = ["offer.made", "offer.ended", "interaction.faulted"];

/** Offers made in a span: `made` = the sum of `outcomes` + `open`, always. */
export type OfferReport = {
  readonly made: number;
  readonly outcomes: Readonly<Record<OfferOutcome, number>>;
  readonly open: number;
  /** Accepted ÷ ended, without those whose caller left or that another offer superseded. */
  readonly answerRate: number | null;
  /** No-answer ÷ ended (RONA). */
  readonly noAnswerRate: number | null;
  /** Device-failed ÷ ended: never the person's. */
  readonly deviceFailureRate: number | null;
  /** Declined ÷ ended. */
  readonly declineRate: number | null;
  /** From offer to acceptance, over the accepted. */
  readonly averageAcceptMs: number | null;
};

type Sums = { made: number; outcomes: Record<OfferOutcome, number>; acceptMs: number };
type Open<Key> = { readonly interactionId: InteractionId; readonly key: Key; readonly madeAt: UnixMs };
type Made = { readonly agentId: AgentId; readonly queueId: QueueId };

/** By agent, or by whatever else of an offer `keyOf` gives. */
export class OfferFigures<Key = AgentId> {
  readonly #slots: Slots<Key, Sums>;
  readonly #keyOf: (offer: Made) => Key;
  readonly #open = new Map<OfferId, Open<Key>>();

  constructor(cut: Cut, keyOf: (offer: Made) => Key) {
    this.#slots = new Slots(cut, { make: noSums, add: addSums });
    this.#keyOf = keyOf;
  }

  /** No offer of the span is open any more. */
  get isSettled(): boolean {
    return this.#open.size === 0;
  }

  apply(event: Event): void {
    if (event.type === "offer.made") {
      const key = this.#keyOf(event);
      const sums = this.#slots.at(event.at, key);
      if (sums === undefined) return;
      sums.made += 1;
      this.#open.set(event.offerId, { interactionId: event.interactionId, key, madeAt: event.at });
    } else if (event.type === "offer.ended") this.#end(event.offerId, event.outcome, event.at);
    else if (event.type === "interaction.faulted") {
      for (const [offerId, open] of this.#open)
        if (open.interactionId === event.interactionId) this.#end(offerId, "withdrawn", event.at);
    }
  }

  read(): ReadonlyMap<Key, OfferReport> {
    return new Map([...this.#slots.whole()].map(([key, sums]) => [key, reportOf(sums)]));
  }

  /** All, or these, as one: sums over sums. */
  total(only?: ReadonlySet<Key>): OfferReport {
    return reportOf(this.#slots.total(this.#slots.whole(), only));
  }

  intervals(
    only?: ReadonlySet<Key>,
  ): readonly (Span & { readonly offers: ReadonlyMap<Key, OfferReport>; readonly total: OfferReport })[] {
    return this.#slots.read().map(({ sums, ...bounds }) => ({
      ...bounds,
      offers: new Map([...sums].map(([key, part]) => [key, reportOf(part)])),
      total: reportOf(this.#slots.total(sums, only)),
    }));
  }

  #end(offerId: OfferId, outcome: OfferOutcome, at: UnixMs): void {
    const open = this.#open.get(offerId);
    if (open === undefined) return; // made outside the span
    this.#open.delete(offerId);
    const sums = this.#slots.at(open.madeAt, open.key);
    if (sums === undefined) return;
    sums.outcomes[outcome] += 1;
    if (outcome === "accepted") sums.acceptMs += at - open.madeAt;
  }
}

function addSums(to: Sums, sums: Sums): void {
  to.made += sums.made;
  to.acceptMs += sums.acceptMs;
  for (const outcome of offerOutcomes) to.outcomes[outcome] += sums.outcomes[outcome];
}

function noSums(): Sums {
  const outcomes = Object.fromEntries(offerOutcomes.map((outcome) => [outcome, 0])) as Record<OfferOutcome, number>;
  return { made: 0, outcomes, acceptMs: 0 };
}

function reportOf({ made, outcomes, acceptMs }: Sums): OfferReport {
  const ended = offerOutcomes.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  return {
    made,
    outcomes: { ...outcomes },
    open: made - ended,
    answerRate: ratio(outcomes.accepted, ended - outcomes["caller-left"] - outcomes.superseded),
    noAnswerRate: ratio(outcomes["no-answer"], ended),
    deviceFailureRate: ratio(outcomes["device-failed"], ended),
    declineRate: ratio(outcomes.declined, ended),
    averageAcceptMs: ratio(acceptMs, outcomes.accepted),
  };
}
