/**
 * All deadlines of a world, the earliest first. Derived: what they are for stands in the entities themselves.
 *
 * A binary heap for each kind, in which an entry knows its own place: a moved deadline moves there and leaves nothing behind.
 * Setting costs O(log n) of its own kind, so the many who wait long do not weigh on the effects that are over at once.
 */
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
    return new Map(KINDS.flatMap((kind) => this.#heaps[kind].entries()));
  }
}

type Entry = { readonly kind: DeadlineKind; readonly id: string; at: UnixMs; place: number };

class Heap {
  readonly #kind: DeadlineKind;
  readonly #byId = new Map<string, Entry>();
  readonly #heap: Entry[] = [];

  constructor(kind: DeadlineKind) {
    this.#kind = kind;
  }

  first(): Entry | undefined {
    return this.#heap[0];
  }

  entries(): [string, UnixMs][] {
    return this.#heap.map(({ kind, id, at }) => [`${kind}:${id}`, at]);
  }

  set(id: string, at: UnixMs | undefined): void {
    const entry = this.#byId.get(id);
    if (entry?.at === at) return;
    if (entry === undefined) {
      if (at !== undefined) this.#add({ kind: this.#kind, id, at, place: this.#heap.length });
    } else if (at === undefined) this.#remove(entry);
    else {
      const earlier = at < entry.at;
      entry.at = at;
      if (earlier) this.#up(entry);
      else this.#down(entry);
    }
  }

  #add(entry: Entry): void {
    this.#byId.set(entry.id, entry);
    this.#heap.push(entry);
    this.#up(entry);
  }

  /** The last one takes its place, and goes from there to its own. */
  #remove(entry: Entry): void {
    this.#byId.delete(entry.id);
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    last.place = entry.place;
    this.#heap[last.place] = last;
    this.#up(last);
    this.#down(last);
  }

  #up(entry: Entry): void {
    const heap = this.#heap;
    let { place } = entry;
    while (place > 0) {
      const above = heap[(place - 1) >> 1];
      if (above === undefined || !before(entry, above)) break;
      const freed = above.place;
      heap[place] = above;
      above.place = place;
      place = freed;
    }
    heap[place] = entry;
    entry.place = place;
  }

  #down(entry: Entry): void {
    const heap = this.#heap;
    let { place } = entry;
    for (;;) {
      const left = heap[2 * place + 1];
      if (left === undefined) break;
      const right = heap[2 * place + 2];
      const least = right !== undefined && before(right, left) ? right : left;
      if (!before(least, entry)) break;
      const freed = least.place;
      heap[place] = least;
      least.place = place;
      place = freed;
    }
    heap[place] = entry;
    entry.place = place;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.id < b.id : a.at < b.at;
}
