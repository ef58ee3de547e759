import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { loadWorld, saveWorld } from "./index.ts";

test("a saved world of another shape, or of none, is not loaded [R-ROUTE-46]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  const text = saveWorld(centre.world);
  expect(saveWorld(loadWorld(text))).toBe(text);
  const { shape, ...facts } = JSON.parse(text) as { shape: number };
  expect(() => loadWorld(JSON.stringify(facts))).toThrow("has the shape");
  expect(() => loadWorld(JSON.stringify({ ...facts, shape: shape - 1 }))).toThrow("has the shape");
  expect(() => loadWorld(JSON.stringify({ ...facts, shape: shape + 1 }))).toThrow("has the shape");
});
