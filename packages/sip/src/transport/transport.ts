/** What carries SIP messages: UDP and TCP are made by the stack, a WebSocket joins as one more factory. */

/** Host (an IP literal, or a name where stated) and port. */
export type Address = { readonly host: string; readonly port: number };

export type TransportName = "udp" | "tcp" | "ws" | "wss" | "tls";

/**
 * The far side of a message. A flow names the connection it came on, and messages to the same flow go back on it. A holder
 * is who was proven to hold that connection: once it is gone, messages go to the newest connection of the same holder.
 */
export type Peer = Address & { readonly transport: TransportName; readonly flow?: string; readonly holder?: string };

/** What of a peer outlives the process that knew its connection. */
export function withoutFlow({ flow: _flow, ...peer }: Peer): Peer {
  return peer;
}

/** `closed`: by either side or the network; `no-pong`: it was there and answered no more. */
export type FlowEnd = "closed" | "no-pong";

/** What a transport hands up. Streams are framed below this line: `bytes` is one whole message. */
export type TransportSink = {
  message(bytes: Buffer, peer: Peer, local: Address): void;
  /** A stream that can no longer be framed; the bytes are what was there. The transport closes the connection itself. */
  unframed(kind: "content-length" | "too-large", bytes: Buffer, peer: Peer): void;
  /** The connection is gone: whatever was reached by it no longer is. */
  flowClosed(flow: string, why?: FlowEnd): void;
  keepAlive(peer: Peer): void;
};

export type Transport = {
  readonly name: TransportName;
  /** Other names under which its peers are known: `wss` is a WebSocket as `ws` is. */
  readonly otherNames?: readonly TransportName[];
  /** Reliable transports need no retransmissions (RFC 3261 17). */
  readonly reliable: boolean;
  start(port: number): Promise<Address>;
  /** May be called twice. */
  stop(): Promise<void>;
  /** Whether the connection of this name still stands; where a transport has none, the answer is no. */
  hasFlow?(flow: string): boolean;
  /** The peer with the connection by which its holder can be reached now; the peer as it is where there is none. */
  reach?(peer: Peer): Peer;
  /** Sends or calls `failed` once, never both and never throws. */
  send(text: string | Buffer, peer: Peer, failed: (cause: Error) => void): void;
};

export type TransportFactory = (sink: TransportSink) => Transport;
