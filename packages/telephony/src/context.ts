/** What every part of a running telephony works with. */
import type { Clock, Log, TraceSink, Vault } from "@legroom/engine/ports";
import type { MediaPool } from "@legroom/media";
import type { Closings } from "./closings.ts";
import type { Counters } from "./counters.ts";
import type { Ladder } from "./ladder.ts";
import type { Legs } from "./legs.ts";
import type { TelephonyLimits } from "./options.ts";
import type { Outlet } from "./outlet.ts";

/** Lets something go on beside what asked for it. What goes wrong there is a bug of ours: loud, and the rest lives on. */
export function aside(context: Pick<Context, "log" | "counters">, what: string, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    context.counters.count("fault.aside");
    context.log.error("something went wrong aside", { what, error: String(error) });
  });
}

export type Context = {
  readonly media: MediaPool;
  readonly closings: Closings;
  readonly outlet: Outlet;
  readonly ladder: Ladder;
  readonly legs: Legs;
  readonly vault: Vault;
  readonly traces: TraceSink;
  readonly log: Log;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly limits: TelephonyLimits;
};
