/** How a stack is made: collaborators and limits, all at once. */
import type { InboundCall, InboundCallListener } from "../call/call.ts";
import type { Clock } from "../clock.ts";
import type { CredentialsPort } from "../digest/credentials.ts";
import type { DigestAlgorithm } from "../digest/digest.ts";
import type { SipRequest } from "../message/message.ts";
import type { RegistrarPort } from "../registrar/binding.ts";
import type { Address, Peer, TransportFactory } from "../transport/transport.ts";

/**
 * What to do with a request outside of a dialog before it is looked at.
 *
 * `as`: who it is, known in another way than by its own secret (the connection it came on was proven, say): it counts as
 * authenticated as this user.
 * `challenge`: it must prove to be this user. Without a proof it gets 401; with a wrong one 403, or a new challenge where
 * `wrong` says so; a stale or replayed nonce gets 401 with stale=true. `algorithms`, by default MD5 alone, are those that
 * this user's phone is known to do, the best first.
 */
export type PolicyDecision =
  | { readonly allow: true; readonly as?: string }
  | {
      readonly challenge: string;
      readonly wrong?: "forbid" | "challenge";
      readonly algorithms?: readonly DigestAlgorithm[];
    }
  | { readonly reject: number; readonly reason?: string };

/** One message as it passes the socket, for ladders. */
export type TappedMessage = {
  readonly direction: "in" | "out";
  readonly transport: string;
  readonly local: Address;
  readonly remote: Address;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
};

export type SipLimits = {
  /** Server transactions at once; above: 503 with Retry-After. */
  readonly serverTransactionsMax: number;
  /** Client transactions at once; above: the request fails as `transport`. */
  readonly clientTransactionsMax: number;
  /** Calls (in and out) at once; above: 503. */
  readonly callsMax: number;
  /** New INVITEs outside a dialog per second and source address, after a burst of as many; loopback is exempt. 0: no limit. */
  readonly invitesPerSecondPerSource: number;
  /** How long an INVITE may ring before it gets 408 (RFC 3261's timer C is three minutes). */
  readonly ringMsMax: number;
  readonly tcpConnectionsMax: number;
  readonly bindingsPerAorMax: number;
  readonly bindingsMax: number;
};

export type RegistrarOptions = {
  /** Seconds. Shorter is refused with 423. */
  readonly expiresMinS: number;
  /** Seconds where the phone names none. */
  readonly expiresDefaultS: number;
  /** Seconds. Longer is shortened. */
  readonly expiresMaxS: number;
};

export type SipStackOptions = {
  /** Bind address. */
  readonly host: string;
  /** 0 takes a free one (the same for UDP and TCP where both are asked for). */
  readonly port: number;
  /** Written into Via and Contact. Default: `host`, or for all interfaces the first that is not loopback. */
  readonly publicAddress?: string;
  /** Default: UDP and TCP. */
  readonly transports?: readonly ("udp" | "tcp" | TransportFactory)[];
  /** The realm of our challenges. */
  readonly realm?: string;
  readonly credentials?: CredentialsPort;
  /** Default: everything is allowed. */
  readonly policy?: (request: SipRequest, peer: Peer) => PolicyDecision;
  /** A new call. The listener is returned at once so that no event is lost; without this, INVITEs get 480. */
  readonly onInvite?: (call: InboundCall) => InboundCallListener;
  /** Which addresses of record live here; others get 404. Default: all. */
  readonly isLocalAor?: (aor: string) => boolean;
  /** Default: bindings live in memory only. */
  readonly registrarPort?: RegistrarPort;
  readonly registrar?: Partial<RegistrarOptions>;
  readonly limits?: Partial<SipLimits>;
  readonly clock?: Clock;
  /** `bytes` of unguessable chance, for tags, nonces and branches. Default: node:crypto. */
  readonly random?: (bytes: number) => Buffer;
  readonly userAgent?: string;
  /** A policy or `onInvite` of yours has thrown: the request got 500, and here is the error. */
  readonly onFault?: (error: unknown) => void;
  readonly onMessage?: (message: TappedMessage) => void;
};

export const limitDefaults: SipLimits = {
  serverTransactionsMax: 200_000,
  clientTransactionsMax: 200_000,
  callsMax: 10_000,
  invitesPerSecondPerSource: 50,
  ringMsMax: 180_000,
  tcpConnectionsMax: 10_000,
  bindingsPerAorMax: 10,
  bindingsMax: 100_000,
};

export const registrarDefaults: RegistrarOptions = { expiresMinS: 60, expiresDefaultS: 600, expiresMaxS: 3_600 };
