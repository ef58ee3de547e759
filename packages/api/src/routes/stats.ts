/** Statistics of queues, agents and routing: of any period and live, by one definition (L10). */
import { agentsStatsWire, asId, handleField, queuesStatsWire, refuse, routingsStatsWire } from "@legroom/model";
import type { AgentId, CentreConfig, QueueId, Refused } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import type { StatsPeriod, StatsReading } from "../figures.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute } from "../route.ts";
import { assertRows, periodOf, periodQuery } from "./stats-period.ts";

const TAG = "statistics";
const ANSWER_MS_MAX = 60_000;
const COHORT = "callers count where they entered the queue, offers where they were made, talks where they began";

const queuesQuery = periodQuery.extend({
  queueId: handleField.optional(),
  /** T in seconds, in place of each queue's own. */
  t: z.coerce.number().int().min(1).max(3600).optional(),
});
const agentsQuery = periodQuery.extend({
  agentId: handleField.optional(),
  /** The members of this queue. */
  queueId: handleField.optional(),
});
const routingQuery = periodQuery.extend({ queueId: handleField.optional() });

export const statsRoutes = [
  jsonRoute({
    method: "GET",
    path: "/stats/queues",
    summary: `Queues in any period: outcomes, service levels side by side, waits, handling, the conservation law; ${COHORT}`,
    tag: TAG,
    needs: "queues.read",
    reach: "centre",
    answerMsMax: ANSWER_MS_MAX,
    query: queuesQuery,
    status: 200,
    response: queuesStatsWire,
    handle: async (call, { query }) => {
      const period = periodOf(query, call.parts.clock.now());
      const config = await configOf(call);
      const only = queueNamed(config, query.queueId);
      if (isRefused(only)) return only;
      assertRows(period, only?.size ?? config.queues.length);
      const reading = await read(call, period);
      const serviceLevel = query.t === undefined ? {} : { serviceLevelMs: query.t * 1000 };
      return answer({
        ...headOf(reading),
        ...reading.queues({ ...(only === undefined ? {} : { only }), ...serviceLevel }),
      });
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/stats/agents",
    summary: "Agents in any period: time by presence and availability, occupancy, handling, what became of offers",
    tag: TAG,
    needs: "agents.read",
    reach: "centre",
    answerMsMax: ANSWER_MS_MAX,
    query: agentsQuery,
    status: 200,
    response: agentsStatsWire,
    handle: async (call, { query }) => {
      const period = periodOf(query, call.parts.clock.now());
      const config = await configOf(call);
      const only = agentsNamed(config, query);
      if (isRefused(only)) return only;
      assertRows(period, only?.size ?? config.agents.length);
      const reading = await read(call, period);
      return answer({ ...headOf(reading), ...reading.agents(only) });
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/stats/routing",
    summary:
      "Decisions in any period: triggers, tie-breaks, outcomes, offers per answer, told waits against true ones, latency",
    tag: TAG,
    needs: "queues.read",
    reach: "centre",
    answerMsMax: ANSWER_MS_MAX,
    query: routingQuery,
    status: 200,
    response: routingsStatsWire,
    handle: async (call, { query }) => {
      const period = periodOf(query, call.parts.clock.now());
      const config = await configOf(call);
      const only = queueNamed(config, query.queueId);
      if (isRefused(only)) return only;
      assertRows(period, only?.size ?? config.queues.length);
      const reading = await read(call, period);
      const { decisionLatency } = reading;
      return answer({
        ...headOf(reading),
        ...reading.routing(only),
        ...(decisionLatency === undefined ? {} : { decisionLatency }),
      });
    },
  }),
];

function configOf(call: Call): Promise<CentreConfig> {
  return call.ask((now) => now.config().config);
}

async function read(call: Call, period: StatsPeriod): Promise<StatsReading> {
  const reading = await call.parts.figures.stats(period);
  if (reading === undefined)
    throw new Problem("stats.too-many", "others read the journal now: ask again in a moment", { retryAfterSeconds: 1 });
  return reading;
}

function headOf({ fromAt, untilAt, readAt, live }: StatsReading) {
  return { ...{ fromAt, readAt, live }, ...(untilAt === undefined ? {} : { untilAt }) };
}

/** Nothing when all are asked for. */
function queueNamed(config: CentreConfig, id: string | undefined): ReadonlySet<QueueId> | Refused | undefined {
  if (id === undefined) return undefined;
  if (!config.queues.some((queue) => queue.id === id))
    return refuse("queue.unknown", `there is no queue ${id}`, { field: "queueId" });
  return new Set([asId<"queue">(id)]);
}

function agentsNamed(
  config: CentreConfig,
  { agentId, queueId }: { readonly agentId?: string | undefined; readonly queueId?: string | undefined },
): ReadonlySet<AgentId> | Refused | undefined {
  if (agentId !== undefined && !config.agents.some(({ id }) => id === agentId))
    return refuse("agent.unknown", `there is no agent ${agentId}`, { field: "agentId" });
  const queue = config.queues.find(({ id }) => id === queueId);
  if (queueId !== undefined && queue === undefined)
    return refuse("queue.unknown", `there is no queue ${queueId}`, { field: "queueId" });
  const members = queue === undefined ? undefined : new Set(queue.members);
  if (agentId === undefined) return members;
  const id = asId<"agent">(agentId);
  return members === undefined || members.has(id) ? new Set([id]) : new Set();
}

function isRefused(only: ReadonlySet<unknown> | Refused | undefined): only is Refused {
  return only !== undefined && "refusal" in only;
}
