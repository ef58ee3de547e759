import { erlangA, erlangC } from "@legroom/analytics";
import { isWithin, measurePlainQueue } from "../src/index.ts";
import { expect, test } from "vitest";

const HANDLE_MS = 180_000;
const WITHIN_MS = 20_000;
const CALLS = 8000;
const figures = ["waitShare", "meanWaitMs", "serviceLevel", "abandonShare"] as const;

type Point = { readonly agents: number; readonly erlangs: number; readonly patienceMs?: number; readonly seed: number };

/** From hardly a line to far more calls than agents can take. */
const points: readonly Point[] = [
  { agents: 1, erlangs: 0.5, seed: 1 },
  { agents: 5, erlangs: 3.5, seed: 2 },
  { agents: 8, erlangs: 6, seed: 3 },
  { agents: 5, erlangs: 6, patienceMs: 180_000, seed: 4 },
  { agents: 10, erlangs: 10, patienceMs: 90_000, seed: 5 },
  { agents: 3, erlangs: 2.5, patienceMs: 360_000, seed: 6 },
];

function theoryOf({ agents, erlangs, patienceMs }: Point) {
  const queue = { agents, callsPerHour: (erlangs * 3_600_000) / HANDLE_MS, handleMs: HANDLE_MS };
  return patienceMs === undefined ? erlangC(queue, WITHIN_MS) : erlangA({ ...queue, patienceMs }, WITHIN_MS);
}

function measure({ agents, erlangs, patienceMs, seed }: Point) {
  const patience = patienceMs === undefined ? {} : { patienceMs };
  const callsPerHour = (erlangs * 3_600_000) / HANDLE_MS;
  const run = { agents, callsPerHour, handleMs: HANDLE_MS, ...patience, withinMs: WITHIN_MS };
  return measurePlainQueue({ ...run, calls: CALLS, seed });
}

for (const point of points) {
  const { agents, erlangs, patienceMs } = point;
  const model = patienceMs === undefined ? "Erlang C" : `Erlang A, patience ${patienceMs / 1000} s`;
  const name = `${agents} agents, ${erlangs} erlangs: waits and abandons are those of ${model} [R-SIM-25]`;
  test(name, () => {
    const measured = measure(point);
    const theory = theoryOf(point);
    if (theory === undefined) throw new Error("the agents keep up");
    const rows = figures.map((figure) => {
      const { mean, half } = measured[figure];
      const digits = figure === "meanWaitMs" ? 0 : 4;
      const [m, h, t] = [mean, half, theory[figure]].map((value) => value.toFixed(digits).padStart(8));
      return `  ${figure.padEnd(13)} measured ${m} ±${h}  theory ${t}`;
    });
    process.stdout.write(`${agents} agents, ${erlangs} erlangs, ${model}\n${rows.join("\n")}\n`);
    expect(figures.filter((figure) => !isWithin(measured[figure], theory[figure]))).toEqual([]);
    // One agent more or less is another queue, and is seen to be: the interval is narrow enough to say something.
    for (const other of [agents - 1, agents + 1]) {
      const wrong = theoryOf({ ...point, agents: other });
      expect(wrong === undefined || !isWithin(measured.waitShare, wrong.waitShare)).toBe(true);
    }
  });
}
