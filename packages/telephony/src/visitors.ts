/** How many calls a visitor's page may make: everybody may open one, so everybody is bounded. */
import type { PageHolder } from "@legroom/engine/ports";
import type { UnixMs, VisitId } from "@legroom/model";
import type { Legs } from "./legs.ts";
import { keyOf } from "./page-connections.ts";

export type Visitor = Extract<PageHolder, { kind: "visitor" }>;

const CALLS_MAX = 3;
const WITHIN_MS = 10_000;
const VISITS_MAX = 10_000;

export class Visitors {
  readonly #legs: Legs;
  /** When the last calls of a visit came. A Map keeps the order in which visits were last heard of. */
  readonly #calls = new Map<VisitId, readonly number[]>();

  constructor(legs: Legs) {
    this.#legs = legs;
  }

  /** The status that refuses one more call of this page; undefined if it may call. Counts it. */
  refusal(visitor: Visitor, returns: boolean, now: UnixMs): 486 | 503 | undefined {
    if (this.#isTooOften(visitor.visitId, now)) return 503;
    // Who returns may have the call that they return from: its end is the centre's.
    return this.#callsOf(visitor) > (returns ? 1 : 0) ? 486 : undefined;
  }

  #isTooOften(visitId: VisitId, now: UnixMs): boolean {
    const recent = (this.#calls.get(visitId) ?? []).filter((at) => at > now - WITHIN_MS);
    const isTooOften = recent.length >= CALLS_MAX;
    this.#calls.delete(visitId);
    this.#calls.set(visitId, isTooOften ? recent : [...recent, now]);
    const oldest = this.#calls.size > VISITS_MAX ? this.#calls.keys().next() : undefined;
    if (oldest?.done === false) this.#calls.delete(oldest.value);
    return isTooOften;
  }

  #callsOf(visitor: Visitor): number {
    const key = keyOf(visitor);
    return this.#legs.all().filter(({ leg }) => leg.page !== undefined && keyOf(leg.page) === key).length;
  }
}
