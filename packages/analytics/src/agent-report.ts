/** The figures of an agent's time, by definition. */
import { presences } from "@legroom/model";
import type { AgentId, AvailabilityState, Presence } from "@legroom/model";
import type { HandleReport } from "./handle-figures.ts";
import { ratio } from "./ratio.ts";

/** In the order in which the first that holds counts. */
export const availabilityStates = [
  "signed-out",
  "busy",
  "offered",
  "wrapping",
  "device-lost",
  "not-responding",
  "unavailable",
  "available",
] as const satisfies readonly AvailabilityState[];

/** Times are those within the span; counts and averages are of the talks that began in it, whole. */
export type AgentReport = HandleReport & {
  readonly agentId: AgentId;
  readonly signedInMs: number;
  /** While signed in, by what they chose. */
  readonly presenceMs: Readonly<Record<Presence, number>>;
  /** While signed in, by availability; what comes of `signed-out` is who chose Offline and is still held. */
  readonly stateMs: Readonly<Record<AvailabilityState, number>>;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  /** (Talk + wrap-up) ÷ signed in. */
  readonly utilisation: number | null;
  /** (Busy + offered + wrapping) ÷ (those + available). */
  readonly occupancy: number | null;
};

export type AgentSums = {
  readonly presenceMs: Record<Presence, number>;
  readonly stateMs: Record<AvailabilityState, number>;
  talkMs: number;
  wrapUpMs: number;
};

export function noAgentSums(): AgentSums {
  return {
    presenceMs: Object.fromEntries(presences.map((presence) => [presence, 0])) as Record<Presence, number>,
    stateMs: Object.fromEntries(availabilityStates.map((state) => [state, 0])) as Record<AvailabilityState, number>,
    talkMs: 0,
    wrapUpMs: 0,
  };
}

export function addAgentSums(to: AgentSums, sums: AgentSums): void {
  for (const presence of presences) to.presenceMs[presence] += sums.presenceMs[presence];
  for (const state of availabilityStates) to.stateMs[state] += sums.stateMs[state];
  to.talkMs += sums.talkMs;
  to.wrapUpMs += sums.wrapUpMs;
}

export function timesOf({
  presenceMs,
  stateMs,
  talkMs,
  wrapUpMs,
}: AgentSums): Omit<AgentReport, "agentId" | keyof HandleReport> {
  const signedInMs = presences.reduce((sum, presence) => sum + presenceMs[presence], 0);
  const inWorkMs = stateMs.busy + stateMs.offered + stateMs.wrapping;
  return {
    signedInMs,
    presenceMs: { ...presenceMs },
    stateMs: { ...stateMs },
    talkMs,
    wrapUpMs,
    utilisation: ratio(talkMs + wrapUpMs, signedInMs),
    occupancy: ratio(inWorkMs, inWorkMs + stateMs.available),
  };
}
