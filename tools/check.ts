/** `npm run check`: types, lint, format and the tests that need nothing. Under 30 s; run it before each commit. */
import { staticChecks } from "./checks.ts";
import { runAll } from "./run.ts";

const ok = await runAll([
  ...staticChecks,
  {
    title: "unit tests",
    program: "node_modules/vitest/vitest.mjs",
    args: ["run", "--project", "unit", "--reporter=dot"],
  },
]);
process.exit(ok ? 0 : 1);
