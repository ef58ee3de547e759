/** Statistics of queues, agents and routing, in any period and live: what the API tells, with what each figure means. */
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { AgentsStats, QueuesStats, RoutingsStats } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Link, Redirect, Route, Switch, useSearchParams } from "wouter";
import { serverNow } from "../../clock.ts";
import { NotFound } from "../../NotFound.tsx";
import { Badge } from "../../parts/Badge.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { statsWords as words } from "../../words/en-stats.ts";
import { instantInWords } from "../../words/en-time.ts";
import { words as all } from "../../words/index.ts";
import { Loaded } from "../admin/Loaded.tsx";
import { useDirectory } from "../interaction/names.ts";
import type { Directory } from "../interaction/names.ts";
import { askedOf, isMoving, queryOf, searchOf, statsParts } from "./asked.ts";
import type { Asked, StatsPart } from "./asked.ts";
import { AskedForm } from "./AskedForm.tsx";
import { agentGroups, queueGroups, routingGroups } from "./columns.ts";
import { Conservation } from "./Conservation.tsx";
import { FigureTables } from "./FigureTables.tsx";
import { rowsOf } from "./rows.ts";
import "./stats.css";

export function StatsPage(): ReactNode {
  return (
    <div className="stack">
      <title>{`${words.title} · ${all.shell.product}`}</title>
      <h1>{words.title}</h1>
      <Switch>
        <Route path="/stats">
          <Redirect to="/stats/queues" replace />
        </Route>
        <Route path="/stats/:part">
          {({ part }) => {
            const known = statsParts.find((one) => one === part);
            return known === undefined ? <NotFound /> : <Part part={known} />;
          }}
        </Route>
      </Switch>
    </div>
  );
}

function Part({ part }: { part: StatsPart }): ReactNode {
  const [search, setSearch] = useSearchParams();
  const asked = askedOf(search);
  const directory = useDirectory();
  // What was chosen for one part holds for the next.
  const same = new URLSearchParams(searchOf(asked)).toString();
  return (
    <>
      <nav aria-label={words.partsOf} className="stats-parts">
        {statsParts.map((one) => (
          <Link
            key={one}
            href={`/stats/${one}${same === "" ? "" : `?${same}`}`}
            className="shell-link"
            aria-current={one === part ? "page" : undefined}
          >
            {words.parts[one]}
          </Link>
        ))}
      </nav>
      <AskedForm
        part={part}
        asked={asked}
        queues={directory.queues}
        onChange={(next) => setSearch(searchOf(next), { replace: true })}
      />
      <p className="quiet">{words.more[part]}</p>
      <Figures part={part} asked={asked} directory={directory} />
    </>
  );
}

type PartProps = { readonly asked: Asked; readonly directory: Directory };

function Figures({ part, ...props }: PartProps & { part: StatsPart }): ReactNode {
  switch (part) {
    case "queues":
      return <OfQueues {...props} />;
    case "agents":
      return <OfAgents {...props} />;
    case "routing":
      return <OfRouting {...props} />;
    default:
      return part satisfies never;
  }
}

function OfQueues({ asked, directory }: PartProps): ReactNode {
  const queues = useQueueStats(asked);
  return (
    <Loaded query={queues}>
      {(stats) => (
        <>
          <Span of={stats} />
          <Conservation stats={stats} queueName={directory.queue} />
          <FigureTables
            groups={queueGroups}
            head={headOf(stats, words.queueName)}
            rows={rowsOf(stats, ({ queueId }) => [queueId, directory.queue(queueId)])}
          />
        </>
      )}
    </Loaded>
  );
}

function OfAgents({ asked, directory }: PartProps): ReactNode {
  const client = useClient();
  const agents = useStats<AgentsStats>("agents", asked, (signal) => client.agentStats(queryOf(asked), { signal }));
  return (
    <Loaded query={agents}>
      {(stats) => (
        <>
          <Span of={stats} />
          <FigureTables
            groups={agentGroups}
            head={headOf(stats, words.agentName)}
            rows={rowsOf(stats, ({ agentId }) => [agentId, directory.agent(agentId)])}
          />
        </>
      )}
    </Loaded>
  );
}

function OfRouting({ asked, directory }: PartProps): ReactNode {
  const client = useClient();
  const queues = useQueueStats(asked);
  const routing = useStats<RoutingsStats>("routing", asked, (signal) =>
    client.routingStats(queryOf(asked), { signal }),
  );
  return (
    <Loaded query={routing}>
      {(stats) => (
        <>
          <Span of={stats} />
          {queues.data !== undefined && <Conservation stats={queues.data} queueName={directory.queue} />}
          <Latency of={stats} />
          <FigureTables
            groups={routingGroups}
            head={headOf(stats, words.queueName)}
            rows={rowsOf(stats, ({ queueId }) => [queueId, directory.queue(queueId)])}
          />
        </>
      )}
    </Loaded>
  );
}

function Latency({ of: { decisionLatency, readAt } }: { of: RoutingsStats }): ReactNode {
  if (decisionLatency === undefined) return null;
  const { p50Ms, p99Ms, offers, sinceAt } = decisionLatency;
  return (
    <Panel title={words.latency}>
      <p>{words.latencyOf(p50Ms, p99Ms, offers, instantInWords(sinceAt, readAt))}</p>
    </Panel>
  );
}

function Span({ of }: { of: Pick<QueuesStats, "fromAt" | "untilAt" | "readAt" | "live"> }): ReactNode {
  return (
    <p>
      {words.span(of.fromAt, of.untilAt, of.readAt)} {of.live && <Badge tone="good">{words.live}</Badge>}
    </p>
  );
}

/** Rows by time are of all queues or agents together. */
function headOf({ rows }: { readonly rows?: unknown }, head: string): string {
  return rows === undefined ? head : words.interval;
}

const ANEW_MS = 10_000;

function useStats<Stats>(
  part: StatsPart,
  asked: Asked,
  ask: (signal: AbortSignal) => Promise<Stats>,
): UseQueryResult<Stats> {
  return useQuery({
    queryKey: [...keys.stats, part, asked],
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: isMoving(asked, serverNow()) ? ANEW_MS : false,
  });
}

function useQueueStats(asked: Asked): UseQueryResult<QueuesStats> {
  const client = useClient();
  const t = asked.serviceTime === "" ? {} : { t: Number(asked.serviceTime) };
  return useStats("queues", asked, (signal) => client.queueStats({ ...queryOf(asked), ...t }, { signal }));
}
