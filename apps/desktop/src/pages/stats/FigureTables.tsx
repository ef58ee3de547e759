/** The statistics of queues, agents or routing as tables: one for each group of columns, with what all of them come to first. */
import { useId } from "react";
import type { ReactNode } from "react";
import { Empty } from "../../parts/Empty.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { statsWords as words } from "../../words/en-stats.ts";
import type { Column, ColumnGroup } from "./columns.ts";

/** What the three kinds of statistics have in common. */
export type FigureRows<Figures> = {
  readonly groups: readonly ColumnGroup<Figures>[];
  /** What a row is about. */
  readonly head: string;
  readonly rows: readonly { readonly id: string; readonly name: string; readonly figures: Figures }[];
};

export function FigureTables<Figures>({ groups, head, rows }: FigureRows<Figures>): ReactNode {
  if (rows.length === 0) return <Empty title={words.none} />;
  return groups.map(({ title, columns }) => (
    <Panel key={title} title={title}>
      <Table
        caption={title}
        isCaptionHidden
        heads={[{ text: head }, ...columns.map(({ label, meaning }) => ({ text: label, isNumber: true, meaning }))]}
      >
        {rows.map(({ id, name, figures }) => (
          <tr key={id}>
            <th scope="row" className="stats-name foreign">
              {name}
            </th>
            {columns.map(({ label, text }) => (
              <td key={label} className="table-number">
                {text(figures)}
              </td>
            ))}
          </tr>
        ))}
      </Table>
      <Meanings columns={columns} />
    </Panel>
  ));
}

/** For those who cannot point. */
function Meanings({ columns }: { columns: readonly Pick<Column<never>, "label" | "meaning">[] }): ReactNode {
  const id = useId();
  return (
    <details>
      <summary id={id}>{words.meanings}</summary>
      <dl className="stats-meanings" aria-labelledby={id}>
        {columns.map(({ label, meaning }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
