import type { HeaderField } from "../call/call.ts";
import type { SipResponse } from "../message/message.ts";
import type { Address, Peer } from "../transport/transport.ts";

export type RequestOptions = {
  readonly method: string;
  /** Request-URI. */
  readonly target: string;
  readonly peer?: Peer;
  /** Default: an anonymous URI of ours. */
  readonly from?: { readonly displayName?: string; readonly uri: string };
  readonly to?: { readonly displayName?: string; readonly uri: string };
  readonly headers?: readonly HeaderField[];
  readonly body?: { readonly contentType: string; readonly content: string };
  /** Answers one 401 or 407. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Given up after this; without it after 32 s (timer F). */
  readonly timeoutMs?: number;
};

/** How a request outside of INVITE ended. Never rejects. */
export type RequestResult =
  | { readonly outcome: "answered"; readonly status: number; readonly response: SipResponse }
  | { readonly outcome: "timed-out" | "transport"; readonly message: string };

export type RegisterOptions = {
  /** For example `sip:127.0.0.1:5060` or with `;transport=tcp`. */
  readonly registrar: string;
  /** Where to send it, when not to the registrar's host. */
  readonly peer?: Peer;
  readonly user: string;
  readonly password: string;
  /** The host of the address of record. Default: the registrar's. */
  readonly domain?: string;
  /** Seconds; 0 takes the binding away. */
  readonly expiresS?: number;
};

export type StartedAt = { readonly udp: Address | undefined; readonly tcp: Address | undefined };
