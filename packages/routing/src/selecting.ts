/** The free agents of a group in the order in which one caller is offered to them, by the queue's strategy. */
import type { AgentId, OfferReasons } from "@legroom/model";
import { draw } from "./chance.ts";
import { offersOut } from "./offer-lease.ts";
import type { Group, Ranked } from "./places.ts";
import { whatDecided } from "./ranking.ts";
import { strategyRules } from "./strategies.ts";
import type { Interaction, World } from "./world.ts";

type Asked = {
  readonly world: World;
  readonly group: Group;
  readonly interaction: Interaction;
  readonly entropy: string;
};

/** So many of the free who may be offered this caller now, the best first; and what told the first from the second. */
export type Selection = { readonly best: readonly Ranked[]; readonly decided: OfferReasons["tieBreak"] };

export function select(asked: Asked, count: number): Selection {
  const { group, interaction } = asked;
  const closed = closedTo(asked.world, interaction);
  const preferred = preferredOf(group, interaction, closed);
  const { sequence, decided } = started(asked, closed);
  const best = preferred === undefined ? [] : [preferred];
  for (const ranked of sequence) {
    if (best.length >= count) break;
    if (ranked !== preferred && !closed.has(ranked.id)) best.push(ranked);
  }
  const [first, second] = best;
  if (first === undefined || second === undefined) return { best, decided: "only-one" };
  return { best, decided: first === preferred ? "preferred" : decided(first, second) };
}

/** Agents to whom this caller is not offered now, whatever they could: the pair rests, or their phone rings for them already. */
export function closedTo(world: World, interaction: Interaction): ReadonlySet<AgentId> {
  if (interaction.coolDowns.length === 0 && interaction.offerIds.length === 0) return NOBODY;
  const rings = offersOut(world, interaction).map((offer) => offer.agentId);
  return new Set([...interaction.coolDowns.map((rest) => rest.agentId), ...rings]);
}

const NOBODY: ReadonlySet<AgentId> = new Set();

/** Whom the caller waited for, or is known to prefer: first in every strategy, if they can be offered the caller (R-ROUTE-57). */
function preferredOf(group: Group, interaction: Interaction, closed: ReadonlySet<AgentId>): Ranked | undefined {
  const agentId = preferredIdOf(interaction);
  return agentId === undefined || closed.has(agentId) ? undefined : group.free.of(group.eligible.get(agentId));
}

export function preferredIdOf({ entry, ownedBy, preferredAgentId }: Interaction): AgentId | undefined {
  return entry?.preferred?.agentId ?? ownedBy?.agentId ?? preferredAgentId;
}

type Started = {
  readonly sequence: Iterable<Ranked>;
  readonly decided: (first: Ranked, second: Ranked) => OfferReasons["tieBreak"];
};

function started(asked: Asked, closed: ReadonlySet<AgentId>): Started {
  const { free, queue } = asked.group;
  switch (strategyRules[queue.strategy].from) {
    case "first":
      return { sequence: free, decided: whatDecided };
    case "turn":
      return turn(asked, closed);
    case "caller-turn":
      return callerTurn(asked);
    case "chance":
      return chance(asked, closed, firstTier(asked.group, closed));
    case "weighted-chance":
      return weighted(asked, closed);
  }
}

/** Behind the last one offered, if it was in the tier that is to be offered now; else from the tier's beginning. */
function turn({ world, group }: Asked, closed: ReadonlySet<AgentId>): Started {
  const last = world.queueStates.get(group.queue.id)?.lastOffered;
  const tier = firstTier(group, closed);
  const was = last === undefined ? undefined : world.derived.queues.get(group.queue.id)?.members.get(last);
  if (tier === undefined || was?.tier !== tier.tier) return { sequence: group.free, decided: whatDecided };
  return { sequence: around(group, tier, rankAt(group, [tier.tier, was.place + 1])), decided: within("turn") };
}

