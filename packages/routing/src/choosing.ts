/** The decision itself: who is offered this caller now, and why. It changes nothing. */
import { must } from "@legroom/model";
import type { AgentId, Candidate, OfferReasons, UnixMs } from "@legroom/model";
import { candidateOf, interruptedBy } from "./agent-facts.ts";
import type { Between } from "./between-queues.ts";
import { groupOf } from "./groups.ts";
import { offersAtOnce } from "./offers-at-once.ts";
import type { Group, Ranked } from "./places.ts";
import { filtersOf } from "./filters.ts";
import { RULES_VERSION } from "./rules-version.ts";
import { preferredIdOf, select } from "./selecting.ts";
import { strategyRules } from "./strategies.ts";
import { demandOf } from "./demand.ts";
import type { Interaction, World } from "./world.ts";

/** What a decision is made from, besides the world. */
export type Occasion = {
  readonly at: UnixMs;
  /** Of the step: chance follows from it. */
  readonly entropy: string;
  readonly trigger: OfferReasons["trigger"];
  /** Other queues whose first caller was compared with this one. */
  readonly between?: Between | undefined;
};

/** One of those who are rung now. Each is told their own reasons: the candidates from them on. */
export type Choice = { readonly agentId: AgentId; readonly reasons: OfferReasons };

const CANDIDATES_SHOWN = 10;

/** Those who are rung for this caller at once, the best first; nobody if nobody may be offered them (R-ROUTE-54). */
export function chooseFor(world: World, interaction: Interaction, occasion: Occasion): readonly Choice[] {
  const group = groupOf(world, interaction);
  if (group === undefined || group.free.size === 0) return []; // same either way: of nobody nobody is selected
  const atOnce = offersAtOnce(group.queue);
  const asked = { world, group, interaction, entropy: occasion.entropy };
  const { best, decided } = select(asked, atOnce - 1 + CANDIDATES_SHOWN);
  const firstTier = Math.min(...best.map((one) => one.of.tier));
  const rung = best.slice(0, atOnce).filter((one) => one === best[0] || isRungIn(group, one, firstTier));
  if (rung.length === 0) return [];
  const reasons = reasonsFor(world, { interaction, group, occasion });
  const tieBreak = rung.length > 1 ? "all" : decided;
  const candidates = best.map(({ of }) => candidateOf(world, of, occasion.at));
  return rung.map((one, i) => choice({ world, one, reasons, tieBreak, candidates: candidates.slice(i) }));
}

/** Of a strategy that rings the first tier: those who stand in it. The preferred one rings besides, whatever their tier. */
function isRungIn({ queue }: Group, one: Ranked, firstTier: number): boolean {
  return strategyRules[queue.strategy].rings !== "tier" || one.of.tier === firstTier;
}

function choice(of: {
  readonly world: World;
  readonly one: Ranked;
  readonly reasons: Omit<OfferReasons, "candidates" | "tieBreak">;
  readonly tieBreak: OfferReasons["tieBreak"];
  readonly candidates: readonly Candidate[];
}): Choice {
  const { world, one, reasons, tieBreak, candidates } = of;
  const { borrowedFrom, group } = one.of;
  const agent = must(world.agents.get(one.id), "who is free is there");
  const interrupts = interruptedBy(world, agent, group.queue).map((work) => work.interactionId);
  return {
    agentId: one.id,
    reasons: {
      ...reasons,
      candidates: candidates.slice(0, CANDIDATES_SHOWN),
      tieBreak,
      ...(borrowedFrom === undefined ? {} : { borrowedFrom }),
      ...(interrupts.length === 0 ? {} : { interrupts }),
    },
  };
}

/** All reasons but the candidates and what decided between them. */
export function reasonsFor(
  world: World,
  { interaction, group, occasion }: { interaction: Interaction; group: Group; occasion: Occasion },
): Omit<OfferReasons, "candidates" | "tieBreak"> {
  const entry = must(interaction.entry, "only who waits is offered");
  const { queue, requires } = group;
  const { at, trigger, between } = occasion;
  const index = must(world.derived.queues.get(queue.id), "a group is of a queue that exists");
  const preferredAgentId = preferredIdOf(interaction);
  return {
    rulesVersion: RULES_VERSION,
    queueId: queue.id,
    ...{ strategy: queue.strategy, requires, trigger },
    relaxed: demandOf(world, { queue, index }, entry).relaxed,
    customerClass: interaction.customerClass,
    waitedMs: at - entry.enteredAt,
    band: entry.band,
    virtualEntryAt: entry.virtualEntryAt,
    waiting: index.waiting.size,
    filters: filtersOf(world, group, interaction),
    ...(preferredAgentId === undefined ? {} : { preferredAgentId }),
    ...(between === undefined ? {} : { between }),
  };
}
