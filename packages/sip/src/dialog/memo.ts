import type { Peer } from "../transport/transport.ts";

/** A dialog as plain JSON: enough for another process to end it (or, later, to go on with it). */
export type DialogMemo = {
  readonly v: 1;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From and To values without tags, from our side. */
  readonly local: string;
  readonly remote: string;
  readonly routeSet: readonly string[];
  readonly remoteTarget: string;
  readonly localSeq: number;
  readonly remoteSeq: number;
  /** Where requests to the far side go; without a flow, since connections do not outlive their process. */
  readonly peer: Peer;
};
