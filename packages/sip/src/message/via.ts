import type { Params } from "./uri.ts";

/** One Via value (RFC 3261 20.42). */
export type Via = {
  /** Upper case as written on the wire: UDP, TCP, TLS, WS … */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
  readonly branch: string | undefined;
};
