import { expect, test } from "vitest";
import { RecentIds } from "./recent-ids.ts";

test("what was seen is known, and the oldest is forgotten first [R-TEL-3]", () => {
  const ids = new RecentIds(2);
  expect([ids.add("a"), ids.add("a"), ids.add("b"), ids.add("c")]).toEqual([true, false, true, true]);
  expect([ids.has("a"), ids.has("b"), ids.has("c")]).toEqual([false, true, true]);
});
