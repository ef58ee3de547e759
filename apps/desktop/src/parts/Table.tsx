/**
 * A table that may be wider than the page: then it scrolls by itself, also by keyboard. On a small screen nobody should have
 * to scroll for a button: with `stacks`, each row stands as a card there, and a cell's `data-label` says what it is.
 */
import { useId } from "react";
import type { ReactNode } from "react";

export type TableProps = {
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly heads: readonly { readonly text: string; readonly isNumber?: boolean }[];
  readonly stacks?: boolean;
  /** `<tr>` elements. */
  readonly children: ReactNode;
};

export function Table({ caption, isCaptionHidden = false, heads, stacks = false, children }: TableProps): ReactNode {
  const id = useId();
  return (
    // What scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
    <div className="table-frame" tabIndex={0} role="group" aria-labelledby={id}>
      <table className={stacks ? "table table-stacks" : "table"}>
        <caption id={id} className={isCaptionHidden ? "said" : undefined}>
          {caption}
        </caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.text} scope="col" className={head.isNumber === true ? "table-number" : undefined}>
                {head.text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
