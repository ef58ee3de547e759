/** What is checked without running anything: types, lint, format, unused code. */
import type { Task } from "./run.ts";

export const staticChecks: readonly Task[] = [
  { title: "types", program: "node_modules/typescript/bin/tsc", args: ["-p", "tsconfig.json"] },
  ...["model", "routing"].map((room) => ({
    title: `types of ${room}, pure`,
    program: "node_modules/typescript/bin/tsc",
    args: ["-p", `packages/${room}/tsconfig.json`],
  })),
  { title: "types of desktop", program: "node_modules/typescript/bin/tsc", args: ["-p", "apps/desktop/tsconfig.json"] },
  { title: "lint", program: "node_modules/oxlint/bin/oxlint", args: ["--type-aware", "--quiet"] },
  { title: "format", program: "node_modules/oxfmt/bin/oxfmt", args: ["--check", "packages", "apps", "tools"] },
  { title: "unused", program: "node_modules/knip/bin/knip.js", args: ["--no-progress", "--no-config-hints"] },
];
