/** Gathers what comes while a write is running, and writes it as one: nobody waits on a timer to fill a group. */

type Waiting<Item> = { item: Item; resolve: () => void; reject: (error: unknown) => void };

export class Batch<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  readonly #max: number;
  #waiting: Waiting<Item>[] = [];
  #running: Promise<void> | undefined;

  constructor(options: { write: (items: readonly Item[]) => Promise<void>; max: number }) {
    this.#write = options.write;
    this.#max = options.max;
  }

  /** Resolves when the item's group is written, rejects when that failed. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Each round takes a group away; it ends when none is left.
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#max);
      try {
        await this.#write(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = undefined;
  }
}
