/** What carries SIP messages: UDP and TCP are here, a WebSocket joins as one more factory. */

/** Host (an IP literal, or a name where stated) and port. */
export type Address = { readonly host: string; readonly port: number };

export type TransportName = "udp" | "tcp" | "ws" | "wss" | "tls";

/** The far side of a message. A flow names the connection it came on, and messages to the same flow go back on it. */
export type Peer = Address & { readonly transport: TransportName; readonly flow?: string };

/** What a transport hands up. Streams are framed below this line: `bytes` is one whole message. */
export type TransportSink = {
  message(bytes: Buffer, peer: Peer, local: Address): void;
  /** A stream that can no longer be framed; the bytes are what was there. The transport closes the connection itself. */
  unframed(kind: "content-length" | "too-large", bytes: Buffer, peer: Peer): void;
  /** The connection is gone: whatever was reached by it no longer is. */
  flowClosed(flow: string): void;
  keepAlive(peer: Peer): void;
};

export type Transport = {
  readonly name: TransportName;
  /** Reliable transports need no retransmissions (RFC 3261 17). */
  readonly reliable: boolean;
  start(port: number): Promise<Address>;
  /** May be called twice. */
  stop(): Promise<void>;
  /** Whether the connection of this name still stands; where a transport has none, the answer is no. */
  hasFlow?(flow: string): boolean;
  /** Sends or calls `failed` once, never both and never throws. */
  send(text: string | Buffer, peer: Peer, failed: (cause: Error) => void): void;
};

export type TransportFactory = (sink: TransportSink) => Transport;
