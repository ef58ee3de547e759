import { expect, test } from "vitest";
import { addUp } from "./test-count.ts";
import type { Report } from "./test-count.ts";

const makeReport = (over: Partial<Report>): Report => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  ...over,
});

test("passed and failed tests of all suites are added up", () => {
  const counts = [
    { ok: true, report: makeReport({}) },
    { ok: false, report: makeReport({ numFailedTests: 2 }) },
  ];
  expect(addUp(counts)).toEqual({ passed: 6, failed: 2 });
});

test.each([
  ["a suite without a report", { ok: false, report: undefined }, 0],
  ["a suite that found no tests", { ok: true, report: makeReport({ numPassedTests: 0 }) }, 0],
  ["a suite whose process failed although its tests passed", { ok: false, report: makeReport({}) }, 3],
  ["a test that was left out", { ok: true, report: makeReport({ numPendingTests: 1 }) }, 3],
])("%s is a failure", (_case, count, passed) => {
  expect(addUp([count])).toEqual({ passed, failed: 1 });
});
