import { join } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * The suffix of a test says what it needs: `.test.ts` nothing, `.sim.ts` nothing but time, `.store.test.ts` a disk,
 * `.sip.test.ts` loopback sockets, `.e2e.test.ts` real phones and whole servers.
 */
const unit = ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"];
/** They wait more than they work: two at a time. What measures audio of many at once is not among them. */
const pages = "apps/server/e2e/{loss,pages,people,security}-*.e2e.test.ts";
/** Servers, media processes and browsers' far sides start by the dozen: what Node has compiled once it finds here again. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile") };
const needy = ["**/*.store.test.ts", "**/*.sip.test.ts", "**/*.e2e.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          isolate: false,
          include: unit,
          exclude: [...needy, "**/node_modules/**"],
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
          testTimeout: 60_000,
          hookTimeout: 30_000,
          env,
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          globalSetup: ["apps/server/e2e/harness/build-pages.ts"],
          exclude: [pages, "**/node_modules/**"],
          env,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "pages",
          include: [pages],
          globalSetup: ["apps/server/e2e/harness/build-pages.ts"],
          exclude: ["**/node_modules/**"],
          env,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
