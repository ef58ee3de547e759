/**
 * Watches the order in which queues serve, from events alone: who is offered was first among those who could have been
 * offered to that agent; nobody is overtaken by more than their class allows; nobody waits beyond the longest wait; and
 * what was offered to a queue is what it answered, lost, sent on, and still has.
 */
import { classPoints } from "@legroom/model";
import type { AgentId, CustomerClass, Event, EventOf, InteractionId, SegmentOutcome, Strategy } from "@legroom/model";
import type { Asks, CentreWatch } from "./centre-watch.ts";

/** Somebody who has called, as far as queues are concerned. */
export type Caller = {
  readonly id: InteractionId;
  customerClass: CustomerClass;
  readonly seatId: string;
  entry?: Pick<EventOf<"interaction.queued">, "queueId" | "firstEnteredAt" | "enteredAt"> & {
    band: number;
    virtualEntryAt: number;
    totalUntilAt: number;
    readonly points: number;
    /** By a person's act. */
    isPlaced?: true;
  };
  asks?: Asks;
  topic?: string;
  /** What a program asked for. */
  routed?: string;
  /** Whom they would rather talk to, as the directory says. */
  prefersId?: AgentId;
  /** Who was last offered them in this queue. */
  lastTriedId?: AgentId;
  /** Offers that ring for them, and at whom. */
  readonly rings: Map<string, AgentId>;
  /** `offered`: a phone rings for them; `answered`: they are being connected, or talk. */
  state: "waiting" | "offered" | "answered";
  away: boolean;
  rests: Set<string>;
};

type Books = { offered: number; readonly outcomes: Partial<Record<SegmentOutcome, number>>; waiting: number };

/** Those that ring more than one agent for a caller. */
const severalRing: ReadonlySet<Strategy> = new Set(["ring-all", "ring-progressively", "ringall"]);
/** A machine that sees a moment after the longest wait acts on it at once. */
const AT_ONCE_MS = 1000;

export class QueueWatch {
  readonly #found: (problem: string) => void;
  readonly #callers = new Map<string, Caller>();
  /** How those stood who were acted on: an undone move puts them back. */
  readonly #stood = new Map<string, readonly { readonly id: string; readonly asks: Asks | undefined }[]>();
  readonly #books = new Map<string, Books>();
  readonly #centre: CentreWatch;
  #nowAt = 0;

  constructor(found: (problem: string) => void, centre: CentreWatch) {
    this.#found = found;
    this.#centre = centre;
  }

  get callers(): Iterable<Caller> {
    return this.#callers.values();
  }

  caller(interactionId: string): Caller | undefined {
    return this.#callers.get(interactionId);
  }

  /** Callers that wait by the books, by queue. */
  waiting(): { readonly [queueId: string]: number } {
    const counts: { [queueId: string]: number } = {};
    for (const [queueId, { waiting }] of this.#books) if (waiting > 0) counts[queueId] = waiting;
    return counts;
  }

  see(event: Event): void {
    if (event.at > this.#nowAt) this.#timePasses(event.at);
    switch (event.type) {
      case "interaction.arrived":
        return this.#arrived(event);
      case "interaction.identified":
      case "interaction.topic-chosen":
      case "interaction.routed":
        return this.#foundOut(event);
      case "interaction.relaxed":
      case "interaction.escalated":
        return this.#changes(event);
      case "override.made":
      case "override.undone":
      case "interaction.reprioritised":
        return this.#acted(event);
      case "interaction.queued":
        return this.#queued(event);
      case "interaction.grace-given":
        return this.#given(event);
      case "queue-segment.ended":
        return this.#segmentEnded(event);
      case "interaction.closed":
        this.#callers.delete(event.interactionId);
        return;
      case "seat.away":
      case "seat.back":
        return this.#seat(event);
      default:
        return this.#seeOffer(event);
    }
  }

  #seeOffer(event: Event): void {
    if (event.type === "offer.made") return this.#offerMade(event);
    if (event.type === "offer.cool-down-ended") {
      this.#callers.get(event.interactionId)?.rests.delete(event.agentId);
      return;
    }
    if (event.type === "offer.ended" || event.type === "offer.failed-to-connect") this.#offerOver(event);
  }

  #offerOver(event: EventOf<"offer.ended" | "offer.failed-to-connect">): void {
    const caller = this.#callers.get(event.interactionId);
    if (caller === undefined) return;
    caller.rings.delete(event.offerId);
    if (event.type === "offer.ended" && event.outcome === "accepted") caller.state = "answered";
    else if (event.type === "offer.failed-to-connect") caller.state = "waiting";
    else if (caller.rings.size === 0 && caller.state === "offered") caller.state = "waiting"; // not who was answered
    if (event.coolDownUntilAt !== undefined) caller.rests.add(event.agentId);
  }

