/**
 * What somebody outside sees of a day, and what must never be seen there: anything that is not durable (L2), a voice that was
 * not stated (L7), a seat in two conferences, an offer with two ends, a segment that ends twice or never.
 */
import { interactionOf } from "@legroom/model";
import type { ConferenceState, Effect, Event, LegId, OfferOutcome, OverrideId, SegmentOutcome } from "@legroom/model";
import type { JournalStep } from "@legroom/engine/ports";
import { AgentWatch } from "./agent-watch.ts";
import { BetweenWatch } from "./between-watch.ts";
import { CentreWatch } from "./centre-watch.ts";
import { ChoiceWatch } from "./choice-watch.ts";
import { QueueWatch } from "./queue-watch.ts";
import { SeatWatch } from "./seat-watch.ts";
import type { SeatTurn } from "./seat-watch.ts";
import { WorkWatch } from "./work-watch.ts";

export type Coverage = {
  readonly offers: Partial<Record<OfferOutcome, number>>;
  readonly segments: Partial<Record<SegmentOutcome, number>>;
  readonly closes: { [cause: string]: number };
  readonly seats: Partial<Record<SeatTurn, number>>;
  /** The event in whose commit a process died. */
  readonly deaths: { [event: string]: number };
  /** What people did to the flow, and `undone`. */
  readonly acts: { [act: string]: number };
  /** Changes of the rules that were taken. */
  readonly changes: { [what: string]: number };
  /** Choices that were judged: among several agents who stood free, by strategy; and between queues. */
  readonly choices: { [strategy: string]: number };
  readonly between: { [by: string]: number };
  readonly events: { [type: string]: number };
};

export class OutsideView {
  readonly coverage: Coverage;
  readonly #found: (problem: string) => void;
  #durableSeq = 0;
  #publishedSeq = 0;
  readonly #asked = new Set<string>();
  readonly #stated = new Set<string>();
  readonly #offers = new Map<string, string>();
  readonly #acceptedSeats = new Map<string, string>();
  readonly #seatOfOffer = new Map<string, string>();
  readonly #legsOfOffer = new Map<string, readonly LegId[]>();
  /** Told of the legs of an offer that ended: none of them may ring on. */
  onOfferEnded: (legs: readonly LegId[]) => void = () => {};
  /** The last act on the flow. */
  lastOverrideId: OverrideId | undefined;
  readonly #segments = new Map<string, string>();
  readonly #interactions = new Map<string, "open" | "closed">();
  readonly #talks = new Map<string, string>();
  readonly #seats: SeatWatch;
  readonly #centre = new CentreWatch();
  readonly #work: WorkWatch;
  readonly queues: QueueWatch;
  readonly #agents: AgentWatch;
  readonly #choices: ChoiceWatch;
  readonly #between: BetweenWatch;

