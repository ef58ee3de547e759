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

type Entry = { readonly id: string; place: number };

/** Each has four below it, whose instants lie side by side. */
const WIDTH = 4;

class Heap {
  readonly #kind: DeadlineKind;
  readonly #byId = new Map<string, Entry>();
  readonly #entries: Entry[] = [];
  /** The instants of the entries, place by place: plain numbers, so that comparing looks at nothing else. */
  readonly #ats: UnixMs[] = [];

  constructor(kind: DeadlineKind) {
    this.#kind = kind;
  }

  first(): Due | undefined {
    const [entry] = this.#entries;
    const [at] = this.#ats;
    return entry === undefined || at === undefined ? undefined : { kind: this.#kind, id: entry.id, at };
  }

  all(): [string, UnixMs][] {
    return this.#entries.map(({ id }, place) => [
      `${this.#kind}:${id}`,
      must(this.#ats[place], "each has its instant"),
    ]);
  }

  set(id: string, at: UnixMs | undefined): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) {
      if (at !== undefined) this.#add({ id, place: this.#entries.length }, at);
      return;
    }
    const was = this.#ats[entry.place];
    if (at === undefined || was === undefined) this.#remove(entry);
    else if (at < was) this.#up(entry, at);
    else if (at > was) this.#down(entry, at);
  }

  #add(entry: Entry, at: UnixMs): void {
    this.#byId.set(entry.id, entry);
    this.#entries.push(entry);
    this.#ats.push(at);
    this.#up(entry, at);
  }

  /** The last one takes its place, and goes from there to its own. */
  #remove(entry: Entry): void {
    this.#byId.delete(entry.id);
    const last = this.#entries.pop();
    const at = this.#ats.pop();
    if (last === undefined || at === undefined || last === entry) return;
    last.place = entry.place;
    this.#up(last, at);
    this.#down(last, at);
  }

  #up(entry: Entry, at: UnixMs): void {
    let { place } = entry;
    while (place > 0) {
      const above = Math.floor((place - 1) / WIDTH);
      if (!this.#isBefore({ id: entry.id, at }, above)) break;
      this.#move(above, place);
      place = above;
    }
    this.#put(entry, at, place);
  }

  #down(entry: Entry, at: UnixMs): void {
    let { place } = entry;
    for (let least = this.#leastBelow(place); least !== undefined; least = this.#leastBelow(place)) {
      if (this.#isBefore({ id: entry.id, at }, least)) break;
      this.#move(least, place);
      place = least;
    }
    this.#put(entry, at, place);
  }

  #leastBelow(place: number): number | undefined {
    const from = WIDTH * place + 1;
    const end = Math.min(from + WIDTH, this.#entries.length);
    if (from >= end) return undefined;
    let least = from;
    for (let other = from + 1; other < end; other += 1) if (this.#comesFirst(other, least)) least = other;
    return least;
  }

  #comesFirst(place: number, other: number): boolean {
    const [at = 0, otherAt = 0] = [this.#ats[place], this.#ats[other]];
    if (at !== otherAt) return at < otherAt;
    return (this.#entries[place]?.id ?? "") < (this.#entries[other]?.id ?? "");
  }

  #isBefore({ id, at }: { readonly id: string; readonly at: UnixMs }, place: number): boolean {
    const there = this.#ats[place];
    if (there === undefined || at !== there) return there === undefined || at < there;
    return id < (this.#entries[place]?.id ?? "");
  }

  #move(from: number, to: number): void {
    const entry = this.#entries[from];
    const at = this.#ats[from];
    if (entry !== undefined && at !== undefined) this.#put(entry, at, to);
  }

  #put(entry: Entry, at: UnixMs, place: number): void {
    this.#entries[place] = entry;
    this.#ats[place] = at;
    entry.place = place;
  }
}
