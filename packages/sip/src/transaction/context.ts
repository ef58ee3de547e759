import type { Clock } from "../clock.ts";
import type { Counters } from "../counters.ts";
import type { Peer } from "../transport/transport.ts";

/** What every transaction needs from below and beside. */
export type TransactionContext = {
  readonly clock: Clock;
  readonly counters: Counters;
  /** Sends, or calls `failed` later. */
  send(text: string, peer: Peer, failed?: (cause: Error) => void): void;
  isReliable(peer: Peer): boolean;
};
