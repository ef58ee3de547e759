/** Queues with their live figures: who waits from the machine, what became of them by the one definition (L10). */
import type { Now } from "@legroom/engine";
import type { Clock } from "@legroom/engine/ports";
import { asId, handleField, listOf, queueWire, refuse } from "@legroom/model";
import * as z from "zod";
import type { FiguresSource } from "../figures.ts";
import { answer, jsonRoute } from "../route.ts";

type QueueWire = z.output<typeof queueWire>;

export const queueRoutes = [
  jsonRoute({
    method: "GET",
    path: "/queues",
    summary: "All queues: waiting, the oldest, service level",
    tag: "queues",
    needs: "queues.read",
    reach: "centre",
    status: 200,
    response: z.object({ items: listOf(queueWire) }),
    handle: async (call) => {
      return answer({ items: await showQueues(call) });
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/queues/{id}",
    summary: "One queue",
    tag: "queues",
    needs: "queues.read",
    reach: "centre",
    params: z.strictObject({ id: handleField }),
    status: 200,
    response: queueWire,
    handle: async (call, { params }) => {
      const queues = await showQueues(call);
      const queue = queues.find(({ id }) => id === asId(params.id));
      return queue === undefined ? refuse("queue.unknown", `there is no queue ${params.id}`) : answer(queue);
    },
  }),
];

/**
 * The world first, then the figures: when the world's answer is durable its events are folded too, so nobody is gone from
 * the line and not yet counted among those who left it.
 */
async function showQueues(call: {
  readonly ask: <Answer>(question: (now: Now) => Answer) => Promise<Answer>;
  readonly parts: { readonly figures: FiguresSource; readonly clock: Clock };
}): Promise<readonly QueueWire[]> {
  const { queues, config } = await call.ask((now) => ({ queues: now.queues(), config: now.config().config }));
  const at = call.parts.clock.now();
  const counted = call.parts.figures.queues(at);
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
