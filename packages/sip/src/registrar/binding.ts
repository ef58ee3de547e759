import type { FlowEnd, Peer } from "../transport/transport.ts";

/** One place where an address of record can be reached. Plain JSON: it is stored as it is. */
export type Binding = {
  /** `sip:user@host`, escapes undone, host in lower case, no parameters (RFC 3261 10.3). */
  readonly aor: string;
  /** The Contact's URI as the phone wrote it. */
  readonly contactUri: string;
  readonly callId: string;
  readonly cseq: number;
  /** Thousandths: 1000 is q=1. */
  readonly q: number;
  readonly expiresAt: number;
  /** Where the REGISTER came from: what reaches a phone behind NAT. */
  readonly peer: Peer;
  readonly userAgent: string | undefined;
  readonly authenticatedUser: string | undefined;
};

export type BindingEvent =
  | { readonly type: "added" | "refreshed"; readonly binding: Binding }
  | { readonly type: "removed" | "expired"; readonly binding: Binding }
  /** The connection of the binding is gone; the binding stands until it expires or is refreshed. */
  | { readonly type: "flow-closed"; readonly binding: Binding; readonly why: FlowEnd };

/** Where bindings survive a restart. `save` resolves when they are durable: only then the 200 goes out. */
export type RegistrarPort = {
  load(): Promise<readonly Binding[]>;
  save(aor: string, bindings: readonly Binding[]): Promise<void>;
};
