import { expect, test } from "vitest";
import { isSettled } from "./settled.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

test.each([
  [undefined, false],
  [NOW - 599_000, false],
  [NOW - 601_000, true],
])("an interaction closed at %s is settled: %s [R-PAGE-8]", (closedAt, settled) => {
  expect(isSettled({ closedAt }, NOW)).toBe(settled);
});
