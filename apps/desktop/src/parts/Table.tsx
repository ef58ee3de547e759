/** A table that may be wider than the page: then it scrolls by itself, also by keyboard. */
import { useId } from "react";
import type { ReactNode } from "react";

export type TableProps = {
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  /** `meaning`: shown by pointing at it; it must stand somewhere for others, too. */
  readonly heads: readonly { readonly text: string; readonly isNumber?: boolean; readonly meaning?: string }[];
  /** `<tr>` elements. */
  readonly children: ReactNode;
};

export function Table({ caption, isCaptionHidden = false, heads, children }: TableProps): ReactNode {
  const id = useId();
  return (
    // What scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
    <div className="table-frame" tabIndex={0} role="group" aria-labelledby={id}>
      <table className="table">
        <caption id={id} className={isCaptionHidden ? "said" : undefined}>
          {caption}
        </caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th
                key={head.text}
                scope="col"
                className={head.isNumber === true ? "table-number" : undefined}
                title={head.meaning}
              >
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
