/** The line's order is a plain sorted array's, whatever comes and goes. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SortedList } from "./sorted-list.ts";

const ascending = (a: number, b: number): number => a - b;

/** What the list is to be, kept the slow way. */
class Plain {
  things: number[] = [];

  add(thing: number): void {
    if (!this.things.includes(thing)) this.things = [...this.things, thing].toSorted(ascending);
  }

  remove(thing: number): void {
    this.things = this.things.filter((one) => one !== thing);
  }
}

function expectSame(list: SortedList<number>, things: readonly number[], asked: readonly number[]): void {
  expect([...list]).toEqual(things);
  expect(list.size).toBe(things.length);
  expect(list.first()).toBe(things[0]);
  for (const thing of asked) {
    expect(list.rank(thing)).toBe(things.filter((one) => one < thing).length);
    expect(list.has(thing)).toBe(things.includes(thing));
    expect(list.after(thing)).toBe(things.find((one) => one > thing));
  }
  for (const index of [-1, 0, things.length >> 1, things.length - 1, things.length])
    expect(list.at(index)).toBe(index < 0 ? undefined : things[index]);
  expect([...list.from(things.length >> 1)]).toEqual(things.slice(things.length >> 1));
}

test("after any additions and removals the list is what a sorted array would be", () => {
  const value = fc.nat(500);
  // Runs of neighbours, as in a queue, widen, split, narrow and join the nodes; single ones hit every place.
  const run = fc.record({ adds: fc.boolean(), from: value, length: fc.nat(150) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), fc.array(value, { maxLength: 5 }), (runs, asked) => {
      const list = new SortedList(ascending);
      const plain = new Plain();
      for (const { adds, from, length } of runs) {
        for (let thing = from; thing <= from + length; thing += 1) {
          if (adds) list.add(thing);
          else list.remove(thing);
          if (adds) plain.add(thing);
          else plain.remove(thing);
        }
        expectSame(list, plain.things, [from - 1, from, from + length, ...asked]);
      }
    }),
    { numRuns: 60 },
  );
});

test("a hundred thousand come in any order, are found by rank, and go until nobody is left", () => {
  const count = 100_000;
  const step = 61_803; // has no factor in common with the count: each place is met once
  const list = new SortedList(ascending);
  for (let n = 0; n < count; n += 1) list.add((n * step) % count);
  expect(list.size).toBe(count);
  for (let n = 0; n < count; n += 997) expect([list.at(n), list.rank(n), list.after(n - 1)]).toEqual([n, n, n]);
  for (let n = 0; n < count; n += 2) list.remove((n * step) % count);
  const left = Array.from({ length: count / 2 }, (_, n) => ((2 * n + 1) * step) % count).toSorted(ascending);
  expect([...list]).toEqual(left);
  expect([...list.from(count / 2 - 3)]).toEqual(left.slice(-3));
  for (const thing of left) list.remove(thing);
  expect([list.size, list.first(), list.at(0), list.after(-1)]).toEqual([0, undefined, undefined, undefined]);
});
