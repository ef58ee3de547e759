import { countries } from "@legroom/model";
import { getCountries } from "libphonenumber-js/min";
import { expect, test } from "vitest";
import { readNumber } from "./ports/index.ts";

test("the countries that a centre may be in are those whose numbers can be read", () => {
  expect([...countries]).toEqual(getCountries());
});

test.each([
  ["030 1234567", "DE", "+49301234567"],
  ["0171/555 01 12", "DE", "+491715550112"],
  ["(030) 123-45.67", "DE", "+49301234567"],
  ["0049 30 1234567", "DE", "+49301234567"],
  ["+49 (0)30 1234567", "DE", "+49301234567"],
  ["+1 555 555 0101", "DE", "+15555550101"],
  ["5555550101", "US", "+15555550101"],
  ["15555550101", "US", "+15555550101"],
  ["011 49 30 1234567", "US", "+49301234567"],
  ["06 12345678", "IT", "+390612345678"],
  ["+1 (555) 555-0101", undefined, "+15555550101"],
  ["030 1234567", undefined, "0301234567"],
  ["4711", undefined, "4711"],
  ["+99 1234", undefined, "+991234"],
] as const)("%s in %s is %s [R-ENGINE-52]", (text, country, number) => {
  expect(readNumber(text, country)).toEqual({ ok: true, number });
});

test.each([
  ["", undefined, /digits/],
  ["nobody", "DE", /digits/],
  ["4711", "DE", /extension.*sip:/],
  ["+999 123456789", "DE", /country code/],
  ["+1 555 555 01", "DE", /short/],
  ["030 1234567 1234567 1234567", "DE", /long|length/],
  ["12345 or 67890", "DE", /not a telephone number.*DE/],
  ["030 1234567 ext 5", "DE", /extension/],
] as const)("%j in %s is refused with what is wrong [R-ENGINE-52]", (text, country, message) => {
  expect(readNumber(text, country)).toEqual({ ok: false, message: expect.stringMatching(message) });
});
