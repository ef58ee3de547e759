/** The last events, for those who read along: a ring, from which each reader pulls at its own pace. */
import type { Publisher } from "@legroom/engine/ports";
import type { Event } from "@legroom/model";

const HELD_MAX = 4096;

/** How many read at one time. */
export class Readers {
  #readers = 0;

  get readers(): number {
    return this.#readers;
  }

  /** Counts one reader for as long as it reads. */
  async reading(read: () => Promise<void>): Promise<void> {
    this.#readers += 1;
    try {
      await read();
    } finally {
      this.#readers -= 1;
    }
  }
}

export class EventHub extends Readers implements Publisher {
  /** Gapless; the first is the oldest that is held. */
  #held: Event[] = [];
  readonly #sleepers = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  publish(events: readonly Event[]): void {
    const last = this.#held.at(-1);
    const [first] = events;
    if (first === undefined) return;
    // After a fence the engine may publish from elsewhere: what was held before no longer leads up to it.
    if (last !== undefined && first.seq !== last.seq + 1) this.#held = [];
    this.#held.push(...events);
    if (this.#held.length > 2 * HELD_MAX) this.#held = this.#held.slice(-HELD_MAX);
    this.#wake();
  }

  /** At most `max` held events after `seq`; undefined if the ring does not reach back to it: then the journal does. */
  after(seq: number, max: number): readonly Event[] | undefined {
    const [first] = this.#held;
    if (first === undefined || first.seq > seq + 1) return undefined;
    const start = seq + 1 - first.seq;
    return this.#held.slice(start, start + max);
  }

  /** Whether there is anything after `seq`. */
  hasAfter(seq: number): boolean {
    const last = this.#held.at(-1);
    return last !== undefined && last.seq > seq;
  }

  /** Resolves when events are published, the hub closes, or the time is over; `leave` ends it early. */
  next(waitMs: number): { readonly arrived: Promise<void>; readonly leave: () => void } {
    let leave = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      const timer = setTimeout(() => leave(), waitMs);
      leave = () => {
        clearTimeout(timer);
        this.#sleepers.delete(leave);
        resolve();
      };
      this.#sleepers.add(leave);
    });
    return { arrived, leave: () => leave() };
  }

  /** Lets every reader look whether it may still read. */
  nudge(): void {
    this.#wake();
  }

  /** Lets every reader go. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const leave of this.#sleepers) leave();
  }
}
