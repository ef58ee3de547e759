/** Queues: how they stand, and their settings. */
import { asId, handleField, listOf, pendingWire, queueSettings, queueWire, refuse } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { showQueues } from "../queue-figures.ts";
import type { QueueWire } from "../queue-figures.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

const byId = z.strictObject({ id: handleField });

/** What may be set of one queue; what is left out stays. `expectedVersion` is the centre's, as it was read. */
const queueBody = queueSettings
  .omit({ id: true })
  .partial()
  .extend({
    /** Null: nowhere. */
    overflowTo: queueSettings.shape.overflowTo.nullable(),
    expectedVersion: z.number().int().min(0).optional(),
  });

export const queueRoutes = [
  jsonRoute({
    method: "GET",
    path: "/queues",
    summary: "All queues, or those one serves: waiting, the oldest, service level",
    tag: "queues",
    needs: "queues.read",
    reach: "list",
    status: 200,
    response: z.object({ items: listOf(queueWire) }),
    handle: async (call) => {
      const { agentId } = call.principal;
      const queues = await allOf(call);
      return answer({
        items: agentId === undefined ? queues : queues.filter(({ members }) => members.includes(agentId)),
      });
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/queues/{id}",
    summary: "One queue",
    tag: "queues",
    needs: "queues.read",
    reach: "queue",
    params: byId,
    status: 200,
    response: queueWire,
    handle: async (call, { params }) => {
      const queues = await allOf(call);
      const queue = queues.find(({ id }) => id === asId(params.id));
      return queue === undefined ? unknown(params.id) : answer(queue);
    },
  }),
  jsonRoute({
    method: "PUT",
    path: "/queues/{id}",
    summary: "Change the settings of one queue; with `expectedVersion` nobody else's change is overwritten",
    tag: "queues",
    needs: "centre.write",
    reach: "centre",
    audit: { act: "queue.settings", subject: ({ params }) => `queue/${params.id}` },
    params: byId,
    body: queueBody,
    status: 202,
    response: pendingWire,
    handle: (call, { params, body }) => changeQueue(call, params.id, body),
  }),
];

const unknown = (id: string) => refuse("queue.unknown", `there is no queue ${id}`);

async function allOf(call: Call): Promise<readonly QueueWire[]> {
  const { clock, figures } = call.parts;
  const seen = await call.ask((now) => ({ queues: now.queues(), config: now.config().config }));
  return showQueues({ ...seen, at: clock.now() }, figures);
}

async function changeQueue(
  call: Call,
  id: string,
  { expectedVersion, ...settings }: z.output<typeof queueBody>,
): Promise<Answer<z.output<typeof pendingWire>>> {
  const { config, version } = await call.ask((now) => now.config());
  if (!config.queues.some((queue) => queue.id === id)) return unknown(id);
  const queues = config.queues.map((queue) => (queue.id === id ? withSettings(queue, settings) : queue));
  // The rest of the file is as it was read: what changes before the command arrives is not overwritten either.
  return call.command({
    type: "centre.import",
    config: { ...config, queues },
    expectedVersion: expectedVersion ?? version,
  });
}

/** What is not said stays; an overflow of null is taken away. */
function withSettings(
  { overflowTo: before, ...queue }: QueueConfig,
  { overflowTo = before, ...settings }: Omit<z.output<typeof queueBody>, "expectedVersion">,
): QueueConfig {
  const said = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...queue, ...said, ...(overflowTo === undefined || overflowTo === null ? {} : { overflowTo }) };
}
