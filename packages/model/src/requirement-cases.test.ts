import * as fc from "fast-check";
import { expect, test } from "vitest";
import { casesOf, meets, parseRequirement, shutOutBy } from "./index.ts";
import type { Abilities, Requirement } from "./index.ts";

function read(text: string): Requirement {
  const result = parseRequirement(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.requirement;
}

const shows = (before: string, now: string): unknown => {
  const agent = shutOutBy(read(now), read(before));
  return agent === undefined ? undefined : [agent.id, Object.fromEntries([...agent.skills, ...agent.languages])];
};

test.each([
  ["tea >= 7", "tea >= 5"],
  ["tea", "anyone"],
  ["tea and coffee", "tea"],
  ["tea >= 5", "tea 3..10"],
  ["not tea", "not tea >= 3"],
  ["agent(ann)", "agent(ben, ann)"],
  ["tea and not agent(ann)", "tea"],
  ["tea and (language(de) or language(en))", "tea and language(de) or language(en)"],
  ["tea = 4 or tea = 5", "tea 4..5"],
  ["tea 4..5", "tea = 4 or tea = 5"],
  ["not (tea or coffee)", "not tea and not coffee"],
])("whoever meets %s meets %s [R-ROUTE-170]", (before, now) => {
  expect(shows(before, now)).toBeUndefined();
});

test.each([
  ["tea", "tea >= 7", ["", { tea: 1 }]],
  ["anyone", "tea", ["", {}]],
  ["tea >= 5", "tea <= 9", ["", { tea: 10 }]],
  ["tea or coffee", "tea", ["", { coffee: 1 }]],
  ["anyone", "not agent(ann)", ["ann", {}]],
  ["language(de)", "language(de) >= 2", ["", { de: 1 }]],
  ["tea 2..4", "tea = 2 or tea = 4", ["", { tea: 3 }]],
])("somebody meets %s and not %s [R-ROUTE-170]", (before, now, who) => {
  expect(shows(before, now)).toEqual(who);
});

test("so many agents are told apart as there are names, times the levels of each skill at which something changes", () => {
  expect(casesOf(read("anyone"), read("anyone"))).toBe(1);
  expect(casesOf(read("tea"), read("anyone"))).toBe(2);
  expect(casesOf(read("tea >= 5"), read("tea 3..7 and language(de)"))).toBe(10);
  expect(casesOf(read("agent(ann, ben)"), read("not tea"))).toBe(6);
});

const leaf = fc.oneof(
  fc
    .record({ id: fc.constantFrom("tea", "coffee"), low: fc.integer({ min: 1, max: 10 }), span: fc.nat(9) })
    .map(({ id, low, span }): Requirement => ({ kind: "skill", id, low, high: Math.min(10, low + span) })),
  fc.constant<Requirement>({ kind: "language", id: "de", low: 3, high: 10 }),
  fc.constantFrom(["ann"], ["ann", "ben"]).map((ids): Requirement => ({ kind: "agent", ids })),
  fc.constant<Requirement>({ kind: "anyone" }),
);
const { requirement } = fc.letrec<{ requirement: Requirement }>((tie) => ({
  requirement: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie("requirement").map((of): Requirement => ({ kind: "not", of })),
    fc
      .tuple(fc.constantFrom("all", "any"), fc.array(tie("requirement"), { minLength: 1, maxLength: 3 }))
      .map(([kind, of]): Requirement => ({ kind, of })),
  ),
}));
const level = fc.integer({ min: 0, max: 10 });
const somebody = fc
  .record({ id: fc.constantFrom("ann", "ben", "cat"), tea: level, coffee: level, de: level })
  .map(({ id, tea, coffee, de }): Abilities => {
    const skills = new Map([...Object.entries({ tea, coffee })].filter(([, at]) => at > 0));
    return { id, skills, languages: new Map(de > 0 ? [["de", de]] : []) };
  });

test("where nobody is found, nobody of any kind is shut out; who is found is [R-ROUTE-170]", () => {
  fc.assert(
    fc.property(requirement, requirement, fc.array(somebody, { minLength: 20, maxLength: 20 }), (before, now, all) => {
      const found = shutOutBy(now, before);
      if (found !== undefined) expect([meets(found, before), meets(found, now)]).toEqual([true, false]);
      else expect(all.filter((agent) => meets(agent, before) && !meets(agent, now))).toEqual([]);
    }),
    { numRuns: 300, seed: 4 },
  );
});
