/**
 * All deadlines of a world, the earliest first. Derived: what they are for stands in the entities themselves.
 *
 * A binary heap in which a moved deadline leaves its old entry behind; stale entries are dropped when they surface, and
 * the heap is rebuilt when more than half of it is stale. All operations are O(log n), amortised.
 */
import type { UnixMs } from "@legroom/model";

export type DeadlineKind = "interaction" | "offer" | "agent" | "feature" | "effect" | "queue";
export type DeadlineKey = `${DeadlineKind}:${string}`;
type Entry = { readonly at: UnixMs; readonly key: DeadlineKey };

export class DeadlineIndex {
  readonly #at = new Map<DeadlineKey, UnixMs>();
  #heap: Entry[] = [];

  set(key: DeadlineKey, at: UnixMs | undefined): void {
    if (this.#at.get(key) === at) return;
    if (at === undefined) {
      this.#at.delete(key);
      return;
    }
    this.#at.set(key, at);
    this.#push({ at, key });
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#at.size) this.#rebuild();
  }

  /** The earliest one; ties by key, so that every run settles them in the same order. */
  first(): Entry | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || this.#at.get(top.key) === top.at) return top;
      this.#pop();
    }
  }

  entries(): ReadonlyMap<DeadlineKey, UnixMs> {
    return this.#at;
  }

  #rebuild(): void {
    this.#heap = [...this.#at].map(([key, at]) => ({ at, key })).toSorted((a, b) => (before(a, b) ? -1 : 1));
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let child = heap.length;
    heap.push(entry);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const least = right !== undefined && before(right, left) ? right : left;
      if (least === right) child += 1;
      if (!before(least, last)) break;
      heap[parent] = least;
      parent = child;
    }
    heap[parent] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.key < b.key : a.at < b.at;
}
