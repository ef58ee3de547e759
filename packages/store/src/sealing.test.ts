import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { derive, open, seal } from "./sealing.ts";

const key = createSecretKey(randomBytes(32));
const other = createSecretKey(randomBytes(32));

test("sealed text opens with its key, and is never twice the same [R-STORE-10]", () => {
  const [first, second] = [seal("p1", key, "Grüße, +15555550101"), seal("p1", key, "Grüße, +15555550101")];
  expect(first).toMatch(/^v1\.p1\.[\w-]{16}\.[\w-]+$/);
  expect(first).not.toBe(second);
  expect(open(first, () => key)).toBe("Grüße, +15555550101");
});

test("sealed text does not open without its key, with another, changed, or under another's name [R-STORE-12]", () => {
  const sealed = seal("p1", key, "a note");
  const [version, id, nonce, text = ""] = sealed.split(".");
  const flipped = `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
  const wrong = {
    "no key": open(sealed, () => undefined),
    "another key": open(sealed, () => other),
    "changed text": open(`${version}.${id}.${nonce}.${flipped}`, () => key),
    "another's name": open(`${version}.p2.${nonce}.${text}`, () => key),
    "another version": open(`v2.${id}.${nonce}.${text}`, () => key),
    "cut short": open(sealed.slice(0, -4), () => key),
    "no nonce": open(`${version}.${id}..${text}`, () => key),
    "too many parts": open(`${sealed}.more`, () => key),
    "not ours": open("hello", () => key),
    empty: open("", () => key),
  };
  expect(Object.entries(wrong).filter(([, opened]) => opened !== undefined)).toEqual([]);
});

test("a derived key depends on the key and on the purpose, on nothing else [R-STORE-12]", () => {
  expect(derive(key, "recording r1")).toHaveLength(32);
  expect(derive(key, "recording r1")).toEqual(derive(key, "recording r1"));
  expect(derive(key, "recording r2")).not.toEqual(derive(key, "recording r1"));
  expect(derive(other, "recording r1")).not.toEqual(derive(key, "recording r1"));
});
