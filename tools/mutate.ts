/**
 * `npm run mutate`: breaks each comparator and each filter of the routing core on purpose, one at a time, and sees the suite
 * fail. `npm run mutate -- --sample N` takes N of them, spread over the files; `npm test` does that. `--files NAME,NAME` takes
 * those of these files of `packages/routing/src` alone; `NAME:LINE` those of one line.
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
  "agent-facts": ["capacity", "strategies", "matching", "why"],
  "agent-index": ["matching", "agents"],
  alarms: ["waiting"],
  "apply-matching": ["matching"],
  "apply-offer": ["offers", "capacity"],
  "apply-override": ["override"],
  "apply-waiting": ["waiting", "queue-steps"],
  assigning: ["override"],
  availability: ["capacity", "presence", "agents"],
  "between-queues": ["matching"],
  borrowing: ["waiting", "waiting-settings"],
  "caller-index": ["matching", "away", "override", "waiting"],
  choosing: ["matching"],
  clock: ["queueing", "away", "matching"],
  "compare-waiting": ["queueing"],
  "deadline-index": ["deadline-index"],
  demand: ["matching", "queue-steps"],
  filters: ["matching", "why"],
  "free-agents": ["matching"],
  groups: ["matching"],
  matching: ["matching", "override", "away"],
  "matching-rules": ["matching-rules", "queue-steps"],
  membership: ["matching"],
  "move-preview": ["override"],
  moving: ["override"],
  "offer-lease": ["offers", "several-offers"],
  "offer-outcome": ["offers", "several-offers"],
  override: ["override"],
  performance: ["performance"],
  "queue-deadline": ["waiting", "waiting-settings"],
  "queue-index": ["waiting", "matching"],
  "queue-watch": ["waiting", "queue-steps"],
  queueing: ["queueing", "waiting"],
  ranking: ["strategy-order", "strategies", "matching"],
  routed: ["routed"],
  selecting: ["matching"],
  "sorted-list": ["sorted-list"],
  "step-plan": ["waiting", "waiting-settings"],
  steps: ["waiting", "waiting-settings", "estimates"],
  strain: ["strategies", "matching"],
  strategies: ["strategy-order"],
  "taking-calls": ["presence", "estimates"],
  "taking-place": ["waiting", "waiting-settings", "owner", "estimates"],
  undoing: ["override"],
  verdicts: ["matching-rules", "why"],
  why: ["why"],
};
/** What the nearest let live meets these: those of less than a second, then the others. */
const others: readonly (readonly string[])[] = [
  [
    ...[
      "strategy-order",
      "strategies",
      "routed",
      "matching-rules",
      "queue-steps",
      "several-offers",
      "agents",
      "performance",
    ],
    ...["presence", "away", "offers", "waiting", "override", "arrival", "identifying", "pages", "endings", "returning"],
    ...["commands", "wrap-up", "owner", "demonstration"],
  ],
  [
    ...["queueing", "capacity", "why", "waiting-settings", "estimates", "desk", "sorted-list", "matching"],
    ...["several-histories", "oracle"],
  ],
];
const fileOf = (name: string): string => `packages/routing/src/${name}.ts`;
/** An endless loop is a death too: what takes so many times as long as all these tests without a mutant. */
const TIMES_GREEN = 3; // more than a busy machine makes of it from one run to the next
const ENDED_AFTER_MS_MIN = 20_000;
const BEFORE_GREEN_MS = 600_000;
let endedAfterMs = BEFORE_GREEN_MS;

const { values } = parseArgs({ options: { sample: { type: "string" }, files: { type: "string" } } });
const all = (values.files?.split(",") ?? Object.keys(nearest)).flatMap(mutantsIn);
const chosen = values.sample === undefined ? all : sampleOf(all, Number(values.sample));
const startedMs = performance.now();
expectGreen([...new Set(chosen.flatMap(nearestTo))]);
const green = new Set<readonly string[]>();
const survivors = chosen.filter((mutant) => !isKilled(mutant));
const seconds = Math.round((performance.now() - startedMs) / 1000);
console.log(`${chosen.length} of ${all.length} mutants in ${seconds} s, ${survivors.length} survived`);
process.exit(survivors.length > 0 || chosen.length === 0 ? 1 : 0);

/** Of a file, or of one line of it. */
function mutantsIn(place: string): Mutant[] {
  const [name = "", line] = place.split(":");
  const mutants = mutantsOf(fileOf(name), readFileSync(fileOf(name), "utf8"));
  return line === undefined ? mutants : mutants.filter((mutant) => mutant.line === Number(line));
}

/** Evenly over the list, so that each file has its share; which ones changes with the list, not from run to run. */
function sampleOf(mutants: readonly Mutant[], count: number): Mutant[] {
  const step = Math.max(1, mutants.length / Math.max(1, count));
  return mutants.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Tests that fail without any mutant say nothing of one. */
function expectGreen(tests: readonly string[]): void {
  endedAfterMs = BEFORE_GREEN_MS;
  const beganMs = performance.now();
  const isGreen = !fails({ file: "", line: 0, text: "" }, tests);
  endedAfterMs = Math.max(ENDED_AFTER_MS_MIN, Math.ceil(TIMES_GREEN * (performance.now() - beganMs)));
  if (isGreen) return;
  console.error(`these fail without any mutant, so nothing can be said of one: ${tests.join(", ")}`);
  process.exit(1);
}

function nearestTo({ file }: Pick<Mutant, "file">): readonly string[] {
  return nearest[basename(file, ".ts")] ?? [];
}

function isKilled(mutant: Mutant): boolean {
  const { file, line, what, text } = mutant;
  const first = nearestTo(mutant);
  const beganMs = performance.now();
  const killed = fails(mutant, first) || others.some((tests) => failsElsewhere(mutant, tests, first));
  const tookS = ((performance.now() - beganMs) / 1000).toFixed(1).padStart(5);
  console.log(`${killed ? "killed  " : "SURVIVED"} ${tookS} s ${file}:${line} ${what}: ${text.trim()}`);
  return killed;
}

function failsElsewhere(mutant: Mutant, tests: readonly string[], first: readonly string[]): boolean {
  if (!green.has(tests)) expectGreen(tests);
  green.add(tests);
  return fails(
    mutant,
    tests.filter((name) => !first.includes(name)),
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
  if (run.error !== undefined) console.log("         by time:");
  return run.status !== 0;
}
