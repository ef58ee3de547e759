import type { Clock } from "../clock.ts";
import type { Counters } from "../counters.ts";
import type { DialogTable } from "../dialog/table.ts";
import type { TransactionLayer } from "../transaction/layer.ts";
import type { Drain } from "./drain.ts";
import type { Guard } from "./guard.ts";
import type { SipLimits } from "./options.ts";
import type { Wire } from "./wire.ts";

/** What every user of transactions needs; made once by the stack. */
export type UserContext = {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly layer: TransactionLayer;
  readonly wire: Wire;
  readonly dialogs: DialogTable;
  readonly limits: SipLimits;
  /** Around every call of a listener. */
  readonly guard: Guard;
  /** What `stop` waits for. */
  readonly drain: Drain;
  readonly userAgent: string | undefined;
  /** An unguessable word for a tag or branch. */
  token(): string;
};
