/** How many agents a queue rings for one caller at the same time. */
import type { QueueConfig } from "@legroom/model";

/** An integer from 1. One, until queues say otherwise. */
export function offersAtOnce(_queue: QueueConfig): number {
  return 1;
}
