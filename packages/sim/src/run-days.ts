/** Many random days on several threads, each seed twice: `npm run sim`, and sixty of them in the tests. */
import { Worker } from "node:worker_threads";
import { offerOutcomes, segmentOutcomes } from "@legroom/model";
import { keptStories } from "./kept.ts";
import type { Coverage } from "./outside-view.ts";
import type { DayReport } from "./random-day.ts";
import { seatTurns } from "./seat-watch.ts";
import { toStory } from "./shrink.ts";
import type { Story } from "./shrink.ts";

export type RunOptions = {
  readonly days: number;
  /** The first seed; the others follow it. */
  readonly seed: number;
  readonly workers: number;
  /** What once found something, besides: seeds such as `keptSeeds`. */
  readonly more?: readonly number[];
  /** Stories that were kept are told again, besides. */
  readonly stories?: boolean;
  /** Called after each day. */
  readonly onDay?: (progress: Progress) => void;
  /** Called with the short story of a day that failed. */
  readonly onStory?: (story: Story) => void;
  /** No further day is begun. */
  readonly signal?: AbortSignal;
};

/** `nextSeed`: every seed before it was begun, so that another run goes on with it. */
export type Progress = {
  readonly done: number;
  readonly of: number;
  readonly failed: number;
  readonly nextSeed: number;
  readonly seconds: number;
};

export type Failure = { readonly seed: number; readonly message: string; /** One line. */ readonly repeat: string };

export type RunResult = {
  /** Days, each run twice. */
  readonly days: number;
  readonly seconds: number;
  /** Days on which something was found; of the first of them it is said what. */
  readonly failed: number;
  readonly failures: readonly Failure[];
  /** Seeds that were asked for and not begun, if it was called off. */
  readonly rest?: { readonly seed: number; readonly days: number };
  readonly interactions: number;
  readonly events: number;
  readonly faults: number;
  readonly crashes: number;
  readonly coverage: Coverage;
};

/** A seed, or the place of a kept story. */
export type Task = { readonly seed: number } | { readonly story: number };

/** What a worker says of one day. */
export type TaskResult =
  | { readonly ok: true; readonly report: DayReport }
  | { readonly ok: false; readonly seed: number; readonly message: string; readonly story?: Story };

const FAILURES_TOLD = 20;

/** Runs all days to their end, also when some fail: failures are in the result. Memory does not grow with the days. */
export async function runSim(options: RunOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const sum = new Sum();
  const tasks = new Tasks(options);
  const seconds = (): number => Math.round(performance.now() - startedMs) / 1000;
  const report = (result: TaskResult): void => {
    sum.add(result);
    if (!result.ok && result.story !== undefined) options.onStory?.(result.story);
    const { days: done, failed } = sum;
    options.onDay?.({ done, of: tasks.of, failed, nextSeed: tasks.nextSeed, seconds: seconds() });
  };
  const workers = Math.max(1, Math.min(options.workers, tasks.of));
  await Promise.all(Array.from({ length: workers }, () => work(tasks, report)));
  const rest = { seed: tasks.nextSeed, days: options.seed + options.days - tasks.nextSeed };
  return { ...sum.result(), seconds: seconds(), ...(rest.days > 0 ? { rest } : {}) };
}

/** What is to be run, in order: what was kept, then seed after seed. */
class Tasks {
  readonly of: number;
  readonly #kept: Task[];
  readonly #options: RunOptions;
  nextSeed: number;

  constructor(options: RunOptions) {
    this.#options = options;
    const stories = options.stories === true ? keptStories() : [];
    this.#kept = [...stories.map((_, story) => ({ story })), ...(options.more ?? []).map((seed) => ({ seed }))];
    this.of = this.#kept.length + options.days;
    this.nextSeed = options.seed;
  }

