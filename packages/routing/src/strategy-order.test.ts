/** The table of strategies in SPEC.md, comparison by comparison: each decides where all before it are equal, whatever comes after. */
import { strategies } from "@legroom/model";
import type { Strategy, UnixMs } from "@legroom/model";
import { expect, test } from "vitest";
import type { AgentFacts } from "./agent-facts.ts";
import { strategyRules } from "./strategies.ts";

const equal: AgentFacts = {
  ...{ tier: 2, place: 5, load: 500, level: 5, otherSkills: 3, performance: 700, band: 1, strainKey: 50 },
  idleSinceAt: 1000 as UnixMs,
  tally: { day: 20_000, calls: 4, talkMs: 60_000, endedAt: 9000 as UnixMs },
};
const tally = (more: Partial<AgentFacts["tally"]>): Partial<AgentFacts> => ({ tally: { ...equal.tally, ...more } });

/** What makes an agent come before the one who is `equal`, by the words of SPEC.md. */
const better = {
  load: { load: 400 },
  tier: { tier: 1 },
  place: { place: 4 },
  "performance band": { band: 0 },
  "idle since": { idleSinceAt: 900 as UnixMs },
  "most level": { level: 6 },
  "least level": { level: 4 },
  "fewest other skills": { otherSkills: 2 },
  strain: { strainKey: 49 },
  "talk time today": tally({ talkMs: 59_000 }),
  "talks today": tally({ calls: 3 }),
  "end of the last talk": tally({ endedAt: 8000 as UnixMs }),
} satisfies Record<string, Partial<AgentFacts>>;
type Word = keyof typeof better;

const documented: Readonly<Record<Strategy, readonly Word[]>> = {
  performance: ["load", "tier", "performance band", "idle since"],
  "best-skill": ["load", "tier", "most level", "fewest other skills", "performance band", "idle since"],
  "least-skilled": ["load", "tier", "least level", "fewest other skills", "performance band", "idle since"],
  "lowest-occupancy": ["load", "tier", "strain", "idle since"],
  "longest-idle-agent": ["tier", "idle since", "place"],
  "round-robin": ["tier", "place"],
  "top-down": ["tier", "place"],
  "ring-all": ["tier", "place"],
  "ring-progressively": ["tier", "place"],
  "agent-with-least-talk-time": ["tier", "talk time today", "place"],
  "agent-with-fewest-calls": ["tier", "talks today", "place"],
  "sequentially-by-agent-order": ["tier", "place"],
  random: ["tier", "place"],
  ringall: ["tier", "place"],
  leastrecent: ["tier", "end of the last talk", "place"],
  fewestcalls: ["tier", "talks today", "idle since"],
  rrmemory: ["tier", "place"],
  rrordered: ["tier", "place"],
  linear: ["tier", "place"],
  wrandom: ["tier", "place"],
};

/** Below 0 if the first comes first; 0 if nothing tells them apart but the id. */
function compared(strategy: Strategy, a: AgentFacts, b: AgentFacts): number {
  for (const { of } of strategyRules[strategy].order) if (of(a) !== of(b)) return of(a) - of(b);
  return 0;
}

const rows = strategies.flatMap((strategy) => documented[strategy].map((word, at) => ({ strategy, word, at })));

test.each(rows)("$strategy: $word decides where all before it are equal [R-ROUTE-55]", ({ strategy, word, at }) => {
  const later = Object.assign(
    {},
    ...documented[strategy].slice(at + 1).map((one) => better[one]),
  ) as Partial<AgentFacts>;
  expect(compared(strategy, { ...equal, ...better[word] }, { ...equal, ...later, ...equalIn(word) })).toBeLessThan(0);
});

/** Calls, talk time and end of the last talk are one record: what is compared now stays equal to the other's. */
function equalIn(word: Word): Partial<AgentFacts> {
  return "tally" in better[word] ? { tally: equal.tally } : {};
}

test.each(strategies)("%s compares nothing else [R-ROUTE-55]", (strategy) => {
  expect(strategyRules[strategy].order).toHaveLength(documented[strategy].length);
});
