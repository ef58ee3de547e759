/** Things in order, found and placed by halving; the order is total, so a thing has exactly one place. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #list: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#list.length;
  }

  /** How many stand before it; its index, if it is in. */
  rank(thing: T): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#list[middle];
      if (there !== undefined && this.#compare(there, thing) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(thing: T): boolean {
    const there = this.#list[this.rank(thing)];
    return there !== undefined && this.#compare(there, thing) === 0;
  }

  add(thing: T): void {
    const at = this.rank(thing);
    const there = this.#list[at];
    if (there !== undefined && this.#compare(there, thing) === 0) return;
    this.#list.splice(at, 0, thing);
  }

  remove(thing: T): void {
    if (this.has(thing)) this.#list.splice(this.rank(thing), 1);
  }

  first(): T | undefined {
    return this.#list[0];
  }

  /** In order, lazily: readers stop when they have found theirs. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#list.values();
  }
}
