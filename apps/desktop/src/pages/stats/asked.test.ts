import { expect, test } from "vitest";
import { askedOf, isMoving, queryOf, searchOf, withPeriod } from "./asked.ts";

const asked = (search: string) => askedOf(new URLSearchParams(search));
const NOW = Date.UTC(2026, 10, 21, 10, 15);

test.each([
  ["", { period: "today" }],
  ["period=last-hour&queue=sales", { period: "last-hour", queueId: "sales" }],
  [
    "from=2026-11-20T00:00:00.000Z&to=2026-11-21T00:00:00.000Z&rows=1h",
    { from: "2026-11-20T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z", interval: "1h" },
  ],
  ["from=2026-11-20T00:00:00.000Z", { from: "2026-11-20T00:00:00.000Z" }],
  ["period=for-ever&queue=%2e%2e&rows=1ms", { period: "today" }],
  ["from=soon&to=2026-11-21T00:00:00.000Z", { period: "today" }],
])("the address ?%s asks the server for %j [R-PAGE-46]", (search, query) => {
  expect(queryOf(asked(search))).toEqual(query);
});

test("what is asked for can be sent to somebody as an address [R-PAGE-46]", () => {
  for (const search of ["", "period=last-15m&t=30", "from=2026-11-20T00:00:00.000Z&rows=1d&queue=vip"]) {
    const one = asked(search);
    expect(askedOf(new URLSearchParams(searchOf(one)))).toEqual(one);
  }
});

test("a period that is to be chosen begins as the day before, and gives way to a live one again", () => {
  const chosen = withPeriod(asked("queue=sales"), "chosen", NOW);
  const { fromAt = 0, toAt = 0 } = chosen;
  expect([new Date(fromAt).getHours(), new Date(toAt).getHours()]).toEqual([0, 0]);
  expect(toAt).toBeLessThanOrEqual(NOW);
  expect(fromAt).toBeLessThan(toAt);
  expect(withPeriod(chosen, "last-hour", NOW)).toEqual(asked("period=last-hour&queue=sales"));
});

test("a period that is over is read once; one that goes on is read again [R-PAGE-46]", () => {
  expect(isMoving(asked("period=today"), NOW)).toBe(true);
  expect(isMoving(asked("from=2026-11-20T00:00:00.000Z"), NOW)).toBe(true);
  expect(isMoving(asked("from=2026-11-20T00:00:00.000Z&to=2026-11-21T00:00:00.000Z"), NOW)).toBe(false);
});
