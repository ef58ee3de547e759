/** How long something has been so, ticking. */
import type { ReactNode } from "react";
import { clockText } from "../../parts/duration.ts";
import { useSecond } from "./ticker.ts";

export function Since({ at }: { at: number }): ReactNode {
  return <span className="figures">{clockText(useSecond() - at)}</span>;
}
