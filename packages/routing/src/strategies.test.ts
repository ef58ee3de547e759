/** Each strategy by a table of cases: who is rung, in which order, and what decided. */
import { strategies } from "@legroom/model";
import type { OfferReasons, Strategy } from "@legroom/model";
import { expect, test } from "vitest";
import type { Centre } from "../test/centre.ts";
import { offered, talk, whyLast, withQueues } from "../test/matching.ts";
import type { Queue } from "../test/matching.ts";

type Who = NonNullable<Parameters<typeof withQueues>[1]>;
const everybody: Who = { ann: {}, ben: {}, cat: {}, dan: {} };

function line(strategy: Strategy, more: Partial<Queue> = {}, who = everybody): Centre {
  return withQueues([{ id: "line", strategy, ...more }], who);
}

/** All available, each a second after the one before. */
function inTurn(centre: Centre, ...agents: string[]): Centre {
  for (const agent of agents) {
    centre.available(agent);
    centre.wait(1000);
  }
  return centre;
}

type Case = {
  readonly strategy: Strategy;
  readonly of: string;
  readonly tiers?: Queue["tiers"];
  readonly who?: Who;
  /** What happened before: the agents are available, in the order given here. */
  readonly arrive?: readonly string[];
  readonly before?: (centre: Centre) => void;
  readonly requires?: string;
  readonly chosen: string;
  readonly by: OfferReasons["tieBreak"];
};

const skilled = (level: number, ...others: string[]): Who[string] => ({
  skills: ["tea", ...others],
  levels: { tea: level },
});

const cases: readonly Case[] = [
  { strategy: "performance", of: "idle since", arrive: ["ben", "ann"], chosen: "ben", by: "longest-idle" },
  { strategy: "performance", of: "id at last", chosen: "ann", by: "id" },
  {
    strategy: "performance",
    of: "tier before idle",
    tiers: { ben: 2 },
    arrive: ["ben", "ann"],
    chosen: "ann",
    by: "tier",
  },
  {
    strategy: "performance",
    of: "load before tier",
    who: { ann: { capacity: 2 }, ben: {} },
    tiers: { ben: 2 },
    before: (centre) => void centre.calls("first", "line"),
    chosen: "ben",
    by: "load",
  },
  {
    strategy: "best-skill",
    of: "level",
    requires: "tea",
    who: { ann: skilled(5), ben: skilled(7) },
    chosen: "ben",
    by: "skill-fit",
  },
  {
    strategy: "best-skill",
    of: "other skills",
    requires: "tea",
    who: { ann: skilled(5, "milk"), ben: skilled(5) },
    chosen: "ben",
    by: "skill-fit",
  },
  {
    strategy: "least-skilled",
    of: "lowest that suffices",
    requires: "tea >= 5",
    who: { ann: skilled(9), ben: skilled(6), cat: skilled(4) },
    chosen: "ben",
    by: "skill-fit",
  },
  {
    strategy: "lowest-occupancy",
    of: "strain",
    arrive: ["ann", "ben"],
    before: (centre) => void talk(centre, "first", "line", 60_000),
    chosen: "ben",
    by: "measure",
  },
  {
    strategy: "longest-idle-agent",
    of: "idle since the talk",
    who: { ann: {}, ben: {} },
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ben",
    by: "longest-idle",
  },
  { strategy: "longest-idle-agent", of: "place", chosen: "ann", by: "order" },
  { strategy: "round-robin", of: "the beginning", chosen: "ann", by: "order" },
  {
    strategy: "round-robin",
    of: "after the last",
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ben",
    by: "turn",
  },
  {
    strategy: "rrmemory",
    of: "after the last",
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ben",
    by: "turn",
  },
  {
    strategy: "rrordered",
    of: "after the last",
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ben",
    by: "turn",
  },
  {
    strategy: "top-down",
    of: "anew for each caller",
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ann",
    by: "order",
  },
  { strategy: "ring-all", of: "everybody", chosen: "dan", by: "all" },
  { strategy: "ringall", of: "the first tier", tiers: { cat: 2, dan: 2 }, chosen: "ben", by: "all" },
  { strategy: "ringall", of: "a first tier of one", tiers: { ben: 2, cat: 2, dan: 2 }, chosen: "ann", by: "tier" },
  { strategy: "ring-progressively", of: "the first", chosen: "ann", by: "order" },
  {
    strategy: "agent-with-least-talk-time",
    of: "talk time, not the number of talks",
    who: { ann: {}, ben: {} },
    before: (centre) => {
      talk(centre, "one", "line", 10_000); // ann
      talk(centre, "two", "line", 2000); // ben
      talk(centre, "three", "line", 3000); // ben again: less talk
    },
    chosen: "ben",
    by: "measure",
  },
  {
    strategy: "agent-with-fewest-calls",
    of: "talks, then place",
    who: { ann: {}, ben: {} },
    before: (centre) => {
      talk(centre, "one", "line", 1000); // ann
      talk(centre, "two", "line", 90_000); // ben
    },
    chosen: "ann",
    by: "order",
  },
  {
    strategy: "fewestcalls",
    of: "talks, then idle",
    who: { ann: {}, ben: {} },
    before: (centre) => {
      talk(centre, "one", "line", 1000); // ann
      talk(centre, "two", "line", 90_000); // ben
    },
    chosen: "ann",
    by: "longest-idle",
  },
  {
    strategy: "leastrecent",
    of: "the end of the last talk of this queue",
    who: { ann: {}, ben: {} },
    before: (centre) => {
      talk(centre, "one", "line"); // ann
      talk(centre, "two", "line"); // ben
    },
    chosen: "ann",
    by: "measure",
  },
  { strategy: "sequentially-by-agent-order", of: "place", arrive: ["dan", "ann"], chosen: "ann", by: "order" },
  {
    strategy: "linear",
    of: "every time from the beginning",
    before: (centre) => void talk(centre, "first", "line"),
    chosen: "ann",
    by: "order",
  },
  { strategy: "random", of: "the first tier of one", tiers: { ben: 2, cat: 2, dan: 2 }, chosen: "ann", by: "tier" },
];

test.each(cases)("$strategy: $of decides [R-ROUTE-55]", ({ strategy, who = everybody, chosen, by, ...of }) => {
  const { tiers = {}, requires = "anyone", arrive, before } = of;
  const centre = line(strategy, { tiers, requires }, who);
  if (arrive === undefined) centre.available(...Object.keys(who));
  else inTurn(centre, ...arrive);
  before?.(centre);
  centre.calls("erin", "line");
  expect([offered(centre).at(-1), whyLast(centre).tieBreak]).toEqual([chosen, by]);
  expect(whyLast(centre).strategy).toBe(strategy);
});

test("the table has a case for every strategy but wrandom, which leaves nobody out [R-ROUTE-55]", () => {
  const named = new Set(cases.map(({ strategy }) => strategy));
  expect(strategies.filter((strategy) => !named.has(strategy))).toEqual(["wrandom"]);
});
