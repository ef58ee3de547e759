import { expect, test } from "vitest";
import { filterOf, isFiltered, searchOf } from "./list-filter.ts";

test("a filter written into the address is read from it again", () => {
  const filter = { state: "open", agentId: "alice", queueId: "sales" } as const;
  expect(filterOf(new URLSearchParams(searchOf(filter)))).toEqual(filter);
  expect(isFiltered(filter)).toBe(true);
});

test("an address with nothing, or with nonsense, lists everything", () => {
  const everything = { state: "all", agentId: "", queueId: "" };
  expect(filterOf(new URLSearchParams())).toEqual(everything);
  expect(filterOf(new URLSearchParams("state=odd&agent=../x&queue=%00"))).toEqual(everything);
  expect(isFiltered(filterOf(new URLSearchParams()))).toBe(false);
});
