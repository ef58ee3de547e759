/** One dialog's facts (RFC 3261 12): names, sequence numbers, route set, remote target. No timers, no sockets. */
import { Headers } from "../message/headers.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { parseNameAddress } from "../message/name-address.ts";
import { splitOutside } from "../message/scan.ts";
import { asRequestUri } from "../message/uri.ts";
import { withoutFlow, type Peer } from "../transport/transport.ts";
import type { DialogMemo } from "./memo.ts";

const ROUTES_MAX = 32;

export type DialogOptions = Omit<DialogMemo, "v" | "peer" | "remoteSeq"> & {
  readonly peer: Peer;
  readonly remoteSeq: number | undefined;
  /**
   * Whether the peer is the phone itself. Then requests go where its messages came from, which works through NAT, and
   * not to its Contact, which may be an address behind it.
   */
  readonly isDirect: boolean;
};

export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly #local: string;
  readonly #remote: string;
  readonly #routeSet: readonly string[];
  #remoteTarget: string;
  #localSeq: number;
  #remoteSeq: number | undefined;
  #peer: Peer;
  readonly #isDirect: boolean;

  constructor(options: DialogOptions) {
    this.callId = options.callId;
    this.localTag = options.localTag;
    this.remoteTag = options.remoteTag;
    this.#local = options.local;
    this.#remote = options.remote;
    this.#routeSet = options.routeSet;
    this.#remoteTarget = options.remoteTarget;
    this.#localSeq = options.localSeq;
    this.#remoteSeq = options.remoteSeq;
    this.#peer = options.peer;
    this.#isDirect = options.isDirect;
  }

  /** RFC 3261 12.1.1. */
  static asServer(request: SipRequest, peer: Peer, localTag: string): Dialog {
    const routeSet = routes(request.headers.all("record-route"));
    return new Dialog({
      callId: request.callId,
      localTag,
      remoteTag: request.fromTag ?? "",
      local: withoutTag(request.headers.get("to") ?? ""),
      remote: withoutTag(request.headers.get("from") ?? ""),
      routeSet,
      // RFC 2543 callers send no Contact; their From is the best there is.
      remoteTarget: request.contacts[0]?.uriText ?? request.from.uriText,
      localSeq: 0,
      remoteSeq: request.cseq,
      peer,
      isDirect: routeSet.length === 0 && isSingleVia(request),
    });
  }

  /** RFC 3261 12.1.2. `peer` is where the INVITE went; `isDirect` where that is known to be the phone itself. */
  static asClient(response: SipResponse, sent: { peer: Peer; target: string; isDirect: boolean }): Dialog {
    const routeSet = routes(response.headers.all("record-route")).toReversed();
    return new Dialog({
      callId: response.callId,
      localTag: response.fromTag ?? "",
      remoteTag: response.toTag ?? "",
      local: withoutTag(response.headers.get("from") ?? ""),
      remote: withoutTag(response.headers.get("to") ?? ""),
      routeSet,
      remoteTarget: response.contacts[0]?.uriText ?? sent.target,
      localSeq: response.cseq,
      remoteSeq: undefined,
      peer: sent.peer,
      isDirect: routeSet.length === 0 && (sent.isDirect || response.contacts.length === 0),
    });
  }

  /** A gap leaves room for requests that the memo has not seen; CSeq only has to grow (RFC 3261 12.2.1.1). */
  static fromMemo(memo: DialogMemo): Dialog {
    return new Dialog({ ...memo, localSeq: memo.localSeq + 100, isDirect: memo.peer.transport === "udp" });
  }

  get localSeq(): number {
    return this.#localSeq;
  }

  /** Whether a request is new in its order; it then becomes the latest (RFC 3261 12.2.2). */
  takeSeq(request: SipRequest): boolean {
    if (this.#remoteSeq !== undefined && request.cseq <= this.#remoteSeq) return false;
    this.#remoteSeq = request.cseq;
    return true;
  }

  /** A target refresh (12.2.2); the phone behind the Contact may have a new address as well. */
  refreshTarget(message: SipRequest | SipResponse, peer: Peer | undefined): void {
    const contact = message.contacts[0];
    if (contact !== undefined) this.#remoteTarget = contact.uriText;
    if (this.#isDirect && peer !== undefined) this.#peer = peer;
  }

  /** Whether a request of this dialog may come from there: one that began on a held connection is its holder's alone. */
  isHeldBy(peer: Peer): boolean {
    return this.#peer.holder === undefined || this.#peer.holder === peer.holder;
  }

  nextSeq(): number {
    this.#localSeq += 1;
    return this.#localSeq;
  }

  /**
   * Where requests go (12.2.1.1 and 8.1.2): the first route, else the phone itself, else its Contact. A phone whose
   * connection is gone is tried at its Contact; whoever holds a connection is reached by that or by a newer one, and
   * never by what its messages say (RFC 7118 5).
   */
  peer(wire: { peerOf(uri: string): Peer | undefined; isGone(peer: Peer): boolean }): Peer {
    if (this.#peer.holder !== undefined) return this.#peer;
    const first = this.#routeSet[0];
    if (first === undefined && this.#isDirect && !wire.isGone(this.#peer)) return this.#peer;
    return wire.peerOf(first === undefined ? this.#remoteTarget : uriIn(first)) ?? this.#peer;
  }

  /** Request-URI and headers of a request in this dialog, without Via (12.2.1.1). */
  request(method: string, seq: number): { target: string; headers: Headers } {
    const headers = new Headers();
    const first = this.#routeSet[0];
    const isStrict = first !== undefined && !isLoose(first);
    const target = asRequestUri(isStrict ? uriIn(first) : this.#remoteTarget);
    const route = isStrict ? [...this.#routeSet.slice(1), `<${this.#remoteTarget}>`] : this.#routeSet;
    for (const one of route) headers.add("route", one);
    headers.add("max-forwards", "70");
    headers.add("from", `${this.#local};tag=${this.localTag}`);
    headers.add("to", this.remoteTag === "" ? this.#remote : `${this.#remote};tag=${this.remoteTag}`);
    headers.add("call-id", this.callId);
    headers.add("cseq", `${seq} ${method}`);
    return { target, headers };
  }

  memo(): DialogMemo {
    return {
      v: 1,
      callId: this.callId,
      localTag: this.localTag,
      remoteTag: this.remoteTag,
      local: this.#local,
      remote: this.#remote,
      routeSet: this.#routeSet,
      remoteTarget: this.#remoteTarget,
      localSeq: this.#localSeq,
      remoteSeq: this.#remoteSeq ?? 0,
      peer: withoutFlow(this.#peer),
    };
  }
}

/** RFC 3261 16.12: a route with `lr` is loose; without, the next hop wants to be the Request-URI itself. */
function isLoose(route: string): boolean {
  return parseNameAddress(route)?.uri?.params.has("lr") ?? false;
}

function uriIn(route: string): string {
  return parseNameAddress(route)?.uriText ?? route;
}

function routes(lines: readonly string[]): string[] {
  return lines.flatMap((line) => splitOutside(line, ",", ROUTES_MAX) ?? []).slice(0, ROUTES_MAX);
}

function isSingleVia(request: SipRequest): boolean {
  const lines = request.headers.all("via");
  return lines.length === 1 && !(lines[0] ?? "").includes(",");
}

/** A From or To value without its tag; other parameters stay. */
function withoutTag(value: string): string {
  const close = value.lastIndexOf(">");
  return (
    value.slice(0, close + 1) +
    value
      .slice(close + 1)
      .replace(/;\s*tag\s*=\s*[^;\s]*/i, "")
      .trimEnd()
  );
}
