/**
 * How the best of the free agents is found: each strategy is a chain of comparisons over numbers, and where its reader begins
 * (R-ROUTE-55). Smaller comes first everywhere; the id comes last. Data: the code that reads it knows no strategy by name.
 */
import type { OfferReasons, Strategy } from "@legroom/model";
import type { AgentFacts } from "./agent-facts.ts";

/** A comparison, and what it is called where it decides. */
export type Column = { readonly by: OfferReasons["tieBreak"]; readonly of: (facts: AgentFacts) => number };

export type StrategyRule = {
  readonly order: readonly Column[];
  /**
   * Where the reader of that order begins: at its beginning; behind the last one whom the queue offered somebody, in the first
   * tier that is free (`turn`); behind the last one who was tried for this caller (`caller-turn`); with any one of the first tier (`chance`);
   * or of any tier, later ones less likely (`weighted-chance`). The last four need tier and place as their order.
   */
  readonly from: "first" | "turn" | "caller-turn" | "chance" | "weighted-chance";
  /** How many ring: the best; all of the best's tier; all; the best and then one more at a time. */
  readonly rings: "one" | "tier" | "all" | "one-more";
  /** What the strategy measures: shown with the candidates. */
  readonly measures?: "talk-ms" | "calls" | "ended-at" | "strain";
};

const load: Column = { by: "load", of: (facts) => facts.load };
const tier: Column = { by: "tier", of: (facts) => facts.tier };
const place: Column = { by: "order", of: (facts) => facts.place };
const band: Column = { by: "performance", of: (facts) => facts.band };
const idle: Column = { by: "longest-idle", of: (facts) => facts.idleSinceAt };
const bestLevel: Column = { by: "skill-fit", of: (facts) => -facts.level };
const leastLevel: Column = { by: "skill-fit", of: (facts) => facts.level };
const otherSkills: Column = { by: "skill-fit", of: (facts) => facts.otherSkills };
/** An earlier day comes before any amount of a later one: none of today's. */
const talk: Column = {
  by: "measure",
  of: ({ tally }) => tally.day * DAY_WEIGHT + Math.min(tally.talkMs, DAY_WEIGHT - 1),
};
const calls: Column = { by: "measure", of: ({ tally }) => tally.day * DAY_WEIGHT + tally.calls };
const endedAt: Column = { by: "measure", of: ({ tally }) => tally.endedAt };
const strain: Column = { by: "measure", of: (facts) => facts.strainKey };

/** More than an agent of any capacity can talk in a day, in milliseconds. */
const DAY_WEIGHT = 10_000_000_000;

const one = { from: "first", rings: "one" } as const;
const inOrder = [tier, place] as const;

export const strategyRules: Readonly<Record<Strategy, StrategyRule>> = {
  performance: { ...one, order: [load, tier, band, idle] },
  "best-skill": { ...one, order: [load, tier, bestLevel, otherSkills, band, idle] },
  "least-skilled": { ...one, order: [load, tier, leastLevel, otherSkills, band, idle] },
  "lowest-occupancy": { ...one, order: [load, tier, strain, idle], measures: "strain" },
  "longest-idle-agent": { ...one, order: [tier, idle, place] },
  "round-robin": { order: inOrder, from: "turn", rings: "one" },
  "top-down": { order: inOrder, from: "caller-turn", rings: "one" },
  "ring-all": { order: inOrder, from: "first", rings: "all" },
  "ring-progressively": { order: inOrder, from: "first", rings: "one-more" },
  "agent-with-least-talk-time": { ...one, order: [tier, talk, place], measures: "talk-ms" },
  "agent-with-fewest-calls": { ...one, order: [tier, calls, place], measures: "calls" },
  "sequentially-by-agent-order": { ...one, order: inOrder },
  random: { order: inOrder, from: "chance", rings: "one" },
  ringall: { order: inOrder, from: "first", rings: "tier" },
  leastrecent: { ...one, order: [tier, endedAt, place], measures: "ended-at" },
  fewestcalls: { ...one, order: [tier, calls, idle], measures: "calls" },
  rrmemory: { order: inOrder, from: "turn", rings: "one" },
  rrordered: { order: inOrder, from: "turn", rings: "one" },
  linear: { ...one, order: inOrder },
  wrandom: { order: inOrder, from: "weighted-chance", rings: "one" },
};
