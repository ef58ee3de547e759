/** Queues: the list of them, or the settings of one. */
import type { CentreFile } from "@legroom/model";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Empty } from "../../parts/Empty.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { adminWords as words } from "../../words/en-admin.ts";
import { shown } from "../../words/shown.ts";
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

function QueueList({ file }: { file: CentreFile }): ReactNode {
  return (
    <Panel title={words.queues}>
      <p className="quiet">{words.queuesMore}</p>
      <Filtered items={file.queues} textOf={({ id, name, requiredSkill }) => `${id} ${name} ${requiredSkill}`}>
        {(queues) => (
          <Table
            caption={words.everyQueue}
            isCaptionHidden
            stacks
            heads={[
              { text: words.fields.name },
              { text: words.fields.requiredSkill },
              { text: words.fields.members, isNumber: true },
              { text: words.fields.offerMs, isNumber: true },
              { text: words.fields.wrapUpMs, isNumber: true },
            ]}
          >
            {queues.map((queue) => (
              <tr key={queue.id}>
                <th scope="row" className="foreign">
                  <Link href={`/admin/queues/${encodeURIComponent(queue.id)}`}>{shown(queue.name)}</Link>
                </th>
                <td data-label={words.fields.requiredSkill}>{queue.requiredSkill}</td>
                <td className="table-number" data-label={words.fields.members}>
                  {queue.members.length}
                </td>
                <td className="table-number" data-label={words.fields.offerMs}>
                  {queue.offerMs / 1000}
                </td>
                <td className="table-number" data-label={words.fields.wrapUpMs}>
                  {queue.wrapUpMs / 1000}
                </td>
              </tr>
            ))}
          </Table>
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
