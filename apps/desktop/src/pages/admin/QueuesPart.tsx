/** Queues: the list of them, or the settings of one. */
import type { CentreFile } from "@legroom/model";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { adminWords as words } from "../../words/en-admin.ts";
import { queueFormWords } from "../../words/en-queue-form.ts";
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

const { name, requires, members, strategy, serviceLevelMs } = queueFormWords.fields;
const HEADS = [name, requires, members, strategy, serviceLevelMs].map(({ label }) => label);

function QueueList({ file }: { file: CentreFile }): ReactNode {
  return (
    <Panel title={words.queues}>
      <p className="quiet">{words.queuesMore}</p>
      <Filtered items={file.queues} textOf={(queue) => `${queue.id} ${queue.name} ${queue.requires}`}>
        {(queues) => (
          <Rows kind="settings" amount={queues.length} label={words.everyQueue} heads={HEADS}>
            {queues.map((queue) => (
              <Row key={queue.id}>
                <RowName href={`/admin/queues/${encodeURIComponent(queue.id)}`}>
                  <Name text={queue.name} />
                </RowName>
                <Cell label={requires.label}>{queue.requires}</Cell>
                <Cell label={members.label}>{queue.members.length}</Cell>
                <Cell label={strategy.label}>{queue.strategy}</Cell>
                <Cell label={serviceLevelMs.label}>{queue.serviceLevelMs / 1000}</Cell>
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
        <>
          <h2 className="foreign">{words.edit(shown(queue.name))}</h2>
          <QueueForm queue={queue} file={props.file} version={props.version} />
        </>
      )}
    </div>
  );
}
