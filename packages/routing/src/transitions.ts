/**
 * From which state a thing may come into which: complete, by type. `none`: before it is there. What is not in these tables
 * never happens, and all that is in them does: transitions.test.ts holds both against many histories (R-ROUTE-160 to 166).
 */
import type { AvailabilityState, InteractionPhase, OfferOutcome } from "@legroom/model";
import type { Conference, Offer, Recording } from "./world.ts";

/** By each state, those that may follow it. */
export type Transitions<State extends string> = Readonly<Record<State | "none", readonly State[]>>;

export const interactionTransitions: Transitions<InteractionPhase> = {
  none: ["arriving"],
  arriving: ["in-flow", "queued", "closed"],
  "in-flow": ["queued", "closed"],
  queued: ["offering", "in-flow", "closed"],
  offering: ["queued", "connecting"],
  connecting: ["queued", "live"],
  live: ["in-flow", "queued", "closed"],
  parked: [], // callers are not parked yet
  closed: [],
};

export type OfferState = Exclude<Offer["phase"], "accepted"> | OfferOutcome;

export const offerTransitions: Transitions<OfferState> = {
  none: ["created"],
  created: ["ringing", "accepted", "declined", "device-failed", "caller-left", "superseded", "withdrawn"],
  ringing: ["accepted", "declined", "no-answer", "device-failed", "caller-left", "superseded", "withdrawn"],
  accepted: [],
  declined: [],
  "no-answer": [],
  "device-failed": [],
  "caller-left": [],
  superseded: [],
  withdrawn: [],
};

/** From step to step: in the middle of one an agent may be nothing that anybody could see. */
export const availabilityTransitions: Transitions<AvailabilityState> = {
  none: ["signed-out"],
  "signed-out": ["available", "unavailable", "device-lost", "offered"],
  available: ["offered", "unavailable", "device-lost", "signed-out"],
  offered: ["busy", "wrapping", "available", "not-responding", "unavailable", "device-lost", "signed-out"],
  busy: ["offered", "wrapping", "available", "not-responding", "unavailable", "device-lost", "signed-out"],
  wrapping: ["offered", "available", "not-responding", "unavailable", "device-lost", "signed-out"],
  "not-responding": ["offered", "available", "unavailable", "device-lost", "signed-out"],
  "device-lost": ["offered", "available", "not-responding", "unavailable", "signed-out"],
  unavailable: ["offered", "available", "device-lost", "signed-out"],
};

/** `held`: by a leg with audio; `away`: nobody is heard, and a deadline decides; `returning`: another leg is to take it. */
export type SeatState = "held" | "empty" | "away" | "away-without-leg" | "returning" | "away-returning";

export const seatTransitions: Transitions<SeatState> = {
  none: ["held"],
  held: ["empty", "away", "returning"],
  empty: ["away-without-leg"],
  away: ["held", "away-without-leg", "away-returning"],
  "away-without-leg": ["away-returning"],
  returning: ["held", "empty", "away-returning"],
  "away-returning": ["away", "away-without-leg", "returning"],
};

export type ConferenceStatus = Conference["status"] | "closed";

export const conferenceTransitions: Transitions<ConferenceStatus> = {
  none: ["open"],
  open: ["closing", "closed"],
  closing: ["closed"],
  closed: [],
};

export type RecordingStatus = Recording["status"] | "finished" | "failed";

export const recordingTransitions: Transitions<RecordingStatus> = {
  none: ["asked"],
  asked: ["started", "stopping", "failed"],
  started: ["stopping"],
  stopping: ["finished", "failed"],
  finished: [],
  failed: [],
};

/** Of one agent and one interaction, which may come back to that agent. */
export type WrapUpState = "asked-for" | "running" | "extended" | "over";

export const wrapUpTransitions: Transitions<WrapUpState> = {
  none: ["asked-for", "running"],
  "asked-for": ["running", "asked-for"],
  running: ["extended", "over"],
  extended: ["extended", "over"],
  over: ["asked-for", "running"],
};
