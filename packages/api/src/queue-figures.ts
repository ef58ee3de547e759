/** Queues with their live figures: who waits from the machine, what became of them by the one definition (L10). */
import type { CentreConfig, queueWire, QueueView, UnixMs } from "@legroom/model";
import type * as z from "zod";
import type { FiguresSource } from "./figures.ts";

export type QueueWire = z.output<typeof queueWire>;

type Seen = { readonly queues: readonly QueueView[]; readonly config: CentreConfig; readonly at: UnixMs };

/**
 * The world first, then the figures: when the world's answer is durable its events are folded too, so nobody is gone from
 * the line and not yet counted among those who left it.
 */
export function showQueues({ queues, config, at }: Seen, figures: FiguresSource): readonly QueueWire[] {
  const counted = figures.queues(at);
  const configured = new Map(config.queues.map((queue) => [queue.id, queue]));
  return queues.map((queue) => {
    const figure = counted.get(queue.id);
    return {
      ...queue,
      serviceLevelMs: configured.get(queue.id)?.serviceLevelMs ?? 0,
      ...(queue.oldestEnteredAt === undefined ? {} : { oldestWaitMs: Math.max(0, at - queue.oldestEnteredAt) }),
      ...(figure === undefined ? {} : { figures: figure }),
      ...(figure?.serviceLevel === undefined ? {} : { serviceLevel: figure.serviceLevel }),
    };
  });
}
