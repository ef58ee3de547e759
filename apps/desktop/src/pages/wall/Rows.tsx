/**
 * A list of rows with columns, made for hundreds of them: what is not in view is not laid out (content-visibility, which
 * real table rows do not know; hence the roles).
 */
import type { ReactNode } from "react";
import { Link } from "wouter";
import "./rows.css";

type RowsKind =
  | "queues"
  | "interactions"
  | "agents"
  | "people"
  | "phones"
  | "settings"
  | "sign-ins"
  | "list"
  | "contacts";

/** These need more room to stand in columns. */
const wideKinds: readonly RowsKind[] = ["people", "phones", "settings", "sign-ins", "list", "contacts"];

export type RowsProps = {
  readonly label: string;
  readonly heads: readonly string[];
  /** Names the columns' widths in rows.css. */
  readonly kind: RowsKind;
  readonly amount: number;
  /** `Row` elements. */
  readonly children: ReactNode;
};

/** Fewer are laid out as fast as they are. */
const MANY = 60;

export function Rows({ label, heads, kind, amount, children }: RowsProps): ReactNode {
  const room = wideKinds.includes(kind) ? "rows-wide" : "rows-any";
  return (
    <div className={`rows rows-${kind}`}>
      <div role="table" aria-label={label} className={amount > MANY ? `${room} rows-many` : room}>
        <div role="rowgroup" className="rows-head">
          <div role="row" className="rows-row">
            {heads.map((head) => (
              <span key={head} role="columnheader">
                {head}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" data-rows="">
          {children}
        </div>
      </div>
    </div>
  );
}

export function Row({ children }: { children: ReactNode }): ReactNode {
  return (
    <div role="row" className="rows-row rows-entry">
      {children}
    </div>
  );
}

export function Cell({ children, label }: { children: ReactNode; label: string }): ReactNode {
  return (
    <div role="cell" className="rows-cell">
      <span className="rows-label" aria-hidden="true">
        {label}
      </span>
      <span className="rows-value">{children}</span>
    </div>
  );
}

/** What the row is about; the whole row can be pressed. */
export function RowName({ href, children }: { href: string; children: ReactNode }): ReactNode {
  return (
    <div role="rowheader" className="rows-cell rows-name">
      <Link href={href} className="rows-link" data-row="">
        {children}
      </Link>
    </div>
  );
}

/** What the row is about, where nothing opens by it. */
export function RowHead({ children }: { children: ReactNode }): ReactNode {
  return (
    <div role="rowheader" className="rows-cell rows-name strong">
      {children}
    </div>
  );
}

/** The wall with a panel open. */
export function detailHref(kind: "agent" | "queue" | "caller", id: string): string {
  return `/wall?${kind}=${encodeURIComponent(id)}`;
}
