/**
 * Visits of the "call us" page: in memory, bounded, proven by tokens, let in by one-use tickets.
 *
 * A token is replaced with each ticket; the former one holds until the new one was used, so that a lost answer locks
 * nobody out. After a restart every visit is unknown: its call is over too.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "@legroom/engine/ports";
import { asId, interactionOf, unixMs } from "@legroom/model";
import type { Event, InteractionId, PersonRef, UnixMs, VisitId } from "@legroom/model";
import { hashKey, sameHash } from "./authority.ts";

const TICKET_MS = 60_000;
const VISIT_MS = 24 * 3_600_000;
const VISITS_MAX = 10_000;
const TICKETS_MAX = 10_000;

export type Visit = {
  readonly id: VisitId;
  readonly person: PersonRef;
  /** The number that it calls. */
  readonly to: string;
  /** Rises when something happened to its interaction. */
  changes: number;
  call?: { readonly interactionId: InteractionId; readonly arrivedAt: UnixMs; closed?: string };
};
type Kept = Visit & { tokenHash: string; formerHash?: string; usedAt: number };
type Ticket = { readonly visitId: VisitId; readonly untilAt: UnixMs };

/** `visits`: too many at one time; `tickets`: too many that nobody has used yet. */
export type Full = "visits" | "tickets";

export class Visits {
  readonly #clock: Clock;
  /** The one that was not used for longest is first. */
  readonly #visits = new Map<VisitId, Kept>();
  readonly #byInteraction = new Map<InteractionId, Kept>();
  /** By hash, the oldest first. */
  readonly #tickets = new Map<string, Ticket>();
  #lineChanges = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rises when somebody came into a queue or left one: positions may have changed. */
  get lineChanges(): number {
    return this.#lineChanges;
  }

  static freshId(): VisitId {
    return asId(randomBytes(16).toString("hex"));
  }

  /** Undefined while there is room for one more. */
  full(): Full | undefined {
    this.#forgetOld();
    if (this.#tickets.size >= TICKETS_MAX) return "tickets";
    return this.#visits.size >= VISITS_MAX ? "visits" : undefined;
  }

  /** Ask `full` first. */
  open(of: { id: VisitId; person: PersonRef; to: string }): { visit: Visit; token: string } {
    const token = randomBytes(32).toString("base64url");
    const visit: Kept = { ...of, changes: 0, tokenHash: hashKey(token), usedAt: this.#clock.now() };
    this.#visits.set(of.id, visit);
    return { visit, token };
  }

  /** The visit that this token is of; an unknown visit and a wrong token are told alike. */
  proven(id: string, token: string): Visit | undefined {
    const visit = this.#visits.get(asId(id));
    if (visit === undefined || this.#clock.now() >= visit.usedAt + VISIT_MS) return undefined;
    const hash = hashKey(token);
    const isNew = sameHash(hash, visit.tokenHash);
    if (!isNew && (visit.formerHash === undefined || !sameHash(hash, visit.formerHash))) return undefined;
    if (isNew) delete visit.formerHash;
    visit.usedAt = this.#clock.now();
    this.#visits.delete(visit.id);
    this.#visits.set(visit.id, visit);
    return visit;
  }

  /** The token that takes the place of the one that `proven` was given. */
  renew(visit: Visit, former: string): string {
    const kept = this.#visits.get(visit.id);
    const token = randomBytes(32).toString("base64url");
    if (kept === undefined) return token;
    kept.formerHash = hashKey(former);
    kept.tokenHash = hashKey(token);
    return token;
  }

  ticket(visit: Visit): { ticket: string; untilAt: UnixMs } {
    const ticket = randomBytes(32).toString("base64url");
    const untilAt = unixMs(this.#clock.now() + TICKET_MS);
    this.#tickets.set(hashKey(ticket), { visitId: visit.id, untilAt });
    return { ticket, untilAt };
  }

  /** Uses the ticket up: once, and in time. */
  admit(ticket: string): Visit | undefined {
    const hash = hashKey(ticket);
    const found = this.#tickets.get(hash);
    this.#tickets.delete(hash);
    if (found === undefined || this.#clock.now() >= found.untilAt) return undefined;
    return this.#visits.get(found.visitId);
  }

  /** What became true of their interactions. */
  note(events: readonly Event[]): void {
    for (const event of events) {
      if (lineTypes.has(event.type)) this.#lineChanges += 1;
      if (event.type === "interaction.arrived" && event.visitId !== undefined) {
        const visit = this.#visits.get(event.visitId);
        if (visit === undefined) continue;
        visit.call = { interactionId: event.interactionId, arrivedAt: event.at };
        this.#byInteraction.set(event.interactionId, visit);
      }
      const interactionId = interactionOf(event);
      const visit = interactionId === undefined ? undefined : this.#byInteraction.get(interactionId);
      if (visit === undefined) continue;
      visit.changes += 1;
      if (event.type !== "interaction.closed" || visit.call === undefined) continue;
      visit.call.closed = event.cause;
      this.#byInteraction.delete(visit.call.interactionId);
    }
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [hash, { untilAt }] of this.#tickets) {
      if (now < untilAt) break;
      this.#tickets.delete(hash);
    }
    for (const [id, visit] of this.#visits) {
      if (now < visit.usedAt + VISIT_MS && (this.#visits.size < VISITS_MAX || !isIdle(visit, now))) break;
      this.#visits.delete(id);
      if (visit.call !== undefined) this.#byInteraction.delete(visit.call.interactionId);
    }
  }
}

const lineTypes: ReadonlySet<string> = new Set(["interaction.queued", "queue-segment.ended", "interaction.closed"]);

/** It never called, or its call is over; and nobody asked about it for a minute. */
function isIdle({ call, usedAt }: Kept, now: number): boolean {
  return now >= usedAt + TICKET_MS && (call === undefined || call.closed !== undefined);
}
