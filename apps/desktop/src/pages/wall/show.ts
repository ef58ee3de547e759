/** What rows of the wall say, and in which tone. The tone never says anything that the words do not. */
import type { AvailabilityState, InteractionPhase } from "@legroom/model";
import type { Tone } from "../../parts/Badge.tsx";
import { lostCauseWords, wallWords as words } from "../../words/en-wall.ts";
import type { Attention, WallAgent, WallQueue } from "./need.ts";

export const stateTone: Readonly<Record<AvailabilityState, Tone>> = {
  available: "good",
  offered: "accent",
  busy: "accent",
  wrapping: "plain",
  unavailable: "plain",
  "not-responding": "bad",
  "device-lost": "bad",
  "signed-out": "plain",
};

export const phaseTone: Readonly<Record<InteractionPhase, Tone>> = {
  arriving: "plain",
  "in-flow": "plain",
  queued: "warn",
  offering: "warn",
  connecting: "accent",
  live: "good",
  parked: "warn",
  closed: "plain",
};

export const attentionTone: Readonly<Record<Attention, Tone>> = { act: "bad", watch: "warn", fine: "plain" };

/** `browser and phone`, or why there is nothing to ring. */
export function devicesText(endpoints: WallAgent["endpoints"]): string {
  const alive = endpoints.filter((one) => one.alive);
  if (alive.length > 0) {
    const browsers = alive.filter(({ kind }) => kind === "browser").length;
    return words.device(browsers, alive.length - browsers);
  }
  const lost = endpoints.find(({ lostCause }) => lostCause !== undefined)?.lostCause;
  return lost === undefined ? words.noDevice : words.lostDevice(lostText(lost));
}

export function lostText(cause: string): string {
  return lostCauseWords[cause] ?? cause;
}

/** Members who are signed in, and those of them who are free now. */
export function staffing({ agents }: WallQueue): { readonly free: number; readonly signedIn: number } {
  const all = Object.values(agents).reduce((sum, amount) => sum + amount, 0);
  return { free: agents["available"] ?? 0, signedIn: all - (agents["signed-out"] ?? 0) };
}

/** How many agents are in each state, without the states that nobody is in. */
export function stateCounts(agents: readonly WallAgent[]): ReadonlyMap<AvailabilityState, number> {
  const counts = new Map<AvailabilityState, number>();
  for (const { availability } of agents) counts.set(availability.state, (counts.get(availability.state) ?? 0) + 1);
  return counts;
}
