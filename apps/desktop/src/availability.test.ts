import { expect, test } from "vitest";
import { asChosen } from "./availability.ts";

const lost = { state: "device-lost" } as const;

test("who is on a break lost no device, though none rings meanwhile [R-PAGE-50]", () => {
  for (const presence of ["busy", "away", "break"] as const)
    expect(asChosen({ presence, availability: lost }).availability).toEqual({ state: "unavailable", reason: presence });
});

test("who is available and cannot be rung has lost their device [R-PAGE-50]", () => {
  expect(asChosen({ presence: "available", availability: lost }).availability).toEqual(lost);
});

test("what else holds an agent is told before what they chose", () => {
  const talks = { presence: "break", availability: { state: "busy" } } as const;
  expect(asChosen(talks)).toBe(talks);
});
