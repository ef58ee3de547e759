/** Statistics of queues, agents and routing: of any period and live, by one definition (L10). */
import { agentsStatsWire, asId, handleField, queuesStatsWire, refuse, routingsStatsWire } from "@legroom/model";
import type { AgentId, CentreConfig, QueueId, Refused } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import type { StatsPeriod, StatsReading } from "../figures.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Needs, Route } from "../route.ts";
import { assertRows, periodOf, periodQuery } from "./stats-period.ts";
import type { PeriodQuery } from "./stats-period.ts";

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
  statsRoute({
    path: "/stats/queues",
    summary: `Queues in any period: outcomes, service levels side by side, waits, handling, the conservation law; ${COHORT}`,
    needs: "queues.read",
    query: queuesQuery,
    response: queuesStatsWire,
    of: ({ queueId }, config) => rowsOf(queueNamed(config, queueId), config.queues.length),
    show: (reading, only, { t }) =>
      reading.queues({
        ...(only === undefined ? {} : { only }),
        ...(t === undefined ? {} : { serviceLevelMs: t * 1000 }),
      }),
  }),
  statsRoute({
    path: "/stats/agents",
    summary: "Agents in any period: time by presence and availability, occupancy, handling, what became of offers",
    needs: "agents.read",
    query: agentsQuery,
    response: agentsStatsWire,
    of: (query, config) => rowsOf(agentsNamed(config, query), config.agents.length),
    show: (reading, only) => reading.agents(only),
  }),
  statsRoute({
    path: "/stats/routing",
    summary:
      "Decisions in any period: triggers, tie-breaks, outcomes, offers per answer, told waits against true ones, latency",
    needs: "queues.read",
    query: routingQuery,
    response: routingsStatsWire,
    of: ({ queueId }, config) => rowsOf(queueNamed(config, queueId), config.queues.length),
    show: (reading, only) => {
      const { decisionLatency } = reading;
      return { ...reading.routing(only), ...(decisionLatency === undefined ? {} : { decisionLatency }) };
    },
  }),
];

/** Whose figures are asked for (nothing: everybody's), and how many rows each interval has then. */
type Asked<Id> = { readonly only: ReadonlySet<Id> | undefined; readonly items: number };
type Head = ReturnType<typeof headOf>;

type StatsRoute<Id, Q extends z.ZodType<PeriodQuery>, R extends z.ZodType> = {
  readonly path: string;
  readonly summary: string;
  readonly needs: Needs;
  readonly query: Q;
  readonly response: R;
  readonly of: (query: z.output<Q>, config: CentreConfig) => Asked<Id> | Refused;
  readonly show: (
    reading: StatsReading,
    only: ReadonlySet<Id> | undefined,
    query: z.output<Q>,
  ) => Omit<z.output<R>, keyof Head>;
};

/** All three alike: the period, whose figures, one reading of the journal, and one head. */
function statsRoute<Id, Q extends z.ZodType<PeriodQuery>, R extends z.ZodType>(route: StatsRoute<Id, Q, R>): Route {
  const { path, summary, needs, query: schema, response } = route;
  return jsonRoute({
    ...{ method: "GET", path, summary, tag: TAG, needs, reach: "centre", answerMsMax: ANSWER_MS_MAX, status: 200 },
    query: schema,
    response,
    handle: async (call, { query }) => {
      const period = periodOf(query, call.parts.clock.now());
      const asked = route.of(query, await configOf(call));
      if ("refusal" in asked) return asked;
      assertRows(period, asked.items);
      const reading = await read(call, period);
      return answer({ ...headOf(reading), ...route.show(reading, asked.only, query) } as z.output<R>);
    },
  });
}

function rowsOf<Id>(only: ReadonlySet<Id> | Refused | undefined, all: number): Asked<Id> | Refused {
  if (only !== undefined && "refusal" in only) return only;
  return { only, items: only?.size ?? all };
}

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
