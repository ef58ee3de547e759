/** SIP over TCP: connections in and out, found again by flow or by address, bounded in number, idle time and memory. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { StreamFramer } from "./framing.ts";
import type { Address, Peer, Transport, TransportSink } from "./transport.ts";

/** What is set once for all connections. */
export type TcpOptions = {
  readonly host: string;
  readonly connectionsMax: number;
  /** A message that has begun must be whole after this; so one hungry Content-Length cannot hold a connection. */
  readonly messageMsMax?: number;
};

const MESSAGE_MS_MAX = 32_000;
/** Longer than any keep-alive interval in use. */
const IDLE_MS_MAX = 15 * 60_000;
const CONNECT_MS_MAX = 10_000;
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;

type Connection = {
  readonly flow: string;
  readonly socket: Socket;
  readonly peer: Peer;
  readonly framer: StreamFramer;
  deadline: NodeJS.Timeout | undefined;
  /** Messages whose bytes are not on the way yet: they fail if the connection does. */
  readonly awaiting: Set<(cause: Error) => void>;
};

export function tcpTransport(options: TcpOptions): (sink: TransportSink) => Transport {
  return (sink) => new TcpTransport(options, sink);
}

class TcpTransport implements Transport {
  readonly name = "tcp";
  readonly reliable = true;
  readonly #options: TcpOptions;
  readonly #sink: TransportSink;
  readonly #byFlow = new Map<string, Connection>();
  /** `host:port` to flow; for an incoming connection that is its far port, which the Via's rport speaks of. */
  readonly #byAddress = new Map<string, string>();
  #server: Server | undefined;
  #local: Address = { host: "", port: 0 };
  #flows = 0;

  constructor(options: TcpOptions, sink: TransportSink) {
    this.#options = options;
    this.#sink = sink;
  }

  start(port: number): Promise<Address> {
    const server = createServer((socket) => this.#accept(socket));
    server.maxConnections = this.#options.connectionsMax;
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, this.#options.host, () => {
        server.off("error", reject);
        server.on("error", () => undefined);
        const bound = server.address();
        this.#local = {
          host: this.#options.host,
          port: bound !== null && typeof bound === "object" ? bound.port : port,
        };
        resolve(this.#local);
      });
    });
  }

  #accept(socket: Socket): void {
    if (socket.remoteAddress === undefined || socket.remotePort === undefined) return void socket.destroy();
    this.#adopt(socket, { host: socket.remoteAddress, port: socket.remotePort });
  }

  #adopt(socket: Socket, far: Address): Connection {
    const flow = `tcp-${(this.#flows += 1)}`;
    const peer: Peer = { transport: "tcp", host: far.host, port: far.port, flow };
    const connection: Connection = {
      flow,
      socket,
      peer,
      framer: new StreamFramer(),
      deadline: undefined,
      awaiting: new Set(),
    };
    this.#byFlow.set(flow, connection);
    this.#byAddress.set(`${far.host}:${far.port}`, flow);
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS_MAX, () => socket.destroy());
    socket.on("data", (bytes) => this.#receive(connection, bytes));
    let cause = new Error("the connection was closed");
    socket.on("error", (error) => {
      cause = error;
    });
    socket.on("close", () => this.#closed(connection, cause));
    return connection;
  }

  #receive(connection: Connection, bytes: Buffer): void {
    for (const framed of connection.framer.push(bytes)) {
      if (framed.type === "message") this.#sink.message(framed.bytes, connection.peer, this.#local);
      else if (framed.type === "broken") {
        this.#sink.unframed(framed.kind, framed.bytes, connection.peer);
        connection.socket.end();
        connection.socket.destroySoon();
      } else {
        if (framed.type === "ping") connection.socket.write("\r\n");
        this.#sink.keepAlive(connection.peer);
      }
    }
    if (connection.framer.isWaiting) {
      const messageMsMax = this.#options.messageMsMax ?? MESSAGE_MS_MAX;
      connection.deadline ??= setTimeout(() => connection.socket.destroy(), messageMsMax);
    } else {
      clearTimeout(connection.deadline);
      connection.deadline = undefined;
    }
  }

  #closed(connection: Connection, cause: Error): void {
    clearTimeout(connection.deadline);
    this.#byFlow.delete(connection.flow);
    const address = `${connection.peer.host}:${connection.peer.port}`;
    if (this.#byAddress.get(address) === connection.flow) this.#byAddress.delete(address);
    for (const failed of connection.awaiting) failed(cause);
    connection.awaiting.clear();
    this.#sink.flowClosed(connection.flow);
  }

  hasFlow(flow: string): boolean {
    return this.#byFlow.has(flow);
  }

  send(text: string | Buffer, peer: Peer, failed: (cause: Error) => void): void {
    if (this.#server === undefined) return failed(new Error("TCP is closed"));
    const flow = peer.flow ?? this.#byAddress.get(`${peer.host}:${peer.port}`);
    const open = flow === undefined ? undefined : this.#byFlow.get(flow);
    // A flow that is gone cannot be opened from here: the phone is behind it, not behind the address (RFC 5626 5.3).
    if (open === undefined && peer.flow !== undefined) return failed(new Error("the connection is gone"));
    const connection = open ?? this.#connect(peer);
    if (connection === undefined) return failed(new Error("too many connections"));
    if (connection.socket.writableLength > UNSENT_BYTES_MAX) return failed(new Error("the far side does not read"));
    connection.awaiting.add(failed);
    connection.socket.write(text, () => connection.awaiting.delete(failed));
    return undefined;
  }

  #connect(far: Address): Connection | undefined {
    if (this.#byFlow.size >= this.#options.connectionsMax) return undefined;
    const socket = connect({ host: far.host, port: far.port });
    const connection = this.#adopt(socket, far);
    const tooSlow = setTimeout(() => socket.destroy(new Error("connecting took too long")), CONNECT_MS_MAX);
    socket.once("connect", () => clearTimeout(tooSlow));
    socket.once("close", () => clearTimeout(tooSlow));
    return connection;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const connection of this.#byFlow.values()) {
      connection.socket.destroySoon();
      // A far side that never reads must not hold the end up.
      setTimeout(() => connection.socket.destroy(), 500).unref();
    }
    await closed;
  }
}
