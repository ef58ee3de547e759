/**
 * All deadlines of a world, the earliest first. Derived: what they are for stands in the entities themselves.
 *
 * A heap for each kind, in which an entry knows its own place: a moved deadline moves there and leaves nothing behind.
 * Setting costs O(log n) of its own kind, so the many who wait long do not weigh on the effects that are over at once.
 */
import { must } from "@legroom/model";
import type { UnixMs } from "@legroom/model";

/** In the order in which ties are settled. */
const KINDS = ["agent", "effect", "feature", "interaction", "offer", "queue"] as const;

export type DeadlineKind = (typeof KINDS)[number];
export type Due = { readonly kind: DeadlineKind; readonly id: string; readonly at: UnixMs };

export class DeadlineIndex {
  readonly #heaps = {
    agent: new Heap("agent"),
    effect: new Heap("effect"),
    feature: new Heap("feature"),
    interaction: new Heap("interaction"),
    offer: new Heap("offer"),
    queue: new Heap("queue"),
  } satisfies Record<DeadlineKind, Heap>;

  set(kind: DeadlineKind, id: string, at: UnixMs | undefined): void {
    this.#heaps[kind].set(id, at);
  }

  /** The earliest one; ties by kind and id, so that every run settles them in the same order. */
  first(): Due | undefined {
    let first: Due | undefined;
    for (const kind of KINDS) {
      const due = this.#heaps[kind].first();
      if (due !== undefined && (first === undefined || due.at < first.at)) first = due;
    }
    return first;
  }

  /** All of them, by `kind:id`: for comparing. */
  entries(): ReadonlyMap<string, UnixMs> {
    return new Map(KINDS.flatMap((kind) => this.#heaps[kind].all()));
  }
}

/** Each has four below it, whose instants lie side by side. */
const WIDTH_BITS = 2;
const WIDTH = 1 << WIDTH_BITS;

/**
 * Each id has a slot, a small number: what moves in the heap are instants and slots, plain numbers that lie side by side, so
 * that nothing of what the deadlines are of is touched.
 */
class Heap {
  readonly #kind: DeadlineKind;
  readonly #slotOf = new Map<string, number>();
  /** By slot: its id, and its place in the heap. */
  readonly #ids: string[] = [];
  readonly #placeOf: number[] = [];
  readonly #freeSlots: number[] = [];
  /** By place: its instant and its slot. */
  readonly #ats: UnixMs[] = [];
  readonly #slots: number[] = [];

  constructor(kind: DeadlineKind) {
    this.#kind = kind;
  }

  first(): Due | undefined {
    const slot = this.#slots[0];
    const at = this.#ats[0];
    return slot === undefined || at === undefined ? undefined : { kind: this.#kind, id: this.#idOf(slot), at };
  }

  all(): [string, UnixMs][] {
    return this.#slots.map((slot, place) => [
      `${this.#kind}:${this.#idOf(slot)}`,
      must(this.#ats[place], "each has its instant"),
    ]);
  }

  set(id: string, at: UnixMs | undefined): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) {
      if (at !== undefined) this.#add(id, at);
      return;
    }
    const place = this.#placeOf[slot] ?? 0;
    const was = this.#ats[place];
    if (at === undefined || was === undefined) this.#remove(slot, place);
    else if (at < was) this.#up(slot, at, place);
    else if (at > was) this.#down(slot, at, place);
  }

  #add(id: string, at: UnixMs): void {
    const slot = this.#freeSlots.pop() ?? this.#ids.length;
    this.#slotOf.set(id, slot);
    this.#ids[slot] = id;
    const place = this.#slots.length;
    this.#put(slot, at, place);
    this.#up(slot, at, place);
  }

  /** The last one takes its place, and goes from there to its own. */
  #remove(slot: number, place: number): void {
    this.#slotOf.delete(this.#idOf(slot));
    this.#ids[slot] = "";
    this.#freeSlots.push(slot);
    const last = this.#slots.pop();
    const at = this.#ats.pop();
    if (last === undefined || at === undefined || last === slot) return;
    this.#up(last, at, place);
    this.#down(last, at, this.#placeOf[last] ?? place);
  }

  #up(slot: number, at: UnixMs, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> WIDTH_BITS;
      if (!this.#isBefore(slot, at, above)) break;
      this.#move(above, place);
      place = above;
    }
    this.#put(slot, at, place);
  }

  #down(slot: number, at: UnixMs, from: number): void {
    let place = from;
    for (let least = this.#leastBelow(place); least !== -1; least = this.#leastBelow(place)) {
      if (this.#isBefore(slot, at, least)) break;
      this.#move(least, place);
      place = least;
    }
    this.#put(slot, at, place);
  }

  /** -1: nothing is below. */
  #leastBelow(place: number): number {
    const from = WIDTH * place + 1;
    const end = Math.min(from + WIDTH, this.#slots.length);
    if (from >= end) return -1;
    let least = from;
    for (let other = from + 1; other < end; other += 1) if (this.#comesFirst(other, least)) least = other;
    return least;
  }

  #comesFirst(place: number, other: number): boolean {
    const [at, otherAt] = [this.#ats[place] ?? 0, this.#ats[other] ?? 0];
    if (at !== otherAt) return at < otherAt;
    return this.#idAt(place) < this.#idAt(other);
  }

  #isBefore(slot: number, at: UnixMs, place: number): boolean {
    const there = this.#ats[place];
    if (there === undefined || at !== there) return there === undefined || at < there;
    return this.#idOf(slot) < this.#idAt(place);
  }

  #move(from: number, to: number): void {
    const slot = this.#slots[from];
    const at = this.#ats[from];
    if (slot !== undefined && at !== undefined) this.#put(slot, at, to);
  }

  #put(slot: number, at: UnixMs, place: number): void {
    this.#slots[place] = slot;
    this.#ats[place] = at;
    this.#placeOf[slot] = place;
  }

  #idAt(place: number): string {
    return this.#idOf(this.#slots[place] ?? 0);
  }

  #idOf(slot: number): string {
    return this.#ids[slot] ?? "";
  }
}
