/** What holds of one agent now, as the events tell it: the machine's own availability (R-ROUTE-10), seen from outside. */
import type { AvailabilityState, DeviceId, EndpointId, InteractionId, OfferId, Presence } from "@legroom/model";
import type { OpeningAgent } from "./opening.ts";

type Told = Pick<OpeningAgent, "isSignedIn" | "presence" | "isSilent"> & {
  readonly offers: Iterable<OfferId>;
  readonly works: Iterable<readonly [OfferId, InteractionId]>;
  readonly talks: Iterable<OfferId>;
  readonly wrapUps: Iterable<InteractionId>;
  readonly endpoints: Iterable<readonly [EndpointId, DeviceId]>;
};

export class AgentState {
  isSignedIn = false;
  presence: Presence = "offline";
  /** They did not answer, and have chosen no presence since. */
  isSilent = false;
  readonly offers = new Set<OfferId>();
  /** Accepted and not over, connecting included. */
  readonly works = new Map<OfferId, InteractionId>();
  /** Of those, the ones that talk. */
  readonly talks = new Set<OfferId>();
  readonly wrapUps = new Set<InteractionId>();
  /** Phones and pages of theirs that are alive, with the device they belong to. */
  readonly endpoints = new Map<EndpointId, DeviceId>();

  get availability(): AvailabilityState {
    if (!this.isSignedIn) return "signed-out";
    if (this.works.size > 0) return "busy";
    if (this.offers.size > 0) return "offered";
    if (this.wrapUps.size > 0) return "wrapping";
    if (this.presence === "offline") return "signed-out";
    if (this.presence !== "available") return "unavailable";
    if (this.endpoints.size === 0) return "device-lost";
    return this.isSilent ? "not-responding" : "available";
  }

  /** As the machine's world tells it, or another state. */
  static of(told: Told): AgentState {
    const state = new AgentState();
    state.isSignedIn = told.isSignedIn;
    state.presence = told.presence;
    state.isSilent = told.isSilent;
    for (const id of told.offers) state.offers.add(id);
    for (const [id, interactionId] of told.works) state.works.set(id, interactionId);
    for (const id of told.talks) state.talks.add(id);
    for (const id of told.wrapUps) state.wrapUps.add(id);
    for (const [id, deviceId] of told.endpoints) state.endpoints.set(id, deviceId);
    return state;
  }

  /** As it is now, for somebody else to go on from. */
  copy(): AgentState {
    return AgentState.of(this);
  }
}
