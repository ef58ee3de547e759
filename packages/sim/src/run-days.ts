/** Many random days on several threads, each seed twice: `npm run sim`, and a hundred of them in the tests. */
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { offerOutcomes, segmentOutcomes } from "@legroom/model";
import type { Coverage } from "./outside-view.ts";
import type { DayReport } from "./random-day.ts";
import { seatTurns } from "./seat-watch.ts";

export type RunOptions = {
  readonly days: number;
  /** The first seed; the others follow it. */
  readonly seed: number;
  readonly workers: number;
  /** Seeds to be run besides, such as those of `keptSeeds`. */
  readonly more?: readonly number[];
  /** Called after each seed. */
  readonly onDay?: (progress: { done: number; of: number; seed: number }) => void;
};

export type Failure = { readonly seed: number; readonly message: string; /** One line. */ readonly repeat: string };

export type RunResult = {
  /** Seeds, each run twice. */
  readonly days: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
  readonly interactions: number;
  readonly events: number;
  readonly faults: number;
  readonly crashes: number;
  readonly coverage: Coverage;
};

/** What a worker says of one seed. */
export type SeedResult =
  | { readonly seed: number; readonly ok: true; readonly report: DayReport }
  | { readonly seed: number; readonly ok: false; readonly message: string };

/** Runs all days to their end, also when some fail: failures are in the result. */
export async function runSim(options: RunOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const seeds = [...(options.more ?? []), ...Array.from({ length: options.days }, (_, at) => options.seed + at)];
  const results: SeedResult[] = [];
  const waiting = [...seeds];
  const report = (result: SeedResult): void => {
    results.push(result);
    options.onDay?.({ done: results.length, of: seeds.length, seed: result.seed });
  };
  const workers = Math.max(1, Math.min(options.workers, seeds.length));
  await Promise.all(Array.from({ length: workers }, () => work(waiting, report)));
  return sum(results, Math.round(performance.now() - startedMs) / 1000);
}

/** Seeds that once found something are run for ever. */
export function keptSeeds(): readonly number[] {
  const text = readFileSync(new URL("../seeds.txt", import.meta.url), "utf8");
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map(Number);
}

/** The result in words, for people. */
export function toText(result: RunResult): string {
  const { days, seconds, interactions, events, faults, crashes, coverage } = result;
  const rows = (names: readonly string[], counts: { readonly [name: string]: number | undefined }): string =>
    names.map((name) => `  ${name.padEnd(16)}${String(counts[name] ?? 0).padStart(8)}`).join("\n");
  const counts = `${interactions} interactions, ${events} events, ${faults} faults, ${crashes} crashes`;
  return [
    `${days} days, each twice, in ${seconds} s: ${counts}`,
    `offers\n${rows(offerOutcomes, coverage.offers)}`,
    `queue segments\n${rows(segmentOutcomes, coverage.segments)}`,
    `interactions\n${rows(Object.keys(coverage.closes).toSorted(), coverage.closes)}`,
    `seats\n${rows(seatTurns, coverage.seats)}`,
    ...result.failures.map(({ message, repeat }) => `FAILED ${message}\n  repeat: ${repeat}`),
  ].join("\n");
}

/** One thread, seed after seed, until none waits. */
function work(waiting: number[], report: (result: SeedResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./day-worker.ts", import.meta.url));
    const next = (): void => {
      const seed = waiting.shift();
      if (seed === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(seed);
    };
    worker.on("message", (result: SeedResult) => {
      report(result);
      next();
    });
    worker.on("error", reject);
    next();
  });
}

function sum(results: readonly SeedResult[], seconds: number): RunResult {
  const reports = results.flatMap((result) => (result.ok ? [result.report] : []));
  const failures = results
    .flatMap((result): Failure[] =>
      result.ok ? [] : [{ seed: result.seed, message: result.message, repeat: repeatLine(result.seed) }],
    )
    .toSorted((a, b) => a.seed - b.seed);
  const total = (of: (report: DayReport) => number): number => reports.reduce((all, one) => all + of(one), 0);
  return {
    days: results.length,
    seconds,
    failures,
    interactions: total((one) => one.interactions),
    events: total((one) => one.events),
    faults: total((one) => one.faults),
    crashes: total((one) => one.crashes),
    coverage: {
      offers: addUp(reports.map((one) => one.coverage.offers)),
      segments: addUp(reports.map((one) => one.coverage.segments)),
      closes: addUp(reports.map((one) => one.coverage.closes)),
      seats: addUp(reports.map((one) => one.coverage.seats)),
    },
  };
}

function addUp(all: readonly { readonly [name: string]: number | undefined }[]): { [name: string]: number } {
  const sums: { [name: string]: number } = {};
  for (const one of all) for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + (count ?? 0);
  return sums;
}

function repeatLine(seed: number): string {
  return `npm run sim -- --seed ${seed} --days 1`;
}
