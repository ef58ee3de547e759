import { expect, test } from "vitest";
import { keptInPage, readable } from "../kept-in-tab.ts";
import { levelOf, meterOf } from "./level.ts";
import { makePageId } from "./page-id.ts";
import { noteWasPhone, readWasPhone } from "./was-phone.ts";

test("a tab knows once, and not for long, that it was the phone", () => {
  const store = keptInPage();
  noteWasPhone(store, { handle: "alice-1", now: 1000 });
  expect(readWasPhone(store, { handle: "bob-1", now: 2000 })).toBe(false);
  expect(readWasPhone(store, { handle: "alice-1", now: 2000 })).toBe(true);
  expect(readWasPhone(store, { handle: "alice-1", now: 2000 })).toBe(false);
  noteWasPhone(store, { handle: "alice-1", now: 1000 });
  expect(readWasPhone(store, { handle: "alice-1", now: 1000 + 61_000 })).toBe(false);
});

test("a page's name is an id, and another one each time", () => {
  expect(makePageId((bytes) => bytes.fill(10))).toBe("0a".repeat(16));
  expect(makePageId()).not.toBe(makePageId());
});

test("the meter is empty in silence and full at the loudest", () => {
  expect(levelOf(new Float32Array(0))).toBe(0);
  expect(levelOf(new Float32Array([0.5, -0.5]))).toBe(0.5);
  expect([meterOf(0), meterOf(1), meterOf(2)]).toEqual([0, 1, 1]);
  expect(meterOf(0.001)).toBeCloseTo(0);
  expect(meterOf(0.1)).toBeGreaterThan(meterOf(0.05));
});

test("where a browser forbids to keep anything, the page goes on without", () => {
  const forbidden = (): Storage => {
    throw new DOMException("Access is denied for this document.", "SecurityError");
  };
  expect(readable(forbidden)).toBeUndefined();
  const page = keptInPage();
  page.setItem("a", "1");
  expect([page.getItem("a"), page.getItem("b"), page.length, page.key(0)]).toEqual(["1", null, 1, "a"]);
});
