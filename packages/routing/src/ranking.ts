/** An agent among the free of a group: as numbers, compared one by one, then by id. */
import type { OfferReasons } from "@legroom/model";
import { factsOf } from "./agent-facts.ts";
import type { Standing } from "./agent-facts.ts";
import type { Eligible, Ranked } from "./places.ts";
import { strategyRules } from "./strategies.ts";
import type { World } from "./world.ts";

/** Where an agent stands to whom callers of the group may be offered. */
export function rankOf(world: World, eligible: Eligible, standing: Standing): Ranked {
  const { queue } = eligible.group;
  const facts = factsOf(world, eligible, standing);
  const keys: number[] = [];
  for (const { of } of strategyRules[queue.strategy].order) keys.push(of(facts));
  return { id: eligible.agentId, keys, of: eligible };
}

export function compareRanked(a: Ranked, b: Ranked): number {
  for (let i = 0; i < a.keys.length; i += 1) {
    const difference = (a.keys[i] ?? 0) - (b.keys[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Which comparison told the two apart. */
export function whatDecided(a: Ranked, b: Ranked): OfferReasons["tieBreak"] {
  const { order } = strategyRules[a.of.group.queue.strategy];
  return order.find((_, i) => a.keys[i] !== b.keys[i])?.by ?? "id";
}
