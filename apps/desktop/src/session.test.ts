import { roles } from "@legroom/model";
import { expect, test } from "vitest";
import { homeOf, pagesOf, personOf } from "./person.ts";
import type { PageName } from "./person.ts";
import { handleOf, openSession } from "./session.ts";
import { nextTheme, readTheme } from "./theme.ts";

test.each([
  ["/as/alice-7r6kqhwp/desk", "alice-7r6kqhwp"],
  ["/as/alice-7r6kqhwp/", "alice-7r6kqhwp"],
  ["/as/alice-7r6kqhwp", "alice-7r6kqhwp"],
  ["/as//desk", undefined],
  ["/as/%2e%2e/desk", undefined],
  ["/sign-in", undefined],
  ["/", undefined],
  [`/as/${"a".repeat(65)}/`, undefined],
])("the path %s is the page of %s", (path, handle) => expect(handleOf(path)).toBe(handle));

test("two people in one browser ask under their own paths", () => {
  expect([openSession("alice-1").base, openSession("grace-1").base]).toEqual(["/as/alice-1", "/as/grace-1"]);
});

test("each role has a first page, and no role has a page of another's work", () => {
  expect(roles.map(homeOf)).toEqual(["/desk", "/wall", "/admin"]);
  expect(pagesOf("agent")).not.toContain("wall");
  expect(pagesOf("supervisor")).not.toContain("admin");
  const floor: readonly PageName[] = ["wall", "contacts", "stats"];
  for (const page of floor) {
    expect(pagesOf("supervisor")).toContain(page);
    expect(pagesOf("administrator")).toContain(page);
    expect(pagesOf("agent")).not.toContain(page);
  }
});

test("an API key is no person", () => {
  expect(personOf({ id: "key-1" })).toBeUndefined();
  expect(personOf({ id: "alice", role: "agent" })).toEqual({
    id: "alice",
    name: "alice",
    role: "agent",
    hasPassword: false,
  });
});

test("the theme is the system's until somebody chooses, and comes round", () => {
  expect([readTheme(null), readTheme("blue"), readTheme("dark")]).toEqual(["system", "system", "dark"]);
  expect(nextTheme(nextTheme(nextTheme("system")))).toBe("system");
});
