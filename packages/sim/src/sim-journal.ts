/** The journal's fake: keeps text as a disk would, and can fail, be slow, or lose its power at any commit. */
import { Fault, after } from "@legroom/model";
import type { CentreId, Event, UnixMs } from "@legroom/model";
import type { Clock, Journal, JournalAppend, JournalOpening, JournalStep } from "@legroom/engine/ports";

/** What outlives a process. */
export class SimDisk {
  readonly steps: { readonly text: string; readonly firstSeq: number; readonly lastSeq: number }[] = [];
  epoch = 0;
  lastSeq = 0;
  lastAt: UnixMs | undefined;
  snapshot: JournalOpening["snapshot"];
  /** Told of each commit at the moment in which it becomes durable, before anybody knows. */
  onWrite: (steps: readonly JournalStep[]) => void = () => {};

  write(steps: readonly JournalStep[]): void {
    for (const step of steps) {
      const firstSeq = step.events[0]?.seq ?? this.lastSeq + 1;
      this.lastSeq += step.events.length;
      this.lastAt = step.events.at(-1)?.at ?? this.lastAt;
      this.steps.push({ text: JSON.stringify(step), firstSeq, lastSeq: this.lastSeq });
    }
    this.onWrite(steps);
  }

  *read(afterSeq: number): Generator<JournalStep & { readonly text: string }> {
    let first = this.steps.length;
    while (first > 0 && (this.steps[first - 1]?.lastSeq ?? 0) > afterSeq) first -= 1;
    for (let at = first; at < this.steps.length; at += 1) {
      const text = this.steps[at]?.text ?? "";
      yield { ...(JSON.parse(text) as JournalStep), text }; // written below
    }
  }
}

/**
 * How the next append ends: `before` fails with nothing written; `after` is written and reported as failed (the answer was
 * lost). A crash is either of them without any answer at all: `cut`.
 */
export type AppendFailure = "before" | "after";

export class SimJournal implements Journal {
  readonly disk: SimDisk;
  /** How long an append takes. */
  appendMs: number;
  readonly #clock: Clock;
  readonly #failures: AppendFailure[] = [];
  /** Power is lost in the first append for which this holds. Whether it reached the disk is said by `cut`. */
  diesAt: (append: JournalAppend) => boolean = () => false;
  #inFlight: JournalAppend | undefined;
  #cut = false;
  #opensToFail = 0;

  constructor(parts: { clock: Clock; disk?: SimDisk; appendMs?: number }) {
    this.#clock = parts.clock;
    this.disk = parts.disk ?? new SimDisk();
    this.appendMs = parts.appendMs ?? 0;
  }

  failNext(how: AppendFailure = "before", times = 1): void {
    for (let i = 0; i < times; i += 1) this.#failures.push(how);
  }

  failNextOpen(times = 1): void {
    this.#opensToFail += times;
  }

  /** Power is lost: nothing passes any more until there is another process. */
  get isDead(): boolean {
    return this.#cut;
  }

  /** The process dies now: nothing is answered any more. A commit in flight is on the disk, or not. */
  cut(inFlight: AppendFailure): void {
    this.#cut = true;
    if (inFlight === "after" && this.#inFlight !== undefined) this.disk.write(this.#inFlight.steps);
    this.#inFlight = undefined;
  }

  async open(_centreId: CentreId): Promise<JournalOpening> {
    await this.#wait();
    if (this.#opensToFail > 0) {
      this.#opensToFail -= 1;
      throw failed("the disk cannot be opened");
    }
    this.disk.epoch += 1;
    const { epoch, lastSeq, lastAt, snapshot } = this.disk;
    return { epoch, lastSeq, lastAt, snapshot };
  }

  async append(append: JournalAppend): Promise<void> {
    this.#inFlight = append;
    if (this.diesAt(append)) this.#cut = true;
    await this.#wait();
    this.#inFlight = undefined;
    const { disk } = this;
    if (append.epoch !== disk.epoch || append.expectedSeq !== disk.lastSeq)
      throw new Fault("journal.stale", "another writer was here", { retriable: true, side: "ours" });
    const failure = this.#failures.shift();
    if (failure === "before") throw failed("the disk is full");
    disk.write(append.steps);
    if (failure === "after") throw failed("the disk did not answer");
  }

  async *read(afterSeq: number): AsyncIterable<readonly Event[]> {
    for await (const steps of this.steps(afterSeq))
      yield steps.flatMap((step) => step.events.filter((event) => event.seq > afterSeq));
  }

  async *steps(afterSeq: number): AsyncIterable<readonly JournalStep[]> {
    await this.#wait();
    let batch: JournalStep[] = [];
    for (const { input, events } of this.disk.read(afterSeq)) {
      batch.push({ input, events });
      if (batch.length === 500) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  async saveSnapshot(snapshot: { seq: number; world: string }): Promise<void> {
    await this.#wait();
    this.disk.snapshot = { ...snapshot };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing resolves after a cut. */
  #wait(): Promise<void> {
    if (this.#cut) return new Promise(() => {});
    if (this.appendMs === 0) return Promise.resolve().then(() => (this.#cut ? new Promise<void>(() => {}) : undefined));
    return new Promise((resolve) => {
      this.#clock.alarm(after(this.#clock.now(), this.appendMs), () => {
        if (!this.#cut) resolve();
      });
    });
  }
}

function failed(message: string): Fault {
  return new Fault("journal.failed", message, { retriable: true, side: "ours" });
}