  /** What a program asks for holds at once, besides what the table does; nothing takes it back (R-ROUTE-86). */
  #foundOut(event: EventOf<"interaction.identified" | "interaction.topic-chosen" | "interaction.routed">): void {
    const caller = this.#callers.get(event.interactionId);
    if (caller === undefined) return;
    if (event.type === "interaction.identified") {
      caller.customerClass = event.customerClass;
      const prefersId = firstAgentOf(event);
      if (prefersId !== undefined) caller.prefersId = prefersId;
    } else if (event.type === "interaction.topic-chosen") caller.topic = event.topic;
    else if (event.requires !== undefined) {
      if (event.requires === "") delete caller.routed;
      else caller.routed = event.requires;
      const { asks, routed, customerClass, topic } = caller;
      if (asks === undefined) return;
      const row = this.#centre.rowAsks(asks.queueId, customerClass, topic);
      asks.requires = [...row, ...(routed === undefined ? [] : [routed])];
    }
  }

  #arrived({ interactionId: id, customerClass, seatId, topic }: EventOf<"interaction.arrived">): void {
    this.#callers.set(id, {
      id,
      customerClass,
      seatId,
      ...(topic === undefined ? {} : { topic }),
      state: "waiting",
      away: false,
      rings: new Map(),
      rests: new Set(),
    });
  }

  #changes(event: EventOf<"interaction.relaxed" | "interaction.escalated">): void {
    const caller = this.#callers.get(event.interactionId);
    if (event.type === "interaction.escalated") {
      if (caller?.entry !== undefined) caller.entry.band = event.toBand;
    } else if (caller?.asks !== undefined) {
      const { asks } = caller;
      asks.relaxed = event.relaxed;
      asks.delayMs = event.delayMs;
      if (event.cause === "language") delete asks.language;
      if (event.cause === "preferred-waited" || event.cause === "preferred-away") delete asks.preferredId;
    }
  }

  /** Who was given a place by a person is nobody's equal any more: starvation is not judged by it. */
  #acted(event: EventOf<"override.made" | "override.undone" | "interaction.reprioritised">): void {
    if (event.type === "override.made") {
      const of = event.act === "move" || event.act === "rebalance" ? event.interactionIds : [];
      this.#stood.set(
        event.overrideId,
        of.map((id) => ({ id, asks: copied(this.#callers.get(id)?.asks) })),
      );
    } else if (event.type === "override.undone") {
      for (const { id, asks } of this.#stood.get(event.overrideId) ?? []) {
        const caller = this.#callers.get(id);
        if (caller !== undefined && asks !== undefined) caller.asks = asks;
      }
    } else {
      const entry = this.#callers.get(event.interactionId)?.entry;
      if (entry === undefined) return;
      entry.band = event.band;
      entry.virtualEntryAt = event.virtualEntryAt;
      entry.isPlaced = true;
    }
  }

  #queued(event: EventOf<"interaction.queued">): void {
    const caller = this.#callers.get(event.interactionId);
    if (caller === undefined) return this.#found(`${event.interactionId} waits without having arrived`);
    const { queueId, band, virtualEntryAt, firstEnteredAt, enteredAt, totalUntilAt } = event;
    const points = event.points ?? classPoints[caller.customerClass];
    caller.entry = { queueId, band, virtualEntryAt, firstEnteredAt, enteredAt, totalUntilAt, points };
    caller.asks = asksOf(event, event.again ? caller.asks : undefined);
    caller.state = "waiting";
    delete caller.lastTriedId;
    const books = this.#booksOf(queueId);
    books.offered += 1;
    books.waiting += 1;
  }

  #given({ interactionId, totalByMs }: EventOf<"interaction.grace-given">): void {
    const entry = this.#callers.get(interactionId)?.entry;
    if (entry !== undefined) entry.totalUntilAt += totalByMs;
  }

  #segmentEnded({ interactionId, queueId, outcome }: EventOf<"queue-segment.ended">): void {
    const caller = this.#callers.get(interactionId);
    if (caller !== undefined) {
      delete caller.entry;
      if (outcome !== "answered" && outcome !== "flowed-out") caller.rests.clear();
    }
    const books = this.#booksOf(queueId);
    books.waiting -= 1;
    books.outcomes[outcome] = (books.outcomes[outcome] ?? 0) + 1;
    const ended = Object.values(books.outcomes).reduce((sum, count) => sum + count, 0);
    if (books.offered !== ended + books.waiting || books.waiting < 0)
      this.#found(`conservation: queue ${queueId} was offered ${books.offered}, ended ${ended}, has ${books.waiting}`);
  }

  #seat(event: EventOf<"seat.away" | "seat.back">): void {
    const caller = this.#callers.get(event.interactionId);
    if (caller?.seatId === event.seatId) caller.away = event.type === "seat.away";
  }

  #offerMade({ interactionId, offerId, agentId, queueId, reasons }: EventOf<"offer.made">): void {
    const chosen = this.#callers.get(interactionId);
    if (chosen?.entry === undefined || chosen.entry.queueId !== queueId)
      return this.#found(`${interactionId} is offered in ${queueId} and does not wait there`);
    if (chosen.state === "answered" || (chosen.state === "offered" && !severalRing.has(reasons.strategy)))
      this.#found(`${interactionId} is offered to two agents at once`);
    chosen.rings.set(offerId, agentId);
    if (reasons.overrideId === undefined) chosen.lastTriedId = agentId;
    chosen.state = "offered";
    if (reasons.overrideId === undefined) this.#judgeChoice(chosen, { agentId, queueId }); // else a person chose
  }

  #judgeChoice(chosen: Caller, { agentId, queueId }: { readonly agentId: AgentId; readonly queueId: string }): void {
    if (chosen.asks !== undefined && !this.#centre.mayBeOffered(chosen.asks, agentId))
      this.#found(`match: ${chosen.id} is offered to ${agentId}, who may not be: ${JSON.stringify(chosen.asks)}`);
    for (const other of this.#callers.values())
      if (other !== chosen && this.couldBeOffered(other, { queueId, agentId }))
        this.#passedOver(other, chosen, agentId);
  }

  /** Whether they wait in this queue, and may be offered to this agent if that one is free. */
  couldBeOffered({ entry, asks, state, away, rests }: Caller, to: { queueId: string; agentId: AgentId }): boolean {
    if (entry?.queueId !== to.queueId || state !== "waiting" || away || rests.has(to.agentId)) return false;
    return asks !== undefined && this.#centre.mayBeOffered(asks, to.agentId);
  }

  #passedOver(other: Caller, chosen: Caller, agentId: string): void {
    if (isBefore(other, chosen))
      this.#found(`order: ${agentId} is offered ${chosen.id}, and ${other.id} is before them`);
    if (this.#isOvertaken(other, chosen))
      this.#found(`starvation: ${chosen.id} is offered before ${other.id}, who came too long before`);
  }

  /** R-SIM-31: by how much who came later may go first. */
  #isOvertaken(waits: Caller, chosen: Caller): boolean {
    if (waits.entry === undefined || chosen.entry === undefined || chosen.entry.band < waits.entry.band) return false;
    if (waits.entry.isPlaced === true || chosen.entry.isPlaced === true) return false;
    const points = waits.entry.points - chosen.entry.points;
    const aheadMs = Math.max(0, points) * this.#centre.secondsPerPointMax * 1000;
    return chosen.entry.firstEnteredAt - waits.entry.firstEnteredAt > aheadMs;
  }

  /** Whoever still waits, although the machine has seen a moment well after their longest wait, is forgotten. */
  #timePasses(at: number): void {
    for (const { id, entry, state } of this.#callers.values())
      if (entry !== undefined && state !== "answered" && entry.totalUntilAt + AT_ONCE_MS < this.#nowAt)
        this.#found(`starvation: ${id} waits in ${entry.queueId} beyond the longest wait`);
    this.#nowAt = at;
  }

  #booksOf(queueId: string): Books {
    const known = this.#books.get(queueId);
    if (known !== undefined) return known;
    const books: Books = { offered: 0, outcomes: {}, waiting: 0 };
    this.#books.set(queueId, books);
    return books;
  }
}

