import { expect, test } from "vitest";
import { mutantsOf, withMutant } from "./mutants.ts";

const source = [
  "export function compare(a: A, b: B): number {",
  "  return a.band - b.band || (a.id < b.id ? -1 : 1);",
  "}",
  "function verdict(agent: Agent): string {",
  '  if (agent.sessionId === undefined) return "signed-out";',
  "  return x.length - y.size; // no comparison of the same thing",
  "  if (agent.odd) continue; // same either way: nobody is odd",
  "  return agent.ready && agent.phones > 0;",
  "  if (agent === undefined) return;",
  "  return level !== undefined && level >= low;",
  "}",
  'const load: Column = { by: "load", of: (facts) => facts.load };',
  '  linear: { from: "first", order: [tier, place] },',
  "  const near = all.filter((one) => one.at <= at && delays[0] > 0);",
  "  for (let i = 0; i < size; i += 1) count(i);",
  "export type Column = { readonly of: (facts: Facts) => number };",
].join("\n");

test("comparisons are turned round and left out, filters and conditions are left out, and nothing else is touched", () => {
  const mutants = mutantsOf("order.ts", source);
  expect(mutants.map(({ line, what, text }) => [line, what, text.trim()])).toEqual([
    [2, "order reversed", "return b.band - a.band || (a.id < b.id ? -1 : 1);"],
    [2, "order reversed", "return a.band - b.band || (a.id > b.id ? -1 : 1);"],
    [2, "comparison left out", "return 0 || (a.id < b.id ? -1 : 1);"],
    [5, "filter left out", 'if (false) return "signed-out";'],
    [8, "comparison turned round", "return agent.ready && agent.phones <= 0;"],
    [8, "condition left out", "return agent.phones > 0;"],
    [8, "condition left out", "return agent.ready;"],
    [10, "comparison turned round", "return level !== undefined && level < low;"],
    [10, "condition left out", "return level !== undefined;"],
    [12, "order reversed", 'const load: Column = { by: "load", of: (facts) => -(facts.load) };'],
    [13, "comparison left out", 'linear: { from: "first", order: [place] },'],
    [13, "comparison left out", 'linear: { from: "first", order: [tier] },'],
    [14, "comparison turned round", "const near = all.filter((one) => one.at > at && delays[0] > 0);"],
    [14, "comparison turned round", "const near = all.filter((one) => one.at <= at && delays[0] <= 0);"],
    [14, "filter left out", "const near = all.filter((one) => true || one.at <= at && delays[0] > 0);"],
  ]);
});

test("a mutant is the source but for its line", () => {
  const [first] = mutantsOf("order.ts", source);
  if (first === undefined) throw new Error("the source has mutants");
  const changed = withMutant(source, first).split("\n");
  expect(changed[1]).toBe(first.text);
  expect(changed.toSpliced(1, 1)).toEqual(source.split("\n").toSpliced(1, 1));
});
