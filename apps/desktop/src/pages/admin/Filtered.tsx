/** A list that may be long: a filter above it, and as many entries as anybody reads. */
import { useState } from "react";
import type { ReactNode } from "react";
import { Empty } from "../../parts/Empty.tsx";
import { Field } from "../../parts/Field.tsx";
import { adminWords as words } from "../../words/en-admin.ts";
import { matcher } from "../wall/filter.ts";

export type FilteredProps<Item> = {
  readonly items: readonly Item[];
  /** What the filter looks in. */
  readonly textOf: (item: Item) => string;
  readonly children: (shown: readonly Item[]) => ReactNode;
  readonly label?: string;
};

const SHOWN_MAX = 200;
/** Fewer are seen at a glance. */
const FILTER_FROM = 8;

export function Filtered<Item>({ items, textOf, children, label = words.filter }: FilteredProps<Item>): ReactNode {
  const [typed, setTyped] = useState("");
  const fits = matcher(typed);
  const fitting = items.filter((item) => fits(textOf(item)));
  const beyond = fitting.length - SHOWN_MAX;
  return (
    <div className="stack-tight">
      {(items.length >= FILTER_FROM || typed !== "") && (
        <div className="form">
          <Field label={label} type="search" value={typed} onChange={setTyped} maxLength={100} />
        </div>
      )}
      {fitting.length === 0 ? <Empty title={words.nothing} /> : children(fitting.slice(0, SHOWN_MAX))}
      {beyond > 0 && <p className="quiet">{words.more(beyond)}</p>}
    </div>
  );
}
