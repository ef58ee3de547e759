/** Named numbers, only growing: `inbound.refused`, `phone.lost` … */
export class Counters {
  readonly #values = new Map<string, number>();

  count(name: string, by = 1): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + by);
  }

  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
