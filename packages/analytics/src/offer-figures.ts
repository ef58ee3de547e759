/** What became of offers. One that nobody took is the agent's no-answer or the device's failure: they are told apart. */
import { offerOutcomes } from "@legroom/model";
import type { AgentId, Event, EventType, InteractionId, OfferId, OfferOutcome, UnixMs } from "@legroom/model";
import { ratio } from "./ratio.ts";
import { within } from "./span.ts";
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
  /** From offer to acceptance, over the accepted. */
  readonly averageAcceptMs: number | null;
};

type Sums = { made: number; outcomes: Record<OfferOutcome, number>; acceptMs: number };
type Open = { readonly interactionId: InteractionId; readonly agentId: AgentId; readonly madeAt: UnixMs };

export class OfferFigures {
  readonly #span: Span;
  readonly #sums = new Map<AgentId, Sums>();
  readonly #open = new Map<OfferId, Open>();

  constructor(span: Span) {
    this.#span = span;
  }

  apply(event: Event): void {
    if (event.type === "offer.made" && within(this.#span, event.at)) {
      this.#sumsOf(event.agentId).made += 1;
      this.#open.set(event.offerId, { interactionId: event.interactionId, agentId: event.agentId, madeAt: event.at });
    } else if (event.type === "offer.ended") this.#end(event.offerId, event.outcome, event.at);
    else if (event.type === "interaction.faulted") {
      for (const [offerId, open] of this.#open)
        if (open.interactionId === event.interactionId) this.#end(offerId, "withdrawn", event.at);
    }
  }

  read(): ReadonlyMap<AgentId, OfferReport> {
    return new Map([...this.#sums].map(([agentId, sums]) => [agentId, reportOf(sums)]));
  }

  /** All agents as one: sums over sums. */
  total(): OfferReport {
    const all = noSums();
    for (const sums of this.#sums.values()) {
      all.made += sums.made;
      all.acceptMs += sums.acceptMs;
      for (const outcome of offerOutcomes) all.outcomes[outcome] += sums.outcomes[outcome];
    }
    return reportOf(all);
  }

  #end(offerId: OfferId, outcome: OfferOutcome, at: UnixMs): void {
    const open = this.#open.get(offerId);
    if (open === undefined) return; // made outside the span
    this.#open.delete(offerId);
    const sums = this.#sumsOf(open.agentId);
    sums.outcomes[outcome] += 1;
    if (outcome === "accepted") sums.acceptMs += at - open.madeAt;
  }

  #sumsOf(agentId: AgentId): Sums {
    const known = this.#sums.get(agentId);
    if (known !== undefined) return known;
    const made = noSums();
    this.#sums.set(agentId, made);
    return made;
  }
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
    averageAcceptMs: ratio(acceptMs, outcomes.accepted),
  };
}
