/** Why a caller still waits, and why somebody was not offered them: as it is now (R-ROUTE-130). */
import type { AgentId, AgentVerdict, InteractionId, UnixMs, WaitingView } from "@legroom/model";
import { isAway } from "./caller-index.ts";
import { waitingKey } from "./compare-waiting.ts";
import { demandOf } from "./demand.ts";
import { defined } from "./defined.ts";
import { estimateFor } from "./estimate.ts";
import { filtersOf } from "./filters.ts";
import { groupOf } from "./groups.ts";
import { offersOut } from "./offer-lease.ts";
import { verdictsFor } from "./verdicts.ts";
import type { Interaction, World } from "./world.ts";

/** More of a queue's members are not listed one by one. */
const SHOWN_MAX = 100;
/** Of a question about now: which of them chance would choose is not known yet. */
const NO_ENTROPY = "0".repeat(32);

/** Undefined for whom no agent is looked for. */
export function whyWaiting(world: World, id: InteractionId, at: UnixMs): WaitingView | undefined {
  const interaction = world.interactions.get(id);
  const entry = interaction?.entry;
  if (interaction === undefined || entry === undefined || !isLookedFor(interaction)) return undefined;
  const group = groupOf(world, interaction);
  const index = world.derived.queues.get(entry.queueId);
  if (group === undefined || index === undefined) return undefined;
  const filters = filtersOf(world, group, interaction);
  const { band, preferred, nextStepAt, queueUntilAt, totalUntilAt } = entry;
  return {
    ...{ interactionId: id, queueId: entry.queueId, band, queueUntilAt, totalUntilAt, filters },
    position: index.line.rank(waitingKey(id, entry)) + 1,
    waitedMs: at - entry.enteredAt,
    requires: group.requires,
    relaxed: demandOf(world, { queue: group.queue, index }, entry).relaxed,
    cause: causeOf(interaction, filters),
    agents: verdictsOn(world, interaction, { at, entropy: NO_ENTROPY }).slice(0, SHOWN_MAX),
    ...defined({ preferred, nextStepAt, estimate: estimateFor(world, interaction) }),
  };
}

/** Why this agent does not have this caller. Undefined for whom no agent is looked for, or no such agent. */
export function whyNot(
  world: World,
  of: { readonly interactionId: InteractionId; readonly agentId: AgentId },
  at: UnixMs,
): AgentVerdict | undefined {
  const interaction = world.interactions.get(of.interactionId);
  if (interaction === undefined || !isLookedFor(interaction) || !world.agents.has(of.agentId)) return undefined;
  const all = verdictsOn(world, interaction, { at, entropy: NO_ENTROPY });
  return all.find((one) => one.agentId === of.agentId) ?? { agentId: of.agentId, verdict: "not-a-member" };
}

function isLookedFor({ phase, entry }: Interaction): boolean {
  return entry !== undefined && (phase === "queued" || phase === "offering");
}

/** Who is rung for this very caller is `offered`, whatever else could be said of them. */
function verdictsOn(
  world: World,
  interaction: Interaction,
  asked: { readonly at: UnixMs; readonly entropy: string },
): readonly AgentVerdict[] {
  const rung = offersOut(world, interaction).map(({ agentId }): AgentVerdict => ({ agentId, verdict: "offered" }));
  const rings = new Set(rung.map(({ agentId }) => agentId));
  return [...rung, ...verdictsFor(world, interaction, asked).filter(({ agentId }) => !rings.has(agentId))];
}

function causeOf(interaction: Interaction, filters: WaitingView["filters"]): WaitingView["cause"] {
  if (interaction.phase === "offering") return "offer-out";
  if (isAway(interaction)) return "caller-away";
  if (interaction.entry?.preferred !== undefined) return "preferred";
  if (filters.signedIn === 0) return "nobody-signed-in";
  if (filters.skilled === 0) return "nobody-can-match";
  if (filters.inReach === 0) return "nobody-in-reach";
  return filters.free === 0 ? "all-busy" : "all-resting";
}
