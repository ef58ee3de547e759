/**
 * SIP over WebSocket (RFC 7118): connections that others have let in, held by name.
 *
 * There is no way out from here: a page is reached on the connection that it has opened, or not at all.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { messageLimits } from "../message/parse.ts";
import { KeptConnection } from "./kept-connection.ts";
import type { Address, Peer, Transport, TransportFactory, TransportSink } from "./transport.ts";

/** An HTTP upgrade as Node's server hands it out. */
export type Upgrade = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

export type WebSocketDoorOptions = {
  /** Above, an upgrade gets 503. */
  readonly connectionsMax: number;
  /** How often each connection is asked whether it lives. Default: 1,000. */
  readonly pingMs?: number;
  /** After so long without an answer it is closed. Default: 3,000. */
  readonly pongMsMax?: number;
  /** A longer message closes its connection with 1009. Default: 65,535. */
  readonly messageBytesMax?: number;
};

/** RFC 7118. Who holds a connection was proven at its upgrade; `holder` is an opaque name for them. */
export type WebSocketDoor = {
  /** Goes into `SipStackOptions.transports`. */
  readonly factory: TransportFactory;
  /**
   * Takes the HTTP upgrade over: 400 without the subprotocol `sip`, 503 above the limit and while no stack is running. A
   * newer connection of the same holder takes the former's place, which is closed with 4000.
   */
  accept(upgrade: Upgrade, holder: string): void;
  /** Closes the holder's connection, if there is one, with a WebSocket close code (4000 to 4999) and reason. */
  close(holder: string, code: number, reason: string): void;
};

const CODE_REPLACED = 4000;
const CODE_GOING_AWAY = 1001;
const PING_MS = 1_000;
const PONG_MS_MAX = 3_000;
/** A message comes in few fragments or is an attack. */
const FRAGMENTS_MAX = 64;

export function webSocketDoor(options: WebSocketDoorOptions): WebSocketDoor {
  let transport: WebSocketTransport | undefined;
  return {
    factory: (sink) => (transport = new WebSocketTransport(options, sink)),
    accept: (upgrade, holder) => {
      if (transport === undefined) refuse(upgrade.socket, "503 Service Unavailable");
      else transport.accept(upgrade, holder);
    },
    close: (holder, code, reason) => transport?.close(holder, code, reason),
  };
}

class WebSocketTransport implements Transport {
  readonly name = "ws";
  readonly otherNames = ["wss"] as const;
  readonly reliable = true;
  readonly #options: WebSocketDoorOptions;
  readonly #sink: TransportSink;
  readonly #server: WebSocketServer;
  readonly #byFlow = new Map<string, KeptConnection>();
  readonly #byHolder = new Map<string, KeptConnection>();
  /** What is closed but not confirmed counts as well: it holds a socket. */
  readonly #closing = new Set<KeptConnection>();
  #isOpen = false;
  #flows = 0;

  constructor(options: WebSocketDoorOptions, sink: TransportSink) {
    this.#options = options;
    this.#sink = sink;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // Pongs are ours, so that one who asks and never reads does not fill our memory.
      autoPong: false,
      maxPayload: options.messageBytesMax ?? messageLimits.messageBytesMax,
      maxFragments: FRAGMENTS_MAX,
      handleProtocols: () => "sip",
    });
  }

  /** It binds nothing, and calls itself by the port that its stack has. */
  start(port: number): Promise<Address> {
    this.#isOpen = true;
    return Promise.resolve({ host: "", port });
  }

  accept(upgrade: Upgrade, holder: string): void {
    const { request, socket, head } = upgrade;
    if (!this.#isOpen || this.#isFullFor(holder)) return refuse(socket, "503 Service Unavailable");
    // RFC 7118 4.1: "the client … MUST include the value 'sip' in the Sec-WebSocket-Protocol header".
    if (!protocolsOf(request).includes("sip")) return refuse(socket, "400 Bad Request");
    // What is wrong with the upgrade besides is answered by the library.
    return this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#adopt(webSocket, request, holder));
  }

  /** Who has a connection may change it for another, though not faster than the former ones go. */
  #isFullFor(holder: string): boolean {
    const { connectionsMax } = this.#options;
    const isKnown = this.#byHolder.has(holder) && this.#closing.size < connectionsMax;
    return !isKnown && this.#byFlow.size + this.#closing.size >= connectionsMax;
  }

  #adopt(webSocket: WebSocket, request: IncomingMessage, holder: string): void {
    const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = request.socket;
    const flow = `ws-${(this.#flows += 1)}`;
    const isSecure = "encrypted" in request.socket;
    const peer: Peer = {
      transport: isSecure ? "wss" : "ws",
      host: withoutMapping(remoteAddress),
      port: remotePort,
      flow,
      holder,
    };
    const connection: KeptConnection = new KeptConnection({
      webSocket,
      peer,
      pingMs: this.#options.pingMs ?? PING_MS,
      pongMsMax: this.#options.pongMsMax ?? PONG_MS_MAX,
      received: (bytes) => this.#sink.message(bytes, peer, { host: withoutMapping(localAddress), port: localPort }),
      keptAlive: () => this.#sink.keepAlive(peer),
      tooLarge: () => this.#sink.unframed("too-large", Buffer.alloc(0), peer),
      ended: (why) => {
        this.#byFlow.delete(flow);
        if (this.#byHolder.get(holder) === connection) this.#byHolder.delete(holder);
        this.#closing.add(connection);
        // Whoever closes it may be in the middle of something that this changes.
        queueMicrotask(() => this.#sink.flowClosed(flow, why));
      },
      gone: () => this.#closing.delete(connection),
    });
    const former = this.#byHolder.get(holder);
    this.#byFlow.set(flow, connection);
    this.#byHolder.set(holder, connection);
    former?.close(CODE_REPLACED, "replaced by a newer connection");
  }

  close(holder: string, code: number, reason: string): void {
    this.#byHolder.get(holder)?.close(code, reason);
  }

  hasFlow(flow: string): boolean {
    return this.#byFlow.has(flow);
  }

  reach(peer: Peer): Peer {
    return this.#connectionOf(peer)?.peer ?? peer;
  }

  #connectionOf(peer: Peer): KeptConnection | undefined {
    const own = peer.flow === undefined ? undefined : this.#byFlow.get(peer.flow);
    return own ?? (peer.holder === undefined ? undefined : this.#byHolder.get(peer.holder));
  }

  send(text: string | Buffer, peer: Peer, failed: (cause: Error) => void): void {
    const connection = this.#connectionOf(peer);
    if (connection === undefined) return failed(new Error("the connection is gone"));
    return connection.send(text, failed);
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    for (const connection of this.#byFlow.values()) connection.close(CODE_GOING_AWAY, "the server stops");
    await Promise.all([...this.#closing].map((connection) => connection.whenGone));
  }
}

/** Names are compared as they are (RFC 6455 11.3.4). */
function protocolsOf(request: IncomingMessage): readonly string[] {
  return (request.headers["sec-websocket-protocol"] ?? "").split(",", 32).map((name) => name.trim());
}

/** A refusal of an upgrade, before there is a WebSocket. */
function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => undefined);
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** `::ffff:192.0.2.1`, as a socket for both families says it, is 192.0.2.1. */
function withoutMapping(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address;
}
