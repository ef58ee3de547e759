/** A person gives a caller to an agent: whatever skills, membership and capacity say (R-ROUTE-124). */
import { must, refuse } from "@legroom/model";
import type { AgentId, OfferReasons, OverrideId, Refused, UnixMs } from "@legroom/model";
import { candidateOf } from "./agent-facts.ts";
import { aliveEndpoints } from "./availability.ts";
import { isAway } from "./caller-index.ts";
import { reasonsFor } from "./choosing.ts";
import { eligibleIn, groupOf } from "./groups.ts";
import { unknownAgent } from "./may.ts";
import { letOffersGo } from "./moving.ts";
import { makeOffer } from "./offer-making.ts";
import { offersOut } from "./offer-lease.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

/** Undefined if something of the agent's can ring for this caller now. */
export function mayAssign(world: World, interaction: Interaction, agentId: AgentId): Refused | undefined {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  if (isAway(interaction))
    return refuse("interaction.not-waiting", "the caller's audio is gone: nobody is offered them until they are back");
  const field = "agentId";
  if (agent.sessionId === undefined || agent.presence !== "available" || agent.noAnswerOfferId !== undefined)
    return refuse("agent.not-available", `"${agentId}" has not chosen to be available`, { field });
  if (aliveEndpoints(world, agentId).length === 0)
    return refuse("agent.no-endpoint", `nothing of "${agentId}" can ring`, { field });
  if (agent.featureLegs.length > 0)
    return refuse("agent.not-available", `"${agentId}" is using the phone just now`, { field });
  if (offersOut(world, interaction).some((offer) => offer.agentId === agentId))
    return refuse("agent.not-available", `"${agentId}" is being rung for this caller already`, { field });
  return undefined;
}

/** Whoever else is rung for the caller is let go. If this comes to nothing, the caller goes on where they are. */
export function assign(
  turn: Turn,
  interaction: Interaction,
  { agentId, overrideId }: { readonly agentId: AgentId; readonly overrideId: OverrideId },
): void {
  letOffersGo(turn, interaction);
  const agent = must(turn.world.agents.get(agentId), "it was looked for");
  const reasons = reasonsForOverride(turn.world, interaction, { at: turn.at, agentId, overrideId });
  makeOffer(turn, interaction, agent, reasons);
}

/** The one candidate as the strategies would have seen them, members or not. */
export function reasonsForOverride(
  world: World,
  interaction: Interaction,
  { at, agentId, overrideId }: { readonly at: UnixMs; readonly agentId: AgentId; readonly overrideId: OverrideId },
): OfferReasons {
  const group = must(groupOf(world, interaction), "who is given to somebody waits");
  const { members } = must(world.derived.queues.get(group.queue.id), "a group is of a queue that exists");
  const outsider = { tier: 1, delayMs: 0, skilled: false, place: members.size };
  const eligible = eligibleIn(world, group, { agentId, member: members.get(agentId) ?? outsider });
  return {
    ...reasonsFor(world, { interaction, group, occasion: { at, entropy: "", trigger: "override" } }),
    candidates: [candidateOf(world, eligible, at)],
    tieBreak: "override",
    overrideId,
  };
}