function callerTurn({ world, group, interaction }: Asked): Started {
  const last = interaction.entry?.lastTried;
  const was = last === undefined ? undefined : world.derived.queues.get(group.queue.id)?.members.get(last);
  if (was === undefined) return { sequence: group.free, decided: whatDecided };
  const all = { from: 0, to: group.free.size };
  return { sequence: around(group, all, rankAt(group, [was.tier, was.place + 1])), decided: () => "turn" };
}

function chance(asked: Asked, closed: ReadonlySet<AgentId>, tier: Tier | undefined): Started {
  const { group, entropy, interaction } = asked;
  if (tier === undefined) return { sequence: group.free, decided: whatDecided };
  const taken = closedRanks(group, closed, tier);
  let at = tier.from + draw(entropy, `${interaction.id}/agent`, tier.to - tier.from - taken.length);
  for (const rank of taken) if (rank <= at) at += 1;
  return { sequence: around(group, tier, at), decided: within("chance") };
}

/** All tiers are in it: an agent of the n-th is n times less likely than one of the first. */
function weighted(asked: Asked, closed: ReadonlySet<AgentId>): Started {
  const { group, entropy, interaction } = asked;
  const tiers = tiersOf(group).map((tier) => {
    const open = tier.to - tier.from - closedRanks(group, closed, tier).length;
    return { tier, weight: open * Math.floor(TIER_WEIGHT / tier.tier) };
  });
  let at = draw(
    entropy,
    `${interaction.id}/tier`,
    tiers.reduce((sum, { weight }) => sum + weight, 0),
  );
  for (const { tier, weight } of tiers) {
    if (at < weight) return { ...chance(asked, closed, tier), decided: () => "chance" };
    at -= weight;
  }
  return { sequence: group.free, decided: whatDecided };
}

/** Divides by each tier. */
const TIER_WEIGHT = 2520;

const within =
  (by: OfferReasons["tieBreak"]): Started["decided"] =>
  (first, second) =>
    first.of.tier === second.of.tier ? by : "tier";

/** Those of one tier among the free: from this rank up to, not with, the other. */
type Tier = { readonly tier: number; readonly from: number; readonly to: number };

function tierAt(group: Group, from: number): Tier | undefined {
  const tier = group.free.at(from)?.of.tier;
  return tier === undefined ? undefined : { tier, from, to: rankAt(group, [tier + 1]) };
}

/** The first tier with somebody who may be offered the caller. */
function firstTier(group: Group, closed: ReadonlySet<AgentId>): Tier | undefined {
  return tiersOf(group).find((tier) => closedRanks(group, closed, tier).length < tier.to - tier.from);
}

function tiersOf(group: Group): readonly Tier[] {
  const tiers: Tier[] = [];
  for (let tier = tierAt(group, 0); tier !== undefined; tier = tierAt(group, tier.to)) tiers.push(tier);
  return tiers;
}

/** The ranks in this tier of those who are free and may not be offered this caller, rising. */
function closedRanks(group: Group, closed: ReadonlySet<AgentId>, tier: Tier): readonly number[] {
  const ranks: number[] = [];
  for (const agentId of closed) {
    const ranked = group.free.of(group.eligible.get(agentId));
    if (ranked?.of.tier === tier.tier) ranks.push(group.free.rank(ranked));
  }
  return ranks.toSorted((a, b) => a - b);
}

/** How many stand before such keys: an id of no letters comes before all that have them. */
function rankAt(group: Group, keys: readonly number[]): number {
  const [first] = group.free;
  return first === undefined ? 0 : group.free.rank({ id: "" as AgentId, keys, of: first.of }); // nobody's id
}

/** From one place to the end of the part, then its beginning; then those before and behind the part. */
function* around(group: Group, part: { readonly from: number; readonly to: number }, at: number): Iterable<Ranked> {
  const start = at < part.to ? Math.max(at, part.from) : part.from;
  const pieces = [
    [start, part.to],
    [part.from, start],
    [0, part.from],
    [part.to, group.free.size],
  ] as const;
  for (const [from, to] of pieces)
    for (let rank = from; rank < to; rank += 1) {
      const ranked = group.free.at(rank);
      if (ranked !== undefined) yield ranked;
    }
}
