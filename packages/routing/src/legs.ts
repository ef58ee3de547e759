/** What becomes of legs that are known: each fact once, doubled and late ones absorbed. */
import type { EventBody, InputBody, LegEnd, LegId } from "@legroom/model";
import { customerUp } from "./arrival.ts";
import { seatAway, seatBack } from "./away.ts";
import { leaveConference } from "./conference.ts";
import { failToConnect, tryConnect } from "./connecting.ts";
import { agentEnds, closeInteraction } from "./ending.ts";
import { featureOver, featureUp } from "./feature.ts";
import { offeredLegOver, offeredLegUp, offerRings } from "./offer-outcome.ts";
import { endPrompt } from "./prompt.ts";
import { legReturned } from "./return.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Leg } from "./world.ts";

type Fact<Type extends InputBody["type"]> = Extract<InputBody, { type: Type }>;

export function legRinging(turn: Turn, fact: Fact<"leg.ringing">): void {
  const leg = turn.world.legs.get(fact.legId);
  if (leg === undefined || leg.state !== "coming") return;
  say(turn, leg, { ...withMemo(fact), type: "leg.ringing" });
  const offer = leg.offerId === undefined ? undefined : turn.world.offers.get(leg.offerId);
  if (offer !== undefined) offerRings(turn, offer, leg.id);
}

export function legUp(turn: Turn, fact: Fact<"leg.answered">): void {
  const leg = turn.world.legs.get(fact.legId);
  turn.settle("up", fact.legId, "confirmed");
  if (leg === undefined || leg.state === "up") return;
  say(turn, leg, { ...withMemo(fact), type: "leg.up" });
  if (leg.direction === "out") return offeredLegUp(turn, leg);
  const interaction = interactionOf(turn, leg);
  if (interaction === undefined) featureUp(turn, leg.id);
  else if (leg.id !== interaction.legId) legReturned(turn, interaction, leg);
  else if (interaction.phase === "arriving") customerUp(turn, interaction);
}

export function legMedia(turn: Turn, fact: Fact<"leg.media-started" | "leg.media-lost" | "leg.media-restored">): void {
  const leg = turn.world.legs.get(fact.legId);
  if (leg === undefined) return;
  const lost = fact.type === "leg.media-lost";
  if (lost ? leg.media !== "started" : leg.media === "started") return;
  const interaction = interactionOf(turn, leg);
  const started = leg.media === "none" ? "leg.media-started" : "leg.media-restored";
  say(turn, leg, { type: lost ? "leg.media-lost" : started, legId: leg.id });
  if (interaction === undefined) return;
  const seat = interaction.seats.find((one) => one.legId === leg.id);
  if (seat === undefined) return;
  if (lost) seatAway(turn, interaction, seat);
  else if (seat.awayUntilAt === undefined) tryConnect(turn, interaction);
  else if (leg.state === "up") seatBack(turn, interaction, seat);
}

export function legMemo(turn: Turn, fact: Fact<"leg.memo-changed">): void {
  const leg = turn.world.legs.get(fact.legId);
  if (leg !== undefined) turn.emit({ ...ids(leg), type: "leg.memo-changed", memo: fact.memo });
}

/** Keys pressed outside of a prompt that collects: what they were is nobody's business but the menu's. */
export function digitsReceived(turn: Turn, fact: Fact<"digits.received">): void {
  const leg = turn.world.legs.get(fact.legId);
  if (leg !== undefined) turn.emit({ ...ids(leg), type: "digits.received", count: fact.digits.length });
}

export function legFailed(turn: Turn, fact: Fact<"leg.failed">): void {
  const leg = gone(turn, fact.legId);
  if (leg === undefined) return;
  const offer = leg.offerId === undefined ? undefined : turn.world.offers.get(leg.offerId);
  const interaction = interactionOf(turn, leg);
  const { cause, side } = fact;
  turn.emit({ ...ids(leg), type: "leg.failed", cause, side });
  if (offer !== undefined && offer.phase !== "accepted") return offeredLegOver(turn, offer, cause);
  afterLeg(turn, leg, { interaction, by: "system" });
}

export function legEnded(turn: Turn, fact: Fact<"leg.ended">): void {
  const leg = gone(turn, fact.legId);
  if (leg === undefined) return;
  const interaction = interactionOf(turn, leg);
  const offer = leg.offerId === undefined ? undefined : turn.world.offers.get(leg.offerId);
  const { cause, by, quality } = fact;
  if (offer !== undefined && offer.phase !== "accepted") {
    turn.emit({ ...ids(leg), type: "leg.failed", cause: "unavailable", side: "theirs" });
    return offeredLegOver(turn, offer, "unavailable");
  }
  const legId = leg.id;
  const type = "leg.ended";
  say(turn, leg, quality === undefined ? { type, legId, cause, by } : { type, legId, cause, by, quality });
  afterLeg(turn, leg, { interaction, by });
}

