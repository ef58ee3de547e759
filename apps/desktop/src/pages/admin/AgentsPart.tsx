/** Agents: the list of them, or what one can do. */
import { useQueryClient } from "@tanstack/react-query";
import type { CentreFile } from "@legroom/model";
import type { VersionedCentre } from "@legroom/sdk";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { agentFormWords as words } from "../../words/en-settings.ts";
import { shown } from "../../words/shown.ts";
import { Cell, Row, RowName, Rows } from "../wall/Rows.tsx";
import { useCentre } from "./centre-state.ts";
import { Filtered } from "./Filtered.tsx";
import { EditForm } from "./form/EditForm.tsx";
import { Loaded } from "./Loaded.tsx";
import { agentForm, openAgent, withAgent } from "./settings-form.ts";

export function AgentsPart({ agentId }: { agentId: string | undefined }): ReactNode {
  const centre = useCentre();
  return (
    <Loaded query={centre}>
      {(now) =>
        agentId === undefined ? <AgentList file={now.file} /> : <OneAgent key={agentId} agentId={agentId} now={now} />
      }
    </Loaded>
  );
}

const { heads } = words;
const HEADS = Object.values(heads);

function AgentList({ file }: { file: CentreFile }): ReactNode {
  const levelsIn = (levels: { readonly [id: string]: number }): string =>
    Object.entries(levels)
      .map(([id, level]) => `${id} ${level}`)
      .join(", ") || "–";
  return (
    <Panel title={words.agents}>
      <p className="quiet">{words.more}</p>
      <Filtered items={file.agents} textOf={(one) => `${one.id} ${one.name} ${one.skills.join(" ")}`}>
        {(agents) => (
          <Rows kind="contacts" amount={agents.length} label={words.everyAgent} heads={HEADS}>
            {agents.map((agent) => (
              <Row key={agent.id}>
                <RowName href={`/admin/agents/${encodeURIComponent(agent.id)}`}>
                  <Name text={agent.name} isCut />
                </RowName>
                <Cell label={heads.skills}>{levelsIn(openAgent(agent).levels)}</Cell>
                <Cell label={heads.languages}>{levelsIn(agent.languages)}</Cell>
                <Cell label={heads.capacity}>{agent.capacity}</Cell>
                <Cell label={heads.id}>
                  <span className="quiet small">{agent.id}</span>
                </Cell>
              </Row>
            ))}
          </Rows>
        )}
      </Filtered>
    </Panel>
  );
}

function OneAgent({ agentId, now }: { agentId: string; now: VersionedCentre }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const agent = now.file.agents.find(({ id }) => id === agentId);
  const value = useMemo(() => (agent === undefined ? undefined : openAgent(agent)), [agent]);
  return (
    <div className="stack">
      <p>
        <Link href="/admin/agents">{words.all}</Link>
      </p>
      {agent === undefined || value === undefined ? (
        <Empty title={words.noAgent} />
      ) : (
        <>
          <h2 className="foreign">{words.edit(shown(agent.name))}</h2>
          <EditForm
            kind={agentForm}
            value={value}
            version={now.version}
            agents={[]}
            queues={[]}
            onSave={async (settings, version) => {
              await client.putCentre(withAgent(now.file, agentId, settings), version);
            }}
            onReload={() => queries.invalidateQueries({ queryKey: keys.centre })}
          />
        </>
      )}
    </div>
  );
}
