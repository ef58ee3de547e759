/** How long something has been going on, ticking by itself, by the server's clock. */
import type { ReactNode } from "react";
import { useServerNow } from "../clock.ts";
import { clockText } from "./duration.ts";

export function Elapsed({ sinceAt }: { sinceAt: number }): ReactNode {
  return <span className="figures">{clockText(useServerNow() - sinceAt)}</span>;
}
