/** Time that runs out: as a ring with its seconds inside, and as a bar. Both are pictures; the words beside them are said. */
import type { ReactNode } from "react";
import { clockText } from "./duration.ts";

export type CountdownProps = {
  /** Time left and the whole, in milliseconds. */
  readonly leftMs: number;
  readonly wholeMs: number;
  readonly label: string;
};

const RADIUS = 16;
const ROUND = 2 * Math.PI * RADIUS;
/** The last part of it is coloured as late. */
const LATE_PART = 0.25;

export function Ring(props: CountdownProps): ReactNode {
  const part = partOf(props);
  return (
    <span className={part <= LATE_PART ? "ring ring-late" : "ring"} role="timer" aria-label={props.label}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle className="ring-track" cx="18" cy="18" r={RADIUS} />
        <circle
          className="ring-part"
          cx="18"
          cy="18"
          r={RADIUS}
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - part)}
        />
      </svg>
      <span className="ring-text">{clockText(props.leftMs)}</span>
    </span>
  );
}

export function Bar(props: CountdownProps): ReactNode {
  const part = partOf(props);
  return (
    <span className={part <= LATE_PART ? "bar bar-late" : "bar"} role="timer" aria-label={props.label}>
      <span className="bar-part" style={{ inlineSize: `${part * 100}%` }} />
    </span>
  );
}

function partOf({ leftMs, wholeMs }: CountdownProps): number {
  return wholeMs <= 0 ? 0 : Math.min(1, Math.max(0, leftMs / wholeMs));
}
