import { unixMs } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DeadlineIndex } from "./deadline-index.ts";
import type { Due } from "./deadline-index.ts";

const kinds = ["agent", "effect", "feature", "interaction", "offer", "queue"] as const;

/** One deadline is set, is moved, or falls away. */
const change = fc.record({
  kind: fc.constantFrom(...kinds),
  id: fc.nat(40).map(String),
  at: fc.option(fc.nat(30).map(unixMs), { nil: undefined, freq: 4 }),
});

/** By looking at all of them: the earliest, ties by kind and then by id. */
function earliest(all: ReadonlyMap<string, Due>): Due | undefined {
  const [first] = [...all.values()].toSorted(
    (a, b) => a.at - b.at || kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.id < b.id ? -1 : 1),
  );
  return first;
}

test("whatever is set, is moved and falls away, the first is the earliest, and of equals that of the first kind and id", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400, size: "max" }), (changes) => {
      const index = new DeadlineIndex();
      const all = new Map<string, Due>();
      for (const { kind, id, at } of changes) {
        index.set(kind, id, at);
        if (at === undefined) all.delete(`${kind}:${id}`);
        else all.set(`${kind}:${id}`, { kind, id, at });
        expect(index.first()).toEqual(earliest(all));
      }
      const entries = new Map([...all].map(([key, due]) => [key, due.at]));
      expect(index.entries()).toEqual(entries);
    }),
    { numRuns: 30 },
  );
});

test("deadlines of one kind come in the order of their instants, until none is left", () => {
  const index = new DeadlineIndex();
  const ats = Array.from({ length: 500 }, (_, i) => (i * 7919) % 1009);
  for (const [i, at] of ats.entries()) index.set("interaction", String(i), unixMs(at));
  const came: number[] = [];
  for (let due = index.first(); due !== undefined; due = index.first()) {
    came.push(due.at);
    index.set(due.kind, due.id, undefined);
  }
  expect(came).toEqual(ats.toSorted((a, b) => a - b));
});
