/** A leg arrives: who is it, what do they want, and is there room. */
import { after, UNKNOWN_CALLER_CLASS } from "@legroom/model";
import type { AgentId, ContactConfig, DeviceId, RejectCause, TopicConfig } from "@legroom/model";
import { defined } from "./defined.ts";
import { callFeature, isFeature } from "./feature.ts";
import type { Arrival } from "./feature.ts";
import { startFrontLine } from "./front-line.ts";
import { enterQueue, queueFor } from "./queueing.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

/** Our answer must be acknowledged by then: all of SIP's retransmissions (64 × T1) and a little. */
const ARRIVING_MS = 40_000;

export function legArrived(turn: Turn, fact: Arrival): void {
  const { world } = turn;
  if (world.legs.has(fact.legId) || world.derived.awaiting.has(`down:${fact.legId}`)) return; // doubled
  if (world.config === undefined) return reject(turn, fact, "unavailable");
  if (isFeature(fact.to)) return featureArrived(turn, fact);
  const topic = world.derived.lookup.topicByNumber.get(fact.to);
  if (topic === undefined && fact.to !== world.config.frontLine.number) return reject(turn, fact, "not-found");
  if (world.derived.open >= world.config.limits.interactionsMax) return reject(turn, fact, "overloaded");
  begin(turn, fact, topic);
}

function begin(turn: Turn, fact: Arrival, topic: TopicConfig | undefined): void {
  const contact = contactOf(turn.world, fact.deviceId);
  const interactionId = turn.id<"interaction">();
  turn.emit({
    type: "interaction.arrived",
    interactionId,
    legId: fact.legId,
    seatId: turn.id<"seat">(),
    to: fact.to,
    person: contact?.person ?? fact.person,
    customerClass: contact?.customerClass ?? UNKNOWN_CALLER_CLASS,
    untilAt: after(turn.at, ARRIVING_MS),
    ...defined({ contactId: contact?.id, topic: topic?.id, memo: fact.memo }),
  });
  if (topic !== undefined)
    turn.emit({ type: "interaction.topic-chosen", interactionId, topic: topic.id, by: "number" });
  turn.request({ type: "leg.answer", legId: fact.legId }, { interactionId, withinMs: ARRIVING_MS });
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

function reject(turn: Turn, fact: Arrival, cause: RejectCause): void {
  const { legId, to, memo } = fact;
  turn.emit({ type: "leg.refused", ...defined({ legId, to, cause, memo }) });
  turn.request({ type: "leg.reject", legId, cause });
}

/** Class and person come from the device that proved itself, and from nothing else (L11). */
function contactOf(world: World, deviceId: DeviceId | undefined): ContactConfig | undefined {
  const owner = deviceId === undefined ? undefined : world.derived.lookup.devices.get(deviceId)?.owner;
  return owner !== undefined && "contact" in owner ? world.derived.lookup.contacts.get(owner.contact) : undefined;
}

function agentOf(world: World, deviceId: DeviceId | undefined): AgentId | undefined {
  const owner = deviceId === undefined ? undefined : world.derived.lookup.devices.get(deviceId)?.owner;
  return owner !== undefined && "agent" in owner ? owner.agent : undefined;
}