  next(): Task | undefined {
    if (this.#options.signal?.aborted === true) return undefined;
    const kept = this.#kept.shift();
    if (kept !== undefined) return kept;
    if (this.nextSeed >= this.#options.seed + this.#options.days) return undefined;
    this.nextSeed += 1;
    return { seed: this.nextSeed - 1 };
  }
}

/** One thread, day after day, until none waits. */
function work(tasks: Tasks, report: (result: TaskResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./day-worker.ts", import.meta.url));
    const next = (): void => {
      const task = tasks.next();
      if (task === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(task);
    };
    worker.on("message", (result: TaskResult) => {
      report(result);
      next();
    });
    worker.on("error", reject);
    next();
  });
}

type Counts = { [name: string]: number };
const counted = [
  "offers",
  "segments",
  "closes",
  "seats",
  "deaths",
  "acts",
  "changes",
  "choices",
  "between",
  "events",
] as const;

/** Adds days up, and keeps none of them. */
class Sum {
  days = 0;
  failed = 0;
  readonly #failures: Failure[] = [];
  readonly #totals = { interactions: 0, events: 0, faults: 0, crashes: 0 };
  readonly #coverage: { [part in (typeof counted)[number]]: Counts } = {
    offers: {},
    segments: {},
    closes: {},
    seats: {},
    deaths: {},
    acts: {},
    changes: {},
    choices: {},
    between: {},
    events: {},
  };

  add(result: TaskResult): void {
    this.days += 1;
    if (!result.ok) return this.#addFailure(result);
    const { report } = result;
    for (const name of ["interactions", "events", "faults", "crashes"] as const) this.#totals[name] += report[name];
    for (const part of counted) {
      const counts: { readonly [name: string]: number | undefined } = report.coverage[part];
      const sums = this.#coverage[part];
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + (count ?? 0);
    }
  }

  #addFailure({ seed, message, story }: Extract<TaskResult, { ok: false }>): void {
    this.failed += 1;
    if (this.#failures.length >= FAILURES_TOLD) return;
    const told = story === undefined ? message : `${message}\n${toStory(story)}`;
    this.#failures.push({ seed, message: told, repeat: `npm run sim -- --seed ${seed} --days 1` });
  }

  result(): Omit<RunResult, "seconds" | "rest"> {
    const failures = this.#failures.toSorted((a, b) => a.seed - b.seed);
    return { days: this.days, failed: this.failed, failures, ...this.#totals, coverage: this.#coverage };
  }
}

/** The result in words, for people. */
export function toText(result: RunResult): string {
  const { days, seconds, interactions, events, faults, crashes, coverage, failed, rest } = result;
  const rows = (names: readonly string[], counts: { readonly [name: string]: number | undefined }): string =>
    names.map((name) => `  ${name.padEnd(34)}${String(counts[name] ?? 0).padStart(10)}`).join("\n");
  const sorted = (counts: { readonly [name: string]: number }): string => rows(Object.keys(counts).toSorted(), counts);
  const counts = `${interactions} interactions, ${events} events, ${faults} faults, ${crashes} crashes`;
  return [
    `${days} days, each twice, in ${seconds} s: ${counts}, violations ${failed}`,
    `offers\n${rows(offerOutcomes, coverage.offers)}`,
    `queue segments\n${rows(segmentOutcomes, coverage.segments)}`,
    `interactions\n${sorted(coverage.closes)}`,
    `seats\n${rows(seatTurns, coverage.seats)}`,
    `the process died in the commit of\n${sorted(coverage.deaths)}`,
    `acts on the flow\n${sorted(coverage.acts)}`,
    `changes of the rules\n${sorted(coverage.changes)}`,
    `choices among agents that were judged\n${sorted(coverage.choices)}`,
    `choices between queues that were judged\n${sorted(coverage.between)}`,
    `events\n${sorted(coverage.events)}`,
    ...result.failures.map(({ message, repeat }) => `FAILED ${message}\n  repeat: ${repeat}`),
    ...(rest === undefined ? [] : [`called off; go on with: npm run sim -- --seed ${rest.seed} --days ${rest.days}`]),
  ].join("\n");
}
