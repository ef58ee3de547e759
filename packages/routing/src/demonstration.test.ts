import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

test("the plan's demonstration: topic and class decide who answers, and the next in line follows", () => {
  const centre = new Centre();
  centre.available("alice", "bob", "carol", "david");
  centre.calls("erin", "sales");
  centre.calls("frank", "support");
  centre.calls("gina", "billing");
  centre.calls("victor", "sales", "victor");
  expect(["erin", "frank", "gina", "victor"].map((name) => centre.agentOf(name))).toEqual([
    "alice",
    "bob",
    "carol",
    "david",
  ]);
  expect(centre.availability("alice")).toBe("busy");
  centre.calls("henry", "sales");
  expect(centre.agentOf("henry")).toBe(undefined);
  centre.hangsUp("erin");
  expect(centre.availability("alice")).toBe("wrapping");
  centre.wait(60_000);
  expect(centre.agentOf("henry")).toBe("alice");
  const { stepped, applied, now } = centre.replayed();
  expect(stepped).toBe(now);
  expect(applied).toBe(now);
});

test("after all calls nothing is left of them", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(centre.look().interactions()).toEqual([]);
  expect(centre.look().conferences()).toEqual([]);
  expect(centre.look().legs()).toEqual([]);
  expect(centre.world.outstanding.size).toBe(0);
  expect(centre.availability("alice")).toBe("available");
});
