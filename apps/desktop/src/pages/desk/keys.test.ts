import { expect, test } from "vitest";
import { actionOf } from "./keys.ts";
import type { KeyPress } from "./keys.ts";

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, hasModifier: false, isRepeat: false, isTyping: false, isOnControl: false, ...more };
}

test.each([
  ["a", "offer", "accept"],
  ["A", "offer", "accept"],
  ["Enter", "offer", "accept"],
  ["d", "offer", "decline"],
  ["m", "talk", "mute"],
  ["e", "talk", "end"],
  ["?", "idle", "help"],
  ["?", "talk", "help"],
  ["a", "talk", undefined],
  ["e", "offer", undefined],
  ["m", "wrap-up", undefined],
  ["Enter", "talk", undefined],
  ["x", "offer", undefined],
] as const)("the key %s in the scene %s does %s [R-DESK-10]", (key, scene, action) =>
  expect(actionOf(press(key), scene)).toBe(action),
);

test("no key does anything while somebody types, holds a modifier, or holds it down [R-DESK-10]", () => {
  for (const more of [{ isTyping: true }, { hasModifier: true }, { isRepeat: true }])
    expect(actionOf(press("a", more), "offer")).toBeUndefined();
});

test("Enter on a button presses that button, and does not accept besides", () => {
  expect(actionOf(press("Enter", { isOnControl: true }), "offer")).toBeUndefined();
});
