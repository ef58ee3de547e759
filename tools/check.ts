/** `npm run check`: types, lint, format, unused code and the tests that need nothing, side by side. Under 30 s; run it before each commit. */
import { staticChecks } from "./checks.ts";
import { runAll, runOne } from "./run.ts";

const results = await Promise.all([
  runAll(staticChecks),
  runOne({
    title: "unit tests",
    program: "node_modules/vitest/vitest.mjs",
    args: ["run", "--project", "unit", "--reporter=dot"],
  }),
]);
process.exit(results.every(Boolean) ? 0 : 1);
