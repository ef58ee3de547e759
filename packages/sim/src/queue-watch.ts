/**
 * Watches the order in which queues serve, from events alone: who is offered was first among those who could have been
 * offered to that agent; nobody is overtaken by more than their class allows; nobody waits beyond the longest wait; and
 * what was offered to a queue is what it answered, lost, sent on, and still has.
 */
import { classPoints } from "@legroom/model";
import type { CustomerClass, Event, EventOf, SegmentOutcome } from "@legroom/model";

type Caller = {
  readonly id: string;
  readonly customerClass: CustomerClass;
  readonly seatId: string;
  entry?: Pick<
    EventOf<"interaction.queued">,
    "queueId" | "band" | "virtualEntryAt" | "firstEnteredAt" | "enteredAt"
  > & { totalUntilAt: number };
  /** `offered`: a phone rings for them; `answered`: they are being connected, or talk. */
  state: "waiting" | "offered" | "answered";
  away: boolean;
  rests: Set<string>;
};

type Books = { offered: number; readonly outcomes: Partial<Record<SegmentOutcome, number>>; waiting: number };

/** Who was in a talk and lost the agent goes before everybody. */
const FRONT_BAND = 0;
/** A machine that sees a moment after the longest wait acts on it at once. */
const AT_ONCE_MS = 1000;

export class QueueWatch {
  readonly #found: (problem: string) => void;
  readonly #callers = new Map<string, Caller>();
  readonly #books = new Map<string, Books>();
  /** Who lost their caller in the input at hand: R-SIM-30 says nothing of them yet. */
  readonly #freed = new Set<string>();
  #inputId = "";
  /** The most that any queue has given a point today: a caller who flows on keeps what the first queue gave. */
  #secondsPerPointMax = 0;
  #nowAt = 0;

  constructor(found: (problem: string) => void) {
    this.#found = found;
  }

  /** Callers that wait by the books, by queue. */
  waiting(): { readonly [queueId: string]: number } {
    const counts: { [queueId: string]: number } = {};
    for (const [queueId, { waiting }] of this.#books) if (waiting > 0) counts[queueId] = waiting;
    return counts;
  }

  see(event: Event): void {
    if (event.at > this.#nowAt) this.#timePasses(event.at);
    if (event.inputId !== this.#inputId) this.#freed.clear();
    this.#inputId = event.inputId;
    switch (event.type) {
      case "centre.configured":
        for (const { secondsPerPoint } of event.config.queues)
          this.#secondsPerPointMax = Math.max(this.#secondsPerPointMax, secondsPerPoint);
        return;
      case "interaction.arrived":
        return this.#arrived(event);
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
    if (event.type !== "offer.ended" && event.type !== "offer.failed-to-connect") return;
    const caller = this.#callers.get(event.interactionId);
    if (caller === undefined) return;
    this.#freed.add(event.agentId);
    caller.state = event.type === "offer.ended" && event.outcome === "accepted" ? "answered" : "waiting";
    if (event.coolDownUntilAt !== undefined) caller.rests.add(event.agentId);
  }

  #arrived({ interactionId: id, customerClass, seatId }: EventOf<"interaction.arrived">): void {
    this.#callers.set(id, { id, customerClass, seatId, state: "waiting", away: false, rests: new Set() });
  }

  #queued(event: EventOf<"interaction.queued">): void {
    const caller = this.#callers.get(event.interactionId);
    if (caller === undefined) return this.#found(`${event.interactionId} waits without having arrived`);
    const { queueId, band, virtualEntryAt, firstEnteredAt, enteredAt, totalUntilAt } = event;
    caller.entry = { queueId, band, virtualEntryAt, firstEnteredAt, enteredAt, totalUntilAt };
    caller.state = "waiting";
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
      if (outcome !== "answered") caller.rests.clear();
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

  #offerMade({ interactionId, agentId, queueId }: EventOf<"offer.made">): void {
    const chosen = this.#callers.get(interactionId);
    if (chosen?.entry === undefined || chosen.entry.queueId !== queueId)
      return this.#found(`${interactionId} is offered in ${queueId} and does not wait there`);
    if (chosen.state !== "waiting") this.#found(`${interactionId} is offered to two agents at once`);
    if (!this.#freed.has(agentId))
      for (const other of this.#callers.values())
        if (other !== chosen && couldBeOffered(other, queueId, agentId)) this.#passedOver(other, chosen, agentId);
    chosen.state = "offered";
  }

  #passedOver(other: Caller, chosen: Caller, agentId: string): void {
    if (isBefore(other, chosen))
      this.#found(`order: ${agentId} is offered ${chosen.id}, and ${other.id} is before them`);
    if (this.#isOvertaken(other, chosen))
      this.#found(`starvation: ${chosen.id} is offered before ${other.id}, who came too long before`);
  }

  /** R-SIM-31: by how much who came later may go first. */
  #isOvertaken(waits: Caller, chosen: Caller): boolean {
    if (waits.entry === undefined || chosen.entry === undefined || chosen.entry.band === FRONT_BAND) return false;
    const points = classPoints[waits.customerClass] - classPoints[chosen.customerClass];
    const aheadMs = Math.max(0, points) * this.#secondsPerPointMax * 1000;
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

function couldBeOffered({ entry, state, away, rests }: Caller, queueId: string, agentId: string): boolean {
  return entry?.queueId === queueId && state === "waiting" && !away && !rests.has(agentId);
}

/** Band, virtual entry, id: the documented order (R-ROUTE-4). */
function isBefore({ id, entry: a }: Caller, { id: otherId, entry: b }: Caller): boolean {
  if (a === undefined || b === undefined) return false;
  const order = a.band - b.band || a.virtualEntryAt - b.virtualEntryAt;
  return order < 0 || (order === 0 && id < otherId);
}
