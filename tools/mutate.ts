/**
 * `npm run mutate`: breaks each comparator and each filter of the routing core on purpose, one at a time, and sees the suite
 * fail. `npm run mutate -- --sample N` takes N of them, spread over the files; `npm test` does that.
 *
 * Ends with 1 if a mutant survived, naming it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mutantsOf } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

/** Where the core compares and filters. */
const files: readonly string[] = [
  "abilities",
  "agent-facts",
  "availability",
  "between-queues",
  "compare-waiting",
  "demand",
  "groups",
  "membership",
  "ranking",
  "selecting",
  "step-plan",
  "strategies",
].map((name) => `packages/routing/src/${name}.ts`);
/** Those that say what is chosen; the quickest first. */
const tests: readonly string[] = [
  "strategy-order",
  "strategies",
  "queueing",
  "agents",
  "capacity",
  "waiting",
  "offers",
  "matching",
  "oracle",
].map((name) => `packages/routing/src/${name}.test.ts`);
/** An endless loop is a death too. */
const ENDED_AFTER_MS = 120_000;

const { values } = parseArgs({ options: { sample: { type: "string" } } });
const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, "utf8")));
const chosen = values.sample === undefined ? all : sampleOf(all, Number(values.sample));
if (fails({ file: files[0] ?? "", line: 0, text: "" })) {
  console.error("the suite fails without any mutant: nothing can be said of them");
  process.exit(1);
}
const survivors = chosen.filter((mutant) => !isKilled(mutant));
console.log(`${chosen.length} of ${all.length} mutants, ${survivors.length} survived`);
process.exit(survivors.length > 0 || chosen.length === 0 ? 1 : 0);

/** Evenly over the list, so that each file has its share; which ones changes with the list, not from run to run. */
function sampleOf(mutants: readonly Mutant[], count: number): Mutant[] {
  const step = Math.max(1, mutants.length / Math.max(1, count));
  return mutants.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function isKilled(mutant: Mutant): boolean {
  const { file, line, what, text } = mutant;
  const killed = fails(mutant);
  console.log(`${killed ? "killed  " : "SURVIVED"} ${file}:${line} ${what}: ${text.trim()}`);
  return killed;
}

/** Whether the suite sees that this line is another. */
function fails({ file, line, text }: Pick<Mutant, "file" | "line" | "text">): boolean {
  const args = ["run", "--project", "unit", "--bail=1", "--reporter=dot", ...tests];
  const run = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], {
    env: { ...process.env, LEGROOM_MUTANT: JSON.stringify({ file, line, text }) },
    timeout: ENDED_AFTER_MS,
  });
  return run.status !== 0;
}
