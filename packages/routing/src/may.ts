/** Who may do what now: asked by the commands that do it, and by the desk that shows it. One rule for both (R-ROUTE-41). */
import { refuse } from "@legroom/model";
import type { Actor, AgentId, InteractionId, OfferId, Presence, Refused } from "@legroom/model";
import type { WrapUp } from "./agent-state.ts";
import type { Interaction, Offer, World } from "./world.ts";

type Choice = { readonly agentId: AgentId; readonly presence: Presence; readonly reasonCode?: string };

/** A reason is the centre's own, and of that presence; a centre without any takes what is said. None may always be given. */
export function mayChoosePresence(world: World, { agentId, presence, reasonCode }: Choice): Refused | undefined {
  if (!world.agents.has(agentId)) return unknownAgent(agentId);
  const reasons = world.config?.reasonCodes ?? [];
  if (reasonCode === undefined || reasons.length === 0) return undefined;
  const known = reasons.filter((one) => one.presence === presence).map((one) => one.id);
  if (known.includes(reasonCode)) return undefined;
  const mend = known.length === 0 ? "it takes no reason" : `it may be ${known.join(", ")}`;
  return refuse("presence.reason-unknown", `"${reasonCode}" is no reason for ${presence}: ${mend}`, {
    field: "reasonCode",
    params: { known },
  });
}

/** Whoever is not an agent, or a program, but answers for the centre may end any wrap-up. */
export function mayEndWrapUp(world: World, agentId: AgentId, actor: Actor): Refused | undefined {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  const [wrapUp] = agent.wrapUps;
  if (wrapUp === undefined) return notWrapping(agentId);
  return actor.kind === "staff" || actor.kind === "operator" ? undefined : whyNotEnded(world, agentId, wrapUp);
}

/** What keeps the agent themselves from ending it before its time. */
export function whyNotEnded(
  world: World,
  agentId: AgentId,
  { interactionId, mode, untilAt }: WrapUp,
): Refused | undefined {
  if (mode === "forced")
    return refuse("wrap-up.too-early", "this queue's wrap-up ends by itself", { params: { untilAt } });
  if (mode !== "mandatory" || world.interactions.get(interactionId)?.dispositionBy?.includes(agentId) === true)
    return undefined;
  return refuse("wrap-up.needs-disposition", "note how it went first", { params: { interactionId } });
}

/** An agent acts for themselves; whoever else commands has been found to be allowed to. */
export function isAnother(actor: Actor, agentId: AgentId): boolean {
  return actor.kind === "agent" && actor.id !== agentId;
}

export function notWrapping(agentId: AgentId): Refused {
  return refuse("agent.not-wrapping", `"${agentId}" does not wrap up`);
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