/** Whose customer they are goes before whom they prefer (R-ROUTE-173). */
function firstAgentOf({ caller }: EventOf<"interaction.identified">): AgentId | undefined {
  return caller?.ownedBy?.agentId ?? caller?.preferredAgentId;
}

function copied(asks: Asks | undefined): Asks | undefined {
  return asks === undefined ? undefined : { ...asks };
}

/** Who waits again after an agent was lost keeps the steps taken. */
function asksOf(event: EventOf<"interaction.queued">, before: Asks | undefined): Asks {
  const { queueId, requires, language, preferred } = event;
  return {
    queueId,
    requires: requires === undefined ? [] : [requires],
    ...(language === undefined ? {} : { language }),
    ...(preferred === undefined ? {} : { preferredId: preferred.agentId }),
    relaxed: before?.relaxed ?? 0,
    delayMs: before?.delayMs ?? 0,
    sinceAt: before?.sinceAt ?? event.enteredAt,
  };
}

/** Band, virtual entry, id: the documented order (R-ROUTE-4). */
export function isBefore({ id, entry: a }: Caller, { id: otherId, entry: b }: Caller): boolean {
  if (a === undefined || b === undefined) return false;
  const order = a.band - b.band || a.virtualEntryAt - b.virtualEntryAt;
  return order < 0 || (order === 0 && id < otherId);
}
