/** Offers to the agent that did not become a talk, and why: told by events alone, so the tab keeps the last ones. */
import { offerCauses } from "@legroom/model";
import type { OfferCause } from "@legroom/model";
import type { LiveEvent } from "@legroom/sdk";
import type { KeptInTab } from "../../kept-in-tab.ts";

export type PassedOffer = {
  readonly interactionId: string;
  readonly queueId: string;
  readonly at: number;
  readonly cause: OfferCause;
};

export const PASSED_MAX = 5;

/** What the event tells of an offer that passed this agent, if it tells of one. */
export function passedIn(event: LiveEvent, agentId: string): PassedOffer | undefined {
  const { type, at, interactionId } = event;
  if (type !== "offer.ended" || event["agentId"] !== agentId || event["outcome"] === "accepted") return undefined;
  const cause = offerCauses.find((one) => one === event["cause"]);
  const queueId = event["queueId"];
  if (cause === undefined || interactionId === undefined || typeof queueId !== "string") return undefined;
  return { interactionId, queueId, at, cause };
}

/** The newest first; of one caller the last. */
export function withPassed(passed: readonly PassedOffer[], next: PassedOffer): readonly PassedOffer[] {
  const others = passed.filter(({ interactionId }) => interactionId !== next.interactionId);
  return [next, ...others].slice(0, PASSED_MAX);
}

const placeOf = (handle: string): string => `legroom.passed.${handle}`;

export function keepPassed(kept: KeptInTab, handle: string, passed: readonly PassedOffer[]): void {
  try {
    kept.setItem(placeOf(handle), JSON.stringify(passed));
  } catch {
    // Full or forbidden: they last as long as the page.
  }
}

export function readPassed(kept: KeptInTab, handle: string): readonly PassedOffer[] {
  try {
    const read: unknown = JSON.parse(kept.getItem(placeOf(handle)) ?? "[]");
    return Array.isArray(read) ? read.filter(isPassed).slice(0, PASSED_MAX) : [];
  } catch {
    return []; // no storage, or not ours
  }
}

function isPassed(one: unknown): one is PassedOffer {
  if (typeof one !== "object" || one === null) return false;
  const { interactionId, queueId, at, cause } = one as Partial<Record<keyof PassedOffer, unknown>>;
  const isNamed = typeof interactionId === "string" && typeof queueId === "string" && typeof at === "number";
  return isNamed && offerCauses.some((known) => known === cause);
}