/** A leg that will say no more: what waited for it waits no longer. Undefined if it was not known. */
export function gone(turn: Turn, legId: LegId): Leg | undefined {
  turn.settle("down", legId, "confirmed");
  turn.settle("up", legId, "failed", "the leg is over");
  for (const promptId of turn.world.derived.promptsOf.get(legId)?.slice() ?? [])
    endPrompt(turn, promptId, { reason: "stopped", heardMs: 0 });
  return turn.world.legs.get(legId);
}

type Ending = { readonly interaction: Interaction | undefined; readonly by: "far" | "us" | "system" };

function afterLeg(turn: Turn, leg: Leg, { interaction, by }: Ending): void {
  if (interaction === undefined) {
    if (leg.agentId !== undefined) featureOver(turn, leg.agentId);
    return;
  }
  if (leg.id === interaction.legId) return customerGone(turn, interaction, by);
  if (interaction.work?.legId === leg.id) agentGone(turn, interaction, by);
}

/** What the customer's going means depends on where they were, and on whether they can come back. */
function customerGone(turn: Turn, interaction: Interaction, by: Ending["by"]): void {
  const seat = interaction.seats.find((one) => one.id === interaction.seatId);
  if (seat !== undefined && by === "system" && canReturn(interaction)) return seatAway(turn, interaction, seat);
  if (seat !== undefined) leaveConference(turn, interaction, seat);
  switch (interaction.phase) {
    case "arriving":
      return closeInteraction(turn, interaction, "never-connected");
    case "in-flow":
      return closeInteraction(turn, interaction, interaction.flow?.end ?? "left-in-flow");
    case "queued":
    case "offering":
    case "connecting":
      return closeInteraction(turn, interaction, by === "far" ? "abandoned" : "customer-lost");
    case "live":
      return closeInteraction(turn, interaction, by === "far" ? "customer-hung-up" : "customer-lost");
    case "parked":
    case "closed":
      return;
  }
}

/** A page is loaded again in a moment; a phone that broke has nothing to come back with. */
function canReturn({ visitId, phase, flow }: Interaction): boolean {
  return visitId !== undefined && phase !== "arriving" && flow?.end === undefined;
}

/** Hanging up is the agent's End; a leg that broke may come back for a while. */
function agentGone(turn: Turn, interaction: Interaction, by: Ending["by"]): void {
  if (interaction.phase === "connecting") return failToConnect(turn, interaction, "the agent's leg ended");
  if (interaction.phase !== "live") return;
  if (by === "far") return agentEnds(turn, interaction);
  const seat = interaction.seats.find((one) => one.id === interaction.work?.seatId);
  if (seat !== undefined) seatAway(turn, interaction, seat);
}

function interactionOf(turn: Turn, leg: Leg): Interaction | undefined {
  return leg.interactionId === undefined ? undefined : turn.world.interactions.get(leg.interactionId);
}

type Told = Extract<EventBody, { type: "leg.ringing" | "leg.up" | "leg.ended" | `leg.media-${string}` }>;
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: T[K] } : never;

/** Of which interaction it is, is told if it is of one. */
function say(turn: Turn, leg: Leg, told: Mutable<Told>): void {
  if (leg.interactionId !== undefined) told.interactionId = leg.interactionId;
  turn.emit(told);
}

function withMemo({ legId, memo }: Fact<"leg.ringing" | "leg.answered">): Pick<Fact<"leg.ringing">, "legId" | "memo"> {
  return memo === undefined ? { legId } : { legId, memo };
}

function ids(leg: Leg): { legId: LegId; interactionId?: NonNullable<Leg["interactionId"]> } {
  const { id: legId, interactionId } = leg;
  return interactionId === undefined ? { legId } : { legId, interactionId };
}

/**
 * For a leg of which nothing will ever be heard again. A feature's leg is hung up all the same: after the leg is forgotten, so
 * that this stays to be done until it is confirmed.
 */
export function legLost(turn: Turn, legId: LegId, cause: LegEnd): void {
  const isFeature = turn.world.features.has(legId);
  legEnded(turn, { type: "leg.ended", legId, cause, by: "system" });
  if (isFeature) turn.request({ type: "leg.hang-up", legId, cause: "completed" }, { withinMs: 10_000 });
}
