/** Adds up what the suites' reports say; whatever is not plainly a passed test is a failure. */

/** What vitest's JSON reporter writes, as far as it is read here. */
export type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
};

export type Count = {
  /** The suite's process ended with 0, within its budget. */
  readonly ok: boolean;
  /** Undefined when the suite wrote none. */
  readonly report: Report | undefined;
};

/** Tests that were left out count as failed, and so does a suite without tests, or one that failed besides its tests. */
export function addUp(counts: readonly Count[]): { passed: number; failed: number } {
  const total = { passed: 0, failed: 0 };
  for (const { ok, report } of counts) {
    const failed = report === undefined ? 0 : report.numFailedTests + report.numPendingTests + report.numTodoTests;
    const passed = report?.numPassedTests ?? 0;
    total.passed += passed;
    total.failed += failed > 0 ? failed : ok && passed > 0 ? 0 : 1;
  }
  return total;
}
