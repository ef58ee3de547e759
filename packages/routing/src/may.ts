/** Who may do what now: asked by the commands that do it, and by the desk that shows it. One rule for both (R-ROUTE-41). */
import { refuse } from "@legroom/model";
import type { AgentId, InteractionId, OfferId, Refused } from "@legroom/model";
import type { Interaction, Offer, World } from "./world.ts";

export function mayChoosePresence(world: World, agentId: AgentId): Refused | undefined {
  return world.agents.has(agentId) ? undefined : unknownAgent(agentId);
}

export function mayEndWrapUp(world: World, agentId: AgentId): Refused | undefined {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  return agent.wrapUps.length === 0 ? refuse("agent.not-wrapping", `"${agentId}" does not wrap up`) : undefined;
}

/** The offer that may be declined, or answered, by this agent; else why not. */
export function openOffer(
  world: World,
  { offerId, agentId }: { readonly offerId: OfferId | undefined; readonly agentId: AgentId },
): Offer | Refused {
  const offer = offerId === undefined ? undefined : world.offers.get(offerId);
  if (offer === undefined) return refuse("offer.unknown", "no such offer, or it has ended");
  if (offer.agentId !== agentId) return refuse("offer.not-yours", "it was made to somebody else");
  return offer.phase === "accepted" ? refuse("offer.not-open", "it was accepted already") : offer;
}

export function answerYourPhone(): Refused {
  return refuse("offer.answer-your-phone", "answer the phone that rings: that accepts the offer");
}

/** The interaction that may be ended; else why not. */
export function openInteraction(world: World, id: InteractionId | undefined): Interaction | Refused {
  const interaction = id === undefined ? undefined : world.interactions.get(id);
  if (interaction === undefined) return refuse("interaction.unknown", "no such interaction, or it ended long ago");
  return interaction.phase === "closed" ? refuse("interaction.closed", "it has ended already") : interaction;
}

/** The interactions in which an agent has a seat, the oldest first. */
export function talksOf(world: World, agentId: AgentId): readonly Interaction[] {
  const talks = (world.agents.get(agentId)?.works ?? []).map((work) => world.interactions.get(work.interactionId));
  return talks.filter((one) => one !== undefined).filter((one) => one.work?.agentId === agentId);
}

/** Where they may return, and only there: to the talk from which they are away, else to the latest. */
export function talkToReturnTo(world: World, agentId: AgentId): Interaction | undefined {
  const talks = talksOf(world, agentId);
  return talks.find(isWithoutAgent) ?? talks.at(-1);
}

function isWithoutAgent({ seats, work }: Interaction): boolean {
  return seats.some((seat) => seat.id === work?.seatId && seat.awayUntilAt !== undefined);
}

export function unknownAgent(agentId: AgentId): Refused {
  return refuse("agent.unknown", `there is no agent "${agentId}"`, { field: "agentId" });
}