  constructor(found: (problem: string) => void) {
    this.#found = found;
    this.#work = new WorkWatch(found, this.#centre);
    this.queues = new QueueWatch(found, this.#centre);
    this.#agents = new AgentWatch(this.#centre);
    const watches = { centre: this.#centre, queues: this.queues, agents: this.#agents };
    this.#choices = new ChoiceWatch(found, watches);
    this.#between = new BetweenWatch(found, watches);
    this.coverage = {
      ...{ offers: {}, segments: {}, closes: {}, seats: {}, deaths: {}, acts: {}, changes: {}, events: {} },
      ...{ choices: this.#choices.judged, between: this.#between.judged },
    };
    this.#seats = new SeatWatch({ found, count: (turn) => this.#count(turn) });
  }

  /** A commit became durable. */
  written(steps: readonly JournalStep[]): void {
    for (const { events } of steps) {
      for (const event of events) {
        if (event.seq !== this.#durableSeq + 1) this.#found(`the journal has a gap before ${event.seq}`);
        this.#durableSeq = event.seq;
        this.#fold(event);
      }
      this.#choices.stepEnded();
    }
  }

  /** Effects were handed to telephony. */
  taken(effects: readonly Effect[]): void {
    for (const { effectId, type } of effects)
      if (!this.#asked.has(effectId) && !effectId.startsWith("shed-"))
        this.#found(`L2: ${type} ${effectId} was handed out before it was durable`);
  }

  /** Events were shown. */
  published(events: readonly Event[]): void {
    for (const { seq } of events) {
      if (seq > this.#durableSeq) this.#found(`L2: event ${seq} was shown, and ${this.#durableSeq} is durable`);
      if (seq !== this.#publishedSeq + 1) this.#found(`event ${seq} was shown after ${this.#publishedSeq}`);
      this.#publishedSeq = seq;
    }
  }

  /** A new process: it shows what it commits, and what was committed and not shown is read from the journal. */
  processDied(): void {
    this.#publishedSeq = this.#durableSeq;
  }

  /** In the commit of such an event. */
  diedAt(event: string): void {
    this.coverage.deaths[event] = (this.coverage.deaths[event] ?? 0) + 1;
  }

  /** A change of the rules was taken. */
  changed(what: string): void {
    this.coverage.changes[what] = (this.coverage.changes[what] ?? 0) + 1;
  }

  /** A command or question was answered from this event. */
  answered(seq: number): void {
    if (seq > this.#durableSeq) this.#found(`L2: answered from ${seq}, and ${this.#durableSeq} is durable`);
  }

  /** Media applied this; `all` is what it applies now. */
  applied(states: readonly ConferenceState[], all: (legId: string) => number): void {
    for (const { conferenceId, version, seats } of states) {
      if (!this.#stated.has(`${conferenceId}:${version}`))
        this.#found(`L7: ${conferenceId} v${version} was never stated`);
      for (const { legId } of seats)
        if (legId !== null && all(legId) > 1) this.#found(`L7: leg ${legId} sits in ${all(legId)} conferences`);
    }
  }

  /** At the end, after quiet: everything that began has ended. */
  ended(): void {
    for (const [id, state] of this.#offers) if (state === "open") this.#found(`L5: offer ${id} never ended`);
    for (const [id, state] of this.#segments) if (state === "open") this.#found(`queue segment ${id} never ended`);
    for (const [id, state] of this.#interactions) if (state === "open") this.#found(`interaction ${id} never closed`);
    for (const [id, state] of this.#talks) if (state === "open") this.#found(`the talk of offer ${id} never ended`);
    this.#seats.ended();
  }

  get interactions(): number {
    return this.#interactions.size;
  }

  #fold(event: Event): void {
    const interactionId = interactionOf(event);
    const { events } = this.coverage;
    events[event.type] = (events[event.type] ?? 0) + 1;
    this.#between.see(event);
    this.#choices.see(event);
    this.#centre.see(event);
    this.#agents.see(event);
    this.#seats.see(event);
    this.#work.see(event);
    this.queues.see(event);
    if (event.type === "effect.requested") this.#asked.add(event.effect.effectId);
    else if (event.type === "conference.stated")
      for (const state of event.states) this.#stated.add(`${state.conferenceId}:${state.version}`);
    else if (event.type === "offer.made") {
      this.#offers.set(event.offerId, "open");
      this.#seatOfOffer.set(event.offerId, event.seatId);
      this.#legsOfOffer.set(
        event.offerId,
        event.legs.map((leg) => leg.legId),
      );
    } else if (event.type === "offer.ended") this.#offerEnded(event.offerId, event.outcome);
    else if (event.type === "offer.connected") this.#talks.set(event.offerId, "open");
    else if (event.type === "agent-segment.ended") this.#talkEnded(event.offerId);
    else if (event.type === "interaction.queued") this.#queued(`${interactionId}/${event.segment}`, event.again);
    else if (event.type === "queue-segment.ended")
      this.#segmentEnded(`${interactionId}/${event.segment}`, event.outcome);
    else this.#foldInteraction(event);
  }

  #foldInteraction(event: Event): void {
    const { acts } = this.coverage;
    if (event.type === "override.made") {
      this.lastOverrideId = event.overrideId;
      acts[event.act] = (acts[event.act] ?? 0) + 1;
    } else if (event.type === "override.undone") acts["undone"] = (acts["undone"] ?? 0) + 1;
    if (event.type === "interaction.arrived") this.#interactions.set(event.interactionId, "open");
    if (event.type !== "interaction.closed") return;
    if (this.#interactions.get(event.interactionId) !== "open") this.#found(`${event.interactionId} closed twice`);
    this.#interactions.set(event.interactionId, "closed");
    this.coverage.closes[event.cause] = (this.coverage.closes[event.cause] ?? 0) + 1;
  }

  #count(turn: SeatTurn): void {
    this.coverage.seats[turn] = (this.coverage.seats[turn] ?? 0) + 1;
  }

  #offerEnded(offerId: string, outcome: OfferOutcome): void {
    if (this.#offers.get(offerId) !== "open") this.#found(`L5: offer ${offerId} ended twice`);
    this.#offers.set(offerId, outcome);
    this.onOfferEnded(this.#legsOfOffer.get(offerId) ?? []);
    this.coverage.offers[outcome] = (this.coverage.offers[outcome] ?? 0) + 1;
    if (outcome !== "accepted") return;
    const seatId = this.#seatOfOffer.get(offerId) ?? "?";
    const other = this.#acceptedSeats.get(seatId);
    if (other !== undefined) this.#found(`L5: seat ${seatId} has two accepted offers, ${other} and ${offerId}`);
    this.#acceptedSeats.set(seatId, offerId);
  }

  #talkEnded(offerId: string): void {
    if (this.#talks.get(offerId) === "closed") this.#found(`the talk of offer ${offerId} ended twice`);
    this.#talks.set(offerId, "closed");
  }

  /** Each segment that began ends exactly once (the conservation law). `again`: the same wait goes on. */
  #queued(segment: string, again: boolean): void {
    const before = this.#segments.get(segment);
    if (before === "open" || (before !== undefined && !again)) this.#found(`segment ${segment} began twice`);
    this.#segments.set(segment, "open");
  }

  #segmentEnded(segment: string, outcome: SegmentOutcome): void {
    if (this.#segments.get(segment) !== "open") this.#found(`segment ${segment} ended as ${outcome}, and was not open`);
    this.#segments.set(segment, outcome);
    this.coverage.segments[outcome] = (this.coverage.segments[outcome] ?? 0) + 1;
  }
}
