/** The queues that the agent serves, and who waits there. */
import type { Desk } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Elapsed } from "../../parts/Elapsed.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { words } from "../../words/index.ts";

const say = words.desk.queues;

export function QueuesPanel({ queues }: { queues: Desk["queues"] }): ReactNode {
  if (queues.length === 0)
    return (
      <Panel title={say.title}>
        <Empty title={say.none} />
      </Panel>
    );
  return (
    <Panel title={say.title}>
      <Table
        caption={say.title}
        isCaptionHidden
        heads={[{ text: say.name }, { text: say.waiting, isNumber: true }, { text: say.oldest, isNumber: true }]}
      >
        {queues.map((queue) => (
          <tr key={queue.id}>
            <th scope="row">
              <Name text={queue.name} />
            </th>
            <td className="table-number">{queue.waiting}</td>
            <td className="table-number">
              {queue.oldestEnteredAt === undefined ? say.nobody : <Elapsed sinceAt={queue.oldestEnteredAt} />}
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
