import { expect, test } from "vitest";
import { plainText, shown, shownLines } from "./shown.ts";

test("a right-to-left name stands isolated and cannot turn the sentence around [R-DESK-14]", () => {
  expect(shown("שרה")).toBe("\u2068שרה\u2069");
});

test("overrides, isolates and control characters are taken out of a name", () => {
  expect(plainText("Ali\u202Ece\u0000\u0007\u2066 B\u2069")).toBe("Ali ce B");
  expect(plainText("\u0008\u009B")).toBe("");
});

test("emoji with joiners stay whole", () => {
  expect(plainText("👩‍🚒 Zoë")).toBe("👩‍🚒 Zoë");
});

test("a note keeps its lines, and nothing else that is unseen", () => {
  expect(shownLines("one\r\ntwo\u202E\nthree\u0000x")).toBe("one\ntwo \nthree x");
});
