/**
 * `npm run mutate`: breaks each comparator and each filter of the routing core on purpose, one at a time, and sees the suite
 * fail. `npm run mutate -- --sample N` takes N of them, spread over the files; `npm test` does that. `--files NAME,NAME` takes
 * those of these files of `packages/routing/src` alone.
 *
 * Ends with 1 if a mutant survived, naming it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { mutantsOf } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

/** Where the core compares and filters, and the tests that say what is decided there: they come first. */
const nearest: Readonly<Record<string, readonly string[]>> = {
  abilities: ["matching"],
  "agent-facts": ["capacity", "strategies"],
  "apply-matching": ["matching"],
  availability: ["capacity", "presence"],
  "between-queues": ["matching"],
  borrowing: ["waiting", "waiting-settings"],
  "caller-index": ["matching", "away"],
  choosing: ["matching"],
  "compare-waiting": ["queueing"],
  demand: ["matching", "routed"],
  filters: ["matching", "why"],
  groups: ["matching"],
  matching: ["matching", "override"],
  "matching-rules": ["matching-rules"],
  membership: ["matching"],
  performance: ["performance"],
  "queue-deadline": ["waiting", "waiting-settings"],
  "queue-watch": ["waiting", "queue-steps"],
  queueing: ["queueing"],
  ranking: ["strategy-order", "strategies"],
  selecting: ["matching"],
  "step-plan": ["estimates", "waiting-settings"],
  steps: ["estimates", "waiting-settings"],
  strain: ["strategies", "matching"],
  strategies: ["strategy-order"],
  "taking-calls": ["presence", "estimates"],
  "taking-place": ["waiting", "estimates"],
};
/** What the nearest let live meets these, the quickest first. */
const others: readonly string[] = [
  ...["strategy-order", "strategies", "queueing", "routed", "queue-steps", "several-offers", "agents", "performance"],
  ...["matching-rules", "capacity", "presence", "away", "offers", "waiting", "why", "override", "waiting-settings"],
  ...["estimates", "matching", "oracle"],
];
const fileOf = (name: string): string => `packages/routing/src/${name}.ts`;
/** An endless loop is a death too: what takes so many times as long as all these tests without a mutant. */
const TIMES_GREEN = 2;
const ENDED_AFTER_MS_MIN = 20_000;
const BEFORE_GREEN_MS = 600_000;
let endedAfterMs = BEFORE_GREEN_MS;

const { values } = parseArgs({ options: { sample: { type: "string" }, files: { type: "string" } } });
const names = values.files === undefined ? Object.keys(nearest) : values.files.split(",");
const all = names.flatMap((name) => mutantsOf(fileOf(name), readFileSync(fileOf(name), "utf8")));
const chosen = values.sample === undefined ? all : sampleOf(all, Number(values.sample));
const startedMs = performance.now();
expectGreen([...new Set(chosen.flatMap(nearestTo))]);
let othersAreGreen = false;
const survivors = chosen.filter((mutant) => !isKilled(mutant));
const seconds = Math.round((performance.now() - startedMs) / 1000);
console.log(`${chosen.length} of ${all.length} mutants in ${seconds} s, ${survivors.length} survived`);
process.exit(survivors.length > 0 || chosen.length === 0 ? 1 : 0);

/** Evenly over the list, so that each file has its share; which ones changes with the list, not from run to run. */
function sampleOf(mutants: readonly Mutant[], count: number): Mutant[] {
  const step = Math.max(1, mutants.length / Math.max(1, count));
  return mutants.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Tests that fail without any mutant say nothing of one. */
function expectGreen(tests: readonly string[]): void {
  endedAfterMs = BEFORE_GREEN_MS;
  const beganMs = performance.now();
  const green = !fails({ file: "", line: 0, text: "" }, tests);
  endedAfterMs = Math.max(ENDED_AFTER_MS_MIN, TIMES_GREEN * (performance.now() - beganMs));
  if (green) return;
  console.error(`these fail without any mutant, so nothing can be said of one: ${tests.join(", ")}`);
  process.exit(1);
}

function nearestTo({ file }: Pick<Mutant, "file">): readonly string[] {
  return nearest[basename(file, ".ts")] ?? [];
}

function isKilled(mutant: Mutant): boolean {
  const { file, line, what, text } = mutant;
  const first = nearestTo(mutant);
  const killed = fails(mutant, first) || failsElsewhere(mutant, first);
  console.log(`${killed ? "killed  " : "SURVIVED"} ${file}:${line} ${what}: ${text.trim()}`);
  return killed;
}

function failsElsewhere(mutant: Mutant, first: readonly string[]): boolean {
  if (!othersAreGreen) expectGreen(others);
  othersAreGreen = true;
  return fails(
    mutant,
    others.filter((name) => !first.includes(name)),
  );
}

/** Whether these tests see that this line is another. */
function fails({ file, line, text }: Pick<Mutant, "file" | "line" | "text">, tests: readonly string[]): boolean {
  if (tests.length === 0) return false;
  const paths = tests.map((name) => `packages/routing/src/${name}.test.ts`);
  const args = ["run", "--project", "unit", "--bail=1", "--reporter=dot", ...paths];
  const run = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], {
    env: { ...process.env, LEGROOM_MUTANT: JSON.stringify({ file, line, text }) },
    timeout: endedAfterMs,
  });
  return run.status !== 0;
}
