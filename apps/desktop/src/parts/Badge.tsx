/** A word or two about a state. The words carry the meaning, the colour only helps. */
import type { ReactNode } from "react";

export type Tone = "plain" | "accent" | "good" | "warn" | "bad";

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }): ReactNode {
  return <span className={tone === "plain" ? "badge" : `badge badge-${tone}`}>{children}</span>;
}
