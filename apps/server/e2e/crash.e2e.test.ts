/** `kill -9` of the control process under load: two rounds each while a call rings, talks and wraps up. */
import { expect, test } from "vitest";
import { crashPhases } from "./harness/crash-round.ts";
import type { CrashReport } from "./harness/crash-round.ts";
import { crashRounds } from "./harness/crash-rounds.ts";

const ROUNDS = 6;

test("killed while ringing, talking and wrapping, nothing that was acknowledged is lost, and all that cannot live on is ended truly [R-STORE-1] [R-ENGINE-16] [R-TEL-16] [R-TEL-36] [R-ROUTE-28] [R-MEDIA-64]", async () => {
  const reports: CrashReport[] = [];
  await crashRounds(ROUNDS, (report) => reports.push(report));
  expect(reports.map(({ phase, faults }) => ({ phase, faults }))).toEqual(
    [...crashPhases, ...crashPhases].map((phase) => ({ phase, faults: [] })),
  );
  for (const { told } of reports) expect(Math.min(told.commands, told.registrations, told.events)).toBeGreaterThan(5);
});
