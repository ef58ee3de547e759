/** How fast the journal is on this disk: answered calls, journal and read models in one commit each time. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { asId } from "@legroom/model";
import type { Log, JournalStep } from "@legroom/engine/ports";
import { CallHistory, answeredCall } from "./answered-call.ts";
import { openStore } from "./store.ts";
import type { Store } from "./store.ts";

type Cell = {
  readonly name: string;
  readonly eventsPerSecond: number;
  readonly eventsPerCommit: number;
  readonly commitP50Ms: number;
  readonly commitP99Ms: number;
  /** Of the whole process, all its threads. */
  readonly cpuMsPerThousandEvents: number;
};

export type JournalBench = {
  readonly bench: "journal";
  /** Saturated, with read models. */
  readonly eventsPerSecond: number;
  readonly commitP99Ms: number;
  readonly cells: readonly Cell[];
};

/** What the engine would have gathered at most while one commit ran. */
const GATHERED_MAX = 256;
const STEADY_PER_SECOND = 5000;

/** Twice `seconds` (default 4): saturated, then at 5,000 events/s; in a new directory under `directory`, removed at the end. */
export async function benchJournal(options: {
  readonly directory: string;
  readonly seconds?: number;
}): Promise<JournalBench> {
  const directory = mkdtempSync(join(options.directory, "journal-bench-"));
  const seconds = options.seconds ?? 4;
  const store = await openStore({ directory, log: silent });
  try {
    const { epoch } = await store.journal.open(asId("bench"));
    const day = new BenchDay(store, epoch);
    const saturated = await measure(day, { name: "saturated", seconds, perSecond: Number.POSITIVE_INFINITY });
    const steady = await measure(day, { name: "5000 events/s", seconds, perSecond: STEADY_PER_SECOND });
    return {
      bench: "journal",
      eventsPerSecond: saturated.eventsPerSecond,
      commitP99Ms: saturated.commitP99Ms,
      cells: [saturated, steady],
    };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Calls that follow each other, an append at a time, as the engine commits. */
class BenchDay {
  readonly #store: Store;
  readonly #epoch: number;
  readonly #history = new CallHistory();
  readonly #ready: JournalStep[] = [];
  #calls = 0;
  #durableSeq = 0;

  constructor(store: Store, epoch: number) {
    this.#store = store;
    this.#epoch = epoch;
  }

  /** Commits about so many events; gives how many they were. */
  async commit(atMost: number): Promise<number> {
    const steps: JournalStep[] = [];
    const expectedSeq = this.#durableSeq;
    while (this.#durableSeq - expectedSeq < atMost) {
      const step = this.#next();
      steps.push(step);
      this.#durableSeq += step.events.length;
    }
    await this.#store.journal.append({ centreId: asId("bench"), epoch: this.#epoch, expectedSeq, steps });
    return this.#durableSeq - expectedSeq;
  }

  #next(): JournalStep {
    if (this.#ready.length === 0) {
      this.#calls += 1;
      this.#ready.push(...answeredCall(this.#history, `${this.#calls}-${crypto.randomUUID()}`));
    }
    return this.#ready.shift() ?? this.#next();
  }
}

async function measure(day: BenchDay, of: { name: string; seconds: number; perSecond: number }): Promise<Cell> {
  const commitsMs: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  let events = 0;
  for (;;) {
    const now = performance.now();
    if (now - start >= of.seconds * 1000) break;
    const due = Math.floor(Math.min(((now - start) / 1000) * of.perSecond - events, GATHERED_MAX));
    if (due < 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const before = performance.now();
    events += await day.commit(due);
    commitsMs.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  commitsMs.sort((a, b) => a - b);
  const quantile = (share: number): number => round(commitsMs[Math.floor(commitsMs.length * share)] ?? 0);
  return {
    name: of.name,
    eventsPerSecond: Math.round(events / seconds),
    eventsPerCommit: round(events / commitsMs.length),
    commitP50Ms: quantile(0.5),
    commitP99Ms: quantile(0.99),
    cpuMsPerThousandEvents: round((user + system) / events),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
