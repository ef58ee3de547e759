/** A leg arrives: who is it, what do they want, and is there room. */
import { after, must, UNKNOWN_CALLER_CLASS } from "@legroom/model";
import type { AgentId, ContactConfig, DeviceId, LegId, RejectCause, TopicConfig } from "@legroom/model";
import { defined } from "./defined.ts";
import { callFeature, isFeature } from "./feature.ts";
import type { Arrival } from "./feature.ts";
import { startFrontLine } from "./front-line.ts";
import { answerCustomer, ARRIVING_MS, askWhoItIs } from "./identifying.ts";
import { enterQueue } from "./queueing.ts";
import { queueFor } from "./taking-place.ts";
import { hangUp } from "./offer-lease.ts";
import { talkToReturnTo } from "./may.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Seat, World } from "./world.ts";

/** Pages speak over a connection that is up: what has not come by then does not come. */
const RETURNING_MS = 10_000;

export function legArrived(turn: Turn, fact: Arrival): void {
  const { world } = turn;
  if (world.legs.has(fact.legId) || world.derived.awaiting.has("down", fact.legId)) return; // doubled
  if (world.config === undefined) return reject(turn, fact, "unavailable");
  if (fact.returns === true) return returnArrived(turn, fact);
  if (isFeature(fact.to)) return featureArrived(turn, fact);
  if (visitOpen(world, fact) !== undefined) return returnArrived(turn, fact); // a visit is one interaction
  const topic = world.derived.lookup.topicByNumber.get(fact.to);
  if (topic === undefined && fact.to !== world.config.frontLine.number) return reject(turn, fact, "not-found");
  if (world.derived.open >= world.config.limits.interactionsMax) return reject(turn, fact, "overloaded");
  begin(turn, fact, topic);
}

function begin(turn: Turn, fact: Arrival, topic: TopicConfig | undefined): void {
  const contact = contactOf(turn.world, fact.deviceId);
  const isAsked = fact.visitId === undefined && agentOf(turn.world, fact.deviceId) === undefined;
  const interactionId = turn.id<"interaction">();
  turn.emit({
    type: "interaction.arrived",
    interactionId,
    legId: fact.legId,
    seatId: turn.id<"seat">(),
    to: fact.to,
    person: contact?.person ?? fact.person,
    customerClass: contact?.customerClass ?? UNKNOWN_CALLER_CLASS,
    untilAt: after(turn.at, ARRIVING_MS + (isAsked ? turn.config.callers.lookUpMs : 0)),
    ...defined({ contactId: contact?.id, topic: topic?.id, visitId: fact.visitId, memo: fact.memo }),
    ...defined({ verified: isAsked ? fact.verified : undefined }),
  });
  if (topic !== undefined)
    turn.emit({ type: "interaction.topic-chosen", interactionId, topic: topic.id, by: "number" });
  const interaction = must(turn.world.interactions.get(interactionId), "it has just arrived");
  if (isAsked) askWhoItIs(turn, interaction);
  else answerCustomer(turn, interaction);
}

/** The customer's leg is up: a direct number leads to its queue, the others are greeted. */
export function customerUp(turn: Turn, interaction: Interaction): void {
  const { topic } = interaction;
  if (topic === undefined) startFrontLine(turn, interaction);
  else enterQueue(turn, interaction, queueFor(turn, interaction, topic));
}

function featureArrived(turn: Turn, fact: Arrival): void {
  const agentId = agentOf(turn.world, fact.deviceId);
  if (agentId === undefined) return reject(turn, fact, fact.deviceId === undefined ? "forbidden" : "not-found");
  callFeature(turn, fact, agentId);
}

/** It shall have the seat when it is up. One that was asked to return before it and is not up yet gives way. */
function returnArrived(turn: Turn, fact: Arrival): void {
  const found = seatToReturnTo(turn.world, fact);
  if (found === undefined) return reject(turn, fact, "not-found");
  const { interaction, seat } = found;
  const interactionId = interaction.id;
  if (seat.returningLegId !== undefined) hangUp(turn, seat.returningLegId, "replaced");
  const untilAt = after(turn.at, RETURNING_MS);
  const { legId, memo } = fact;
  turn.emit({ type: "seat.return-asked", ...defined({ interactionId, seatId: seat.id, legId, memo, untilAt }) });
  const nearLegId = nearby(interaction, seat);
  turn.request({ type: "leg.answer", ...defined({ legId, nearLegId }) }, { interactionId, withinMs: RETURNING_MS });
}

/** Whoever is in the interaction besides, else the leg of before: its audio is made where theirs is. */
function nearby(interaction: Interaction, seat: Seat): LegId | undefined {
  const other = interaction.seats.find((one) => one.id !== seat.id && one.legId !== null);
  return other?.legId ?? seat.legId ?? undefined;
}

function seatToReturnTo(world: World, fact: Arrival): { interaction: Interaction; seat: Seat } | undefined {
  const agentId = agentOf(world, fact.deviceId);
  const interaction = agentId === undefined ? visitOpen(world, fact) : talkToReturnTo(world, agentId);
  const seatId = agentId === undefined ? interaction?.seatId : interaction?.work?.seatId;
  const seat = interaction?.seats.find((one) => one.id === seatId);
  return interaction === undefined || seat === undefined ? undefined : { interaction, seat };
}

function visitOpen(world: World, { visitId }: Arrival): Interaction | undefined {
  const id = visitId === undefined ? undefined : world.derived.visits.get(visitId);
  return id === undefined ? undefined : world.interactions.get(id);
}

function reject(turn: Turn, fact: Arrival, cause: RejectCause): void {
  const { legId, to, memo } = fact;
  turn.emit({ type: "leg.refused", ...defined({ legId, to, cause, memo }) });
  turn.request({ type: "leg.reject", legId, cause });
}

/** Class and person come from the device that proved itself, and at first from nothing else (L11). */
function contactOf(world: World, deviceId: DeviceId | undefined): ContactConfig | undefined {
  const owner = deviceId === undefined ? undefined : world.derived.lookup.devices.get(deviceId)?.owner;
  return owner !== undefined && "contact" in owner ? world.derived.lookup.contacts.get(owner.contact) : undefined;
}

function agentOf(world: World, deviceId: DeviceId | undefined): AgentId | undefined {
  const owner = deviceId === undefined ? undefined : world.derived.lookup.devices.get(deviceId)?.owner;
  return owner !== undefined && "agent" in owner ? owner.agent : undefined;
}
