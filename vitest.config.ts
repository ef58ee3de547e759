import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { Plugin } from "vite";
import type { TestSpecification } from "vitest/node";
import { withMutant } from "./tools/mutants.ts";
import type { Mutant } from "./tools/mutants.ts";

/**
 * The suffix of a test says what it needs: `.test.ts` nothing, `.sim.ts` nothing but time, `.store.test.ts` a disk,
 * `.sip.test.ts` loopback sockets, `.e2e.test.ts` real phones and whole servers. The last two wait more than they work:
 * their files run two at a time.
 */
const unit = ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "apps/*/e2e/harness/*.test.ts", "tools/**/*.test.ts"];
/** What measures gaps and offsets of milliseconds, or the audio of many at once, has the machine for itself. */
const measured = "apps/server/e2e/{browser-crossing,checklist,full-disk,media-death,phones,recording}.e2e.test.ts";
/** Servers, media processes and browsers' far sides start by the dozen: what Node has compiled once it finds here again. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile") };
const needy = ["**/*.store.test.ts", "**/*.sip.test.ts", "**/*.e2e.test.ts"];

/** What is not so by then does not become so: a busy machine is slow, and not broken. */
const patience = { timeout: 30_000 };

/** The longest files, so that none of them is what everybody waits for in the end. */
const long = [
  ...["pages-look.e2e", "loss-device.e2e", "loss-network.e2e", "install.e2e", "start.e2e", "crash.e2e"],
  ...["people-sign-in.e2e", "loss-reload.e2e", "pages-bad-input.e2e", "loss-restart.e2e", "contract.sip"],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((name) => moduleId.includes(`/${name}.`));
      return at === -1 ? long.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** One line of one file is another while `tools/mutate.ts` looks whether that is noticed. */
const mutant = process.env["LEGROOM_MUTANT"];
const mutation: Plugin = {
  name: `mutation ${mutant}`, // what Vitest keeps of a file it keeps by the plugins' names too
  enforce: "pre",
  transform(code, id) {
    const { file, ...change } = JSON.parse(mutant ?? "{}") as Mutant; // our own tool's text
    return id.endsWith(`/${file}`) ? withMutant(code, change) : undefined;
  },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: mutant === undefined ? [] : [mutation],
        test: {
          name: "unit",
          isolate: false,
          include: unit,
          exclude: [...needy, "**/node_modules/**"],
          setupFiles: mutant === undefined ? [] : ["tools/mutant-setup.ts"],
          testTimeout: 20_000,
        },
      },
      { test: { name: "sim", include: ["packages/sim/scenarios/**/*.sim.ts"], testTimeout: 120_000 } },
      {
        test: { name: "store", include: ["**/*.store.test.ts"], exclude: ["**/node_modules/**"], testTimeout: 60_000 },
      },
      {
        test: {
          name: "sip",
          include: ["**/*.sip.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: patience },
          env,
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          exclude: [measured, "**/node_modules/**"],
          globalSetup: ["apps/server/e2e/harness/build-pages.ts"],
          env,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: patience },
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "measured",
          include: [measured],
          globalSetup: ["apps/server/e2e/harness/build-pages.ts"],
          env,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: patience },
          fileParallelism: false,
        },
      },
    ],
  },
});
