/** One agent, opened over the wall. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Badge } from "../../parts/Badge.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { availabilityMeaning, availabilityWords, phaseWords, presenceWords } from "../../words/en-centre.ts";
import { agoInWords, spanInWords, timeOfDay } from "../../words/en-time.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { words as all } from "../../words/index.ts";
import { plainText, shown } from "../../words/shown.ts";
import { InAndOut } from "./InAndOut.tsx";
import { Facts } from "./Facts.tsx";
import type { WallAgent, WallInteraction, WallQueue } from "./need.ts";
import { useRoster } from "./roster.ts";
import { lostText, stateTone } from "./show.ts";
import { useSecond } from "./ticker.ts";
import { WhyNot } from "./WhyNot.tsx";

const RECENT = 5;

type Wall = {
  readonly version?: number | undefined;
  readonly agents: readonly WallAgent[];
  readonly queues: readonly WallQueue[];
  readonly interactions: readonly WallInteraction[];
};

export function AgentDetail(props: { agentId: string; wall: Wall; onClose: () => void }): ReactNode {
  const agent = props.wall.agents.find(({ id }) => id === props.agentId);
  const title = plainText(agent?.name ?? props.agentId);
  return (
    <Dialog title={title} isOpen onClose={props.onClose} closeLabel={all.shell.close}>
      {agent === undefined ? <Empty title={words.nothing} /> : <AgentFacts agent={agent} wall={props.wall} />}
    </Dialog>
  );
}

function AgentFacts({ agent, wall }: { agent: WallAgent; wall: Wall }): ReactNode {
  const { queueName } = useRoster();
  const now = useSecond();
  const { state } = agent.availability;
  const interactionId = "interactionId" in agent.availability ? agent.availability.interactionId : undefined;
  return (
    <>
      <p>
        <Badge tone={stateTone[state]}>{availabilityWords[state]}</Badge>{" "}
        {words.since(spanInWords(now - agent.sinceAt))}
        {". "}
        {availabilityMeaning[state]}
      </p>
      {interactionId !== undefined && (
        <p>
          <Link href={`/interactions/${encodeURIComponent(interactionId)}`}>{words.openInteraction}</Link>
        </p>
      )}
      <Facts
        facts={[
          [words.presence, presenceWords[agent.presence]],
          [words.serves, agent.queues.map((id) => shown(queueName(id))).join(", ") || words.noSkills],
          [words.skills, agent.skills.join(", ") || words.noSkills],
          [words.endpoints, <Endpoints key="endpoints" endpoints={agent.endpoints} />],
        ]}
      />
      <WhyNot agentId={agent.id} interactions={wall.interactions} />
      <InAndOut agent={agent} queues={wall.queues} version={wall.version} />
      <Recent agentId={agent.id} now={now} />
    </>
  );
}

function Endpoints({ endpoints }: { endpoints: WallAgent["endpoints"] }): ReactNode {
  if (endpoints.length === 0) return words.noDevice;
  return (
    <ul>
      {endpoints.map((one) => (
        <li key={one.endpointId}>
          {words.device(one.kind === "browser" ? 1 : 0, one.kind === "phone" ? 1 : 0)},{" "}
          {one.alive ? words.alive : words.lostDevice(lostText(one.lostCause ?? ""))}
          {one.alive && one.kind === "phone" && <span className="quiet"> {words.until(timeOfDay(one.expiresAt))}</span>}
        </li>
      ))}
    </ul>
  );
}

function Recent({ agentId, now }: { agentId: string; now: number }): ReactNode {
  const client = useClient();
  const recent = useQuery({
    queryKey: [...keys.interactions, "of-agent", agentId],
    queryFn: ({ signal }) => client.interactions({ agentId, limit: RECENT }, { signal }),
  });
  const items = recent.data?.items ?? [];
  return (
    <section className="stack-tight">
      <h3>{words.recent}</h3>
      {items.length === 0 && <p className="quiet">{recent.isPending ? all.shell.loading : words.noRecent}</p>}
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <Link href={`/interactions/${encodeURIComponent(one.id)}`}>
              {agoInWords(one.arrivedAt, now)}
              {one.topic === undefined ? "" : `, ${plainText(one.topic)}`}
            </Link>{" "}
            <span className="quiet">{phaseWords[one.phase]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
