/** All agents: what they do now, since when, and whether their devices can be rung. */
import type { AvailabilityState } from "@legroom/model";
import { memo, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { availabilityWords, presenceWords } from "../../words/en-centre.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import type { matcher } from "./filter.ts";
import { byNeedOfAgents } from "./need.ts";
import type { WallAgent } from "./need.ts";
import { useRoster } from "./roster.ts";
import { Cell, detailHref, Row, RowName, Rows } from "./Rows.tsx";
import { devicesText, stateCounts, stateTone } from "./show.ts";
import { Since } from "./Since.tsx";

const HEADS = [words.agent, words.state, words.forTime, words.devices];

export function AgentRows(props: { agents: readonly WallAgent[]; fits: ReturnType<typeof matcher> }): ReactNode {
  const { agents, fits } = props;
  const { queueName } = useRoster();
  const [only, setOnly] = useState<ReadonlySet<AvailabilityState>>(new Set());
  const sorted = useMemo(() => byNeedOfAgents(agents), [agents]);
  const fitting = sorted.filter(
    (agent) =>
      (only.size === 0 || only.has(agent.availability.state)) &&
      fits(agent.name, agent.id, stateText(agent), ...agent.queues.map(queueName), ...agent.skills),
  );
  const toggle = (state: AvailabilityState): void => {
    const next = new Set(only);
    if (!next.delete(state)) next.add(state);
    setOnly(next);
  };
  return (
    <Panel title={words.agents}>
      {agents.length > 0 && <StateChips agents={agents} only={only} onToggle={toggle} />}
      {fitting.length === 0 ? (
        <Empty title={agents.length === 0 ? words.noAgents : words.nothing} />
      ) : (
        <Rows kind="agents" amount={fitting.length} label={words.agents} heads={HEADS}>
          {fitting.map((agent) => (
            <AgentRow key={agent.id} agent={agent} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

/** How many are in each state; pressed, only those are shown. */
function StateChips(props: {
  agents: readonly WallAgent[];
  only: ReadonlySet<AvailabilityState>;
  onToggle: (state: AvailabilityState) => void;
}): ReactNode {
  const counts = stateCounts(props.agents);
  const states = Object.keys(availabilityWords) as AvailabilityState[];
  return (
    <div className="chips" role="group" aria-label={words.stateFilter}>
      {states
        .filter((state) => counts.has(state) || props.only.has(state))
        .map((state) => (
          <Button key={state} isPressed={props.only.has(state)} onPress={() => props.onToggle(state)}>
            {words.stateChip(state, counts.get(state) ?? 0)}
          </Button>
        ))}
    </div>
  );
}

const AgentRow = memo(function AgentRow({ agent }: { agent: WallAgent }): ReactNode {
  const { state } = agent.availability;
  return (
    <Row>
      <RowName href={detailHref("agent", agent.id)}>
        <Name text={agent.name} isCut />
      </RowName>
      <Cell label={words.state}>
        <Badge tone={stateTone[state]}>{stateText(agent)}</Badge>
      </Cell>
      <Cell label={words.forTime}>
        <Since at={agent.sinceAt} />
      </Cell>
      <Cell label={words.devices}>
        <span className={state === "signed-out" ? "quiet" : undefined}>{devicesText(agent.endpoints)}</span>
      </Cell>
    </Row>
  );
});

/** What they chose says more than that they are not available. */
function stateText({ availability }: WallAgent): string {
  return availability.state === "unavailable"
    ? presenceWords[availability.reason]
    : availabilityWords[availability.state];
}
