/** What every part of a running telephony works with. */
import type { Clock, Log, TraceSink, Vault } from "@legroom/engine/ports";
import type { MediaPool } from "@legroom/media";
import type { Counters } from "./counters.ts";
import type { Ladder } from "./ladder.ts";
import type { Legs } from "./legs.ts";
import type { TelephonyLimits } from "./options.ts";
import type { Outlet } from "./outlet.ts";

export type Context = {
  readonly media: MediaPool;
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
