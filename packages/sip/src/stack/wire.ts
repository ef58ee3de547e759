/** The transports as one: sends text to peers, shows each message to the tap, and knows how we are called from outside. */
import type { Clock } from "../clock.ts";
import type { Counters } from "../counters.ts";
import { hostText, parseSipUri } from "../message/uri.ts";
import { MAGIC_COOKIE } from "../message/via.ts";
import type { Address, Peer, Transport, TransportName } from "../transport/transport.ts";
import type { TappedMessage } from "./options.ts";

export type WireOptions = {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly publicAddress: string;
  readonly onMessage: ((message: TappedMessage) => void) | undefined;
};

const DEFAULT_PORT = 5060;

export class Wire {
  readonly #options: WireOptions;
  readonly #transports = new Map<TransportName, { readonly transport: Transport; local: Address }>();

  constructor(options: WireOptions) {
    this.#options = options;
  }

  add(transport: Transport, local: Address): void {
    for (const name of [transport.name, ...(transport.otherNames ?? [])])
      this.#transports.set(name, { transport, local });
  }

  has(name: TransportName): boolean {
    return this.#transports.has(name);
  }

  isReliable(peer: Peer): boolean {
    return this.#transports.get(peer.transport)?.transport.reliable ?? true;
  }

  /** The peer by the connection that leads to it now. */
  reach(peer: Peer): Peer {
    return this.#transports.get(peer.transport)?.transport.reach?.(peer) ?? peer;
  }

  /** Whether the peer was reached by a connection that is gone. */
  isGone(peer: Peer): boolean {
    const transport = this.#transports.get(peer.transport)?.transport;
    return peer.flow !== undefined && transport?.hasFlow?.(peer.flow) !== true;
  }

  send(text: string, peer: Peer, failed?: (cause: Error) => void): void {
    const { counters } = this.#options;
    const known = this.#transports.get(peer.transport);
    // Never from inside the call: whoever sends has often nothing yet that could be told.
    const fail = (cause: Error): void => {
      counters.count("send.failed");
      if (failed !== undefined) this.#options.clock.setTimer(() => failed(cause), 0);
    };
    if (known === undefined) return fail(new Error(`no ${peer.transport} here`));
    counters.count("send.messages");
    this.#options.onMessage?.({
      direction: "out",
      transport: peer.transport,
      local: known.local,
      remote: { host: peer.host, port: peer.port },
      at: this.#options.clock.now(),
      text,
    });
    return known.transport.send(text, peer, fail);
  }

  tapIn(bytes: Buffer, peer: Peer, local: Address): void {
    this.#options.onMessage?.({
      direction: "in",
      transport: peer.transport,
      local,
      remote: { host: peer.host, port: peer.port },
      at: this.#options.clock.now(),
      text: bytes.toString("utf8"),
    });
  }

  /** A Via value of ours. `rport` asks the far side to answer where this came from (RFC 3581). */
  via(peer: Peer, branch: string): string {
    const { publicAddress } = this.#options;
    const name = peer.transport.toUpperCase();
    return `SIP/2.0/${name} ${hostText(publicAddress)}:${this.#port(peer.transport)};branch=${MAGIC_COOKIE}${branch};rport`;
  }

  /** A Contact value of ours for this peer. */
  contact(peer: Peer, user = ""): string {
    // RFC 7118 5.2.2 names `ws` alone: whether it is secured says the scheme, and that is for whoever connects.
    const name = peer.transport === "wss" ? "ws" : peer.transport;
    const transport = name === "udp" ? "" : `;transport=${name}`;
    const host = hostText(this.#options.publicAddress);
    return `<sip:${user === "" ? "" : `${user}@`}${host}:${this.#port(peer.transport)}${transport}>`;
  }

  /** How we call ourselves where nobody gave us a name. */
  get ownUri(): string {
    return `sip:${hostText(this.#options.publicAddress)}`;
  }

  #port(name: TransportName): number {
    return this.#transports.get(name)?.local.port ?? DEFAULT_PORT;
  }

  /**
   * Where a URI leads. No NAPTR or SRV: hosts are addresses or plain names. Undefined: we have no way there. No URI leads to
   * a page: nobody can connect to one, and the host it names is invented (RFC 7118 5).
   */
  peerOf(uriText: string): Peer | undefined {
    const uri = parseSipUri(uriText);
    if (uri === undefined) return undefined;
    const asked = uri.scheme === "sips" ? "tls" : (uri.params.get("transport")?.toLowerCase() ?? this.#preferred());
    const transport = (["udp", "tcp", "tls"] as const).find((name) => name === asked);
    const host = uri.params.get("maddr") ?? uri.host;
    if (transport === undefined || !this.has(transport) || isInvented(host)) return undefined;
    return { transport, host, port: uri.port ?? DEFAULT_PORT };
  }

  #preferred(): TransportName {
    return this.has("udp") ? "udp" : "tcp";
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#transports.values()].map(({ transport }) => transport.stop()));
  }
}

/** RFC 2606 2: `.invalid` is for names that are "sure to be invalid"; pages call themselves so. */
function isInvented(host: string): boolean {
  return host.endsWith(".invalid") || host.endsWith(".invalid.");
}
