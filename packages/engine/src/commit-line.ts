/**
 * What was stepped but is not durable yet, and the order in which it becomes so (L2).
 *
 * One commit runs at a time. It starts when the line is idle; what is stepped meanwhile gathers for the next one. No
 * timer ever waits to fill a group.
 */
import type { CentreId, Effect, Event } from "@legroom/model";
import type { Counters } from "./counters.ts";
import { Fifo } from "./fifo.ts";
import type { Letter } from "./mailbox.ts";
import type { Journal, JournalStep } from "./ports/journal.ts";

/** One accepted step on its way to the disk. */
export type Entry = {
  readonly step: JournalStep;
  readonly effects: readonly Effect[];
  readonly letter: Letter;
  /** Tells whoever sent the letter. */
  readonly settle: () => void;
};

/** Somebody who waits until what they saw is durable. */
export type Waiter = { readonly seq: number; readonly done: () => void; readonly failed: (error: Error) => void };

type LineParts = {
  readonly journal: Journal;
  readonly centreId: CentreId;
  readonly counters: Counters;
  readonly groupMax: number;
  /** A group is durable: carry its effects out and show its events. Called before anybody is told. */
  readonly onDurable: (events: readonly Event[], effects: readonly Effect[]) => void;
  /** Everybody was told: there is room in the line again. */
  readonly onRoom: () => void;
  readonly onFailed: (error: Error) => void;
};

export class CommitLine {
  readonly #parts: LineParts;
  readonly #waiters = new Fifo<Waiter>();
  readonly #idlers: (() => void)[] = [];
  #gathering: Entry[] = [];
  #inFlight: readonly Entry[] = [];
  #epoch = 0;
  #durableSeq = 0;
  #lastSeq = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  get durableSeq(): number {
    return this.#durableSeq;
  }

  /** As much as one commit takes is waiting already: step nothing more now. */
  get full(): boolean {
    return this.#gathering.length >= this.#parts.groupMax;
  }

  get idle(): boolean {
    return this.#inFlight.length === 0 && this.#gathering.length === 0;
  }

  /** The journal was opened: commits continue after this event. */
  begin(opening: { epoch: number; lastSeq: number }): void {
    this.#epoch = opening.epoch;
    this.#durableSeq = opening.lastSeq;
    this.#lastSeq = opening.lastSeq;
  }

  add(entry: Entry): void {
    this.#gathering.push(entry);
    this.#lastSeq += entry.step.events.length;
  }

  /** Calls when all that was stepped until now is durable; at once if it is. */
  whenDurable(done: () => void, failed: (error: Error) => void): void {
    if (this.#lastSeq === this.#durableSeq) done();
    else this.#waiters.put({ seq: this.#lastSeq, done, failed });
  }

  /** Resolves when nothing is left to commit, or all of it was cut. */
  untilIdle(): Promise<void> {
    return this.idle ? Promise.resolve() : new Promise((resolve) => this.#idlers.push(resolve));
  }

  /** Starts a commit if none runs and something gathered. */
  flush(): void {
    if (this.#inFlight.length > 0 || this.#gathering.length === 0) return;
    const group = this.#gathering;
    this.#inFlight = group;
    this.#gathering = [];
    void this.#commit(group);
  }

  /** Takes everything that is not durable out of the line, oldest first. */
  cut(): { readonly entries: readonly Entry[]; readonly waiters: readonly Waiter[] } {
    const entries = [...this.#inFlight, ...this.#gathering];
    this.#inFlight = [];
    this.#gathering = [];
    this.#lastSeq = this.#durableSeq;
    this.#tellIdlers();
    return { entries, waiters: this.#waiters.takeAll() };
  }

  async #commit(group: readonly Entry[]): Promise<void> {
    const { journal, centreId, counters } = this.#parts;
    const steps = group.map((entry) => entry.step);
    const startedMs = performance.now();
    try {
      await journal.append({ centreId, epoch: this.#epoch, expectedSeq: this.#durableSeq, steps });
    } catch (cause) {
      if (this.#inFlight === group) this.#parts.onFailed(cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    if (this.#inFlight !== group) return; // cut meanwhile: whoever cut it has decided
    counters.committed(group.length, performance.now() - startedMs);
    this.#durable(group);
  }

  #durable(group: readonly Entry[]): void {
    const events = group.flatMap((entry) => entry.step.events);
    this.#inFlight = [];
    this.#durableSeq += events.length;
    this.#parts.counters.count.events += events.length;
    this.#parts.onDurable(
      events,
      group.flatMap((entry) => entry.effects),
    );
    this.flush(); // the disk works while we talk
    for (const entry of group) entry.settle();
    while ((this.#waiters.peek()?.seq ?? Infinity) <= this.#durableSeq) this.#waiters.take()?.done();
    if (this.idle) this.#tellIdlers();
    this.#parts.onRoom();
  }

  #tellIdlers(): void {
    for (const tell of this.#idlers.splice(0)) tell();
  }
}
