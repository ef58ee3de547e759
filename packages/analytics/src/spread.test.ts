import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Spread } from "./spread.ts";

const lengths = fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 1, maxLength: 60 });

test("a quantile is the nearest rank, rounded up to a step, and spreads add up [R-ANALYTICS-16]", () => {
  fc.assert(
    fc.property(lengths, lengths, fc.double({ min: 0.01, max: 1, noNaN: true }), (some, others, share) => {
      const [spread, other] = [new Spread(), new Spread()];
      for (const ms of some) spread.add(ms);
      for (const ms of others) other.add(ms);
      spread.addAll(other);
      const sorted = [...some, ...others].toSorted((a, b) => a - b);
      const ranked = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
      expect(spread.quantile(share)).toBe(Math.ceil(ranked / 100) * 100);
      expect(spread.upTo(20_000)).toBe(sorted.filter((ms) => ms <= 20_000).length);
    }),
    { numRuns: 60 },
  );
});

test("of nothing there is no quantile [R-ANALYTICS-4]", () => {
  expect(new Spread().quantile(0.9)).toBeNull();
});
