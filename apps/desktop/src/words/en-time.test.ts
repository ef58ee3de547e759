import { expect, test } from "vitest";
import { agoInWords, instantInWords, spanInWords, timeOfDay } from "./en-time.ts";

test.each([
  [999, "less than a second"],
  [1000, "1 second"],
  [80_000, "1 minute 20 seconds"],
  [3_600_000, "1 hour"],
  [7_500_000, "2 hours 5 minutes"],
  [3 * 86_400_000, "3 days"],
])("%d ms in words is %s", (ms, text) => {
  expect(spanInWords(ms)).toBe(text);
});

test("what is past and what is to come are told apart", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(agoInWords(now - 3000, now)).toBe("just now");
  expect(agoInWords(now - 45_000, now)).toBe("45 seconds ago");
  expect(agoInWords(now - 200_000, now)).toBe("3 minutes ago");
  expect(agoInWords(now + 2 * 3_600_000, now)).toBe("in 2 hours");
  expect(agoInWords(now - 50 * 3_600_000, now)).toBe("2 days ago");
});

test("an instant of another day is told with its day", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(instantInWords(now, now)).toBe(timeOfDay(now));
  expect(instantInWords(now - 3 * 86_400_000, now)).toContain("18 Nov 2026");
});
