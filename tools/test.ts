/**
 * `npm test`: the checks and every test there is, each suite within its budget; last, one plain line with the counts.
 *
 * What the tests need and the machine has not is named with the way to get it, and is a failure: nothing is left out in
 * silence.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { staticChecks } from "./checks.ts";
import { runAll, runOne } from "./run.ts";
import { addUp } from "./test-count.ts";
import type { Count } from "./test-count.ts";

/** Suites (projects of vitest.config.ts) and what each may take on a quiet machine with two cores, in seconds. */
const suites = { unit: 60, sim: 120, store: 60, sip: 150, e2e: 300, measured: 100 } as const;

/** Machines are shared: a suite is ended only when it takes so many times its budget, and is told apart long before. */
const PATIENCE = 4;

type Program = { readonly program: string; readonly debian: string; readonly use: string };
const programs = JSON.parse(readFileSync(new URL("programs.json", import.meta.url), "utf8")) as Program[]; // our own file
const missing = programs.filter((each) => spawnSync("which", [each.program]).status !== 0);
if (missing.length > 0) {
  for (const each of missing) console.error(`missing: ${each.program} (${each.use}), Debian's package ${each.debian}`);
  console.error(`Run "npm run setup" once: it installs ${missing.map((each) => each.debian).join(", ")}.`);
  process.exit(1);
}

const directory = mkdtempSync(join(tmpdir(), "legroom-test-"));
const checksOk = await runAll(staticChecks);
const counts: Count[] = [];
for (const [suite, budgetS] of Object.entries(suites)) {
  const output = join(directory, `${suite}.json`);
  const ok = await runOne({
    title: `${suite} tests`,
    program: "node_modules/vitest/vitest.mjs",
    args: ["run", "--project", suite, "--reporter=default", "--reporter=json", `--outputFile.json=${output}`],
    budgetS,
    endAfterS: budgetS * PATIENCE,
  });
  counts.push(countOf(output, ok));
}
rmSync(directory, { recursive: true, force: true });

const mutantsOk = await runOne({
  title: "mutants of the routing core, a sample",
  program: "tools/mutate.ts",
  args: ["--sample", "4"],
  budgetS: 60,
  endAfterS: 60 * PATIENCE,
});
const total = addUp(counts);
const failed = total.failed + (checksOk ? 0 : 1) + (mutantsOk ? 0 : 1);
console.log(`${total.passed} passed, ${failed} failed`);
process.exit(failed > 0 || total.passed === 0 ? 1 : 0);

function countOf(output: string, ok: boolean): Count {
  try {
    return { ok, report: JSON.parse(readFileSync(output, "utf8")) };
  } catch {
    return { ok, report: undefined }; // it ended before it could report
  }
}
