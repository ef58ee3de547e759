/** How many agents a queue rings for one caller at the same time. */
import type { QueueConfig } from "@legroom/model";
import { strategyRules } from "./strategies.ts";

/** However many are free: a round is bounded. */
export const RINGING_MAX = 100;

/** An integer from 1: at most so many. */
export function offersAtOnce({ strategy }: QueueConfig): number {
  const { rings } = strategyRules[strategy];
  return rings === "all" || rings === "tier" ? RINGING_MAX : 1;
}
