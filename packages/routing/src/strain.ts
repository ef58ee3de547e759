/**
 * How much of an agent's work is not rested off yet: each millisecond in talk, wrap-up or ringing adds one, each other takes one,
 * between none and half an hour (R-ROUTE-58). It is the share of the last half hour for whoever worked and then rested, and
 * needs no clock to stay in order: of two who rest, the one who will be rested first is so at every moment.
 */
import type { UnixMs } from "@legroom/model";
import type { Agent, Strain } from "./world.ts";

export const STRAIN_WINDOW_MS = 1_800_000;

const NONE: Strain = { ms: 0, sinceAt: 0 as UnixMs, busy: false }; // the beginning: long rested

/** What is kept when the agent begins or ends to be busy; the same object when neither has happened. */
export function strainAfter(strain: Strain | undefined, busy: boolean, at: UnixMs): Strain | undefined {
  if ((strain?.busy ?? false) === busy) return strain;
  return { ms: strainMs(strain, at), sinceAt: at, busy };
}

/** From 0 to half an hour. */
export function strainMs(strain: Strain = NONE, at: UnixMs): number {
  const passedMs = at - strain.sinceAt;
  return strain.busy ? Math.min(STRAIN_WINDOW_MS, strain.ms + passedMs) : Math.max(0, strain.ms - passedMs);
}

/** Orders agents of equal load by their strain, whatever the time is: when it will be, or would have been, rested off. */
export function strainKey({ strain = NONE }: Agent): number {
  return strain.busy ? strain.ms - strain.sinceAt : strain.ms + strain.sinceAt;
}
