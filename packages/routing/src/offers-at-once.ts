/** How many agents a queue rings for one caller at the same time. */
import type { QueueConfig } from "@legroom/model";

/** However many are free: a round is bounded. */
const RING_ALL_MAX = 100;

/** An integer from 1. */
export function offersAtOnce({ strategy }: QueueConfig): number {
  return strategy === "ring-all" ? RING_ALL_MAX : 1;
}
