/** Queues with their live figures: who waits from the machine, what became of them by the one definition (L10). */
import type { Now } from "@legroom/engine";
import { asId, handleField, listOf, queueWire, refuse } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
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
      const { figures, clock } = call.parts;
      return answer({ items: await call.ask((now) => showQueues(now, { figures, at: clock.now() })) });
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
      const { figures, clock } = call.parts;
      const queues = await call.ask((now) => showQueues(now, { figures, at: clock.now() }));
      const queue = queues.find(({ id }) => id === asId(params.id));
      return queue === undefined ? refuse("queue.unknown", `there is no queue ${params.id}`) : answer(queue);
    },
  }),
];

function showQueues(now: Now, { figures, at }: { figures: FiguresSource; at: UnixMs }): readonly QueueWire[] {
  const counted = figures.queues(at);
  const configured = new Map(now.config().config.queues.map((queue) => [queue.id, queue]));
  return now.queues().map((queue) => {
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
