/** Named numbers, only growing, readable at any time: `parse.via`, `response.4xx`, `transaction.retransmitted` … */
export class Counters {
  readonly #values = new Map<string, number>();

  count(name: string, by = 1): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + by);
  }

  /** 0 where nothing was counted yet. */
  get(name: string): number {
    return this.#values.get(name) ?? 0;
  }

  /** All of them, sorted by name. */
  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
