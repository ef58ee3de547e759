/** `npm run check`: types, lint, format, unused code, and the tests that need nothing. Under 30 s; run it before each commit. */
import { runAll } from "./run.ts";

const ok = await runAll([
  { title: "types", program: "node_modules/typescript/bin/tsc", args: ["-p", "tsconfig.json"] },
  {
    title: "types of model, pure",
    program: "node_modules/typescript/bin/tsc",
    args: ["-p", "packages/model/tsconfig.json"],
  },
  {
    title: "types of routing, pure",
    program: "node_modules/typescript/bin/tsc",
    args: ["-p", "packages/routing/tsconfig.json"],
  },
  { title: "lint", program: "node_modules/oxlint/bin/oxlint", args: ["--type-aware", "--quiet"] },
  { title: "format", program: "node_modules/oxfmt/bin/oxfmt", args: ["--check", "packages", "apps", "tools"] },
  {
    title: "unit tests",
    program: "node_modules/vitest/vitest.mjs",
    args: ["run", "--project", "unit", "--reporter=dot"],
  },
]);
process.exit(ok ? 0 : 1);
