/** Rows of a table: all together, then each queue or agent; or, where rows by time were asked for, each stretch of it. */
import { statsWords as words } from "../../words/en-stats.ts";
import { instantInWords } from "../../words/en-time.ts";
import { shown } from "../../words/shown.ts";
import type { FigureRows } from "./FigureTables.tsx";

type Read<Total, Item extends Total> = {
  readonly readAt: number;
  readonly total: Total;
  readonly items: readonly Item[];
  readonly rows?: readonly { readonly fromAt: number; readonly total: Total }[] | undefined;
};

/** `named`: id and name of what an item is about. */
export function rowsOf<Total, Item extends Total>(
  { readAt, total, items, rows }: Read<Total, Item>,
  named: (item: Item) => readonly [string, string],
): FigureRows<Total>["rows"] {
  const all = { id: "", name: words.all, figures: total };
  if (rows !== undefined) {
    const stretches = rows.map((row) => ({
      id: String(row.fromAt),
      name: instantInWords(row.fromAt, readAt),
      figures: row.total,
    }));
    return [all, ...stretches];
  }
  const each = items.map((item) => {
    const [id, name] = named(item);
    return { id, name: shown(name), figures: item };
  });
  return items.length === 0 ? [] : [all, ...each];
}
