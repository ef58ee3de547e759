/** Queues: the list of them, or the settings of one. */
import type { CentreFile } from "@legroom/model";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { adminWords as words } from "../../words/en-admin.ts";
import { shown } from "../../words/shown.ts";
import { Cell, Row, RowName, Rows } from "../wall/Rows.tsx";
import { useCentre } from "./centre-state.ts";
import { Filtered } from "./Filtered.tsx";
import { Loaded } from "./Loaded.tsx";
import { QueueForm } from "./QueueForm.tsx";

export function QueuesPart({ queueId }: { queueId: string | undefined }): ReactNode {
  const centre = useCentre();
  return (
    <Loaded query={centre}>
      {({ file, version }) =>
        queueId === undefined ? (
          <QueueList file={file} />
        ) : (
          <OneQueue key={queueId} queueId={queueId} file={file} version={version} />
        )
      }
    </Loaded>
  );
}

const HEADS = [
  words.fields.name,
  words.fields.requires,
  words.fields.members,
  words.fields.offerMs,
  words.fields.wrapUpMs,
];

function QueueList({ file }: { file: CentreFile }): ReactNode {
  return (
    <Panel title={words.queues}>
      <p className="quiet">{words.queuesMore}</p>
      <Filtered items={file.queues} textOf={({ id, name, requires }) => `${id} ${name} ${requires}`}>
        {(queues) => (
          <Rows kind="settings" amount={queues.length} label={words.everyQueue} heads={HEADS}>
            {queues.map((queue) => (
              <Row key={queue.id}>
                <RowName href={`/admin/queues/${encodeURIComponent(queue.id)}`}>
                  <Name text={queue.name} />
                </RowName>
                <Cell label={words.fields.requires}>{queue.requires}</Cell>
                <Cell label={words.fields.members}>{queue.members.length}</Cell>
                <Cell label={words.fields.offerMs}>{queue.offerMs / 1000}</Cell>
                <Cell label={words.fields.wrapUpMs}>{queue.wrapUpMs / 1000}</Cell>
              </Row>
            ))}
          </Rows>
        )}
      </Filtered>
    </Panel>
  );
}

function OneQueue(props: { queueId: string; file: CentreFile; version: number | undefined }): ReactNode {
  const queue = props.file.queues.find(({ id }) => id === props.queueId);
  return (
    <div className="stack">
      <p>
        <Link href="/admin/queues">{words.allQueues}</Link>
      </p>
      {queue === undefined ? (
        <Empty title={words.noQueue} />
      ) : (
        <Panel title={words.edit(shown(queue.name))}>
          <QueueForm queue={queue} agents={props.file.agents} version={props.version} />
        </Panel>
      )}
    </div>
  );
}
