/** SIP over UDP: one socket, one datagram one message. */
import { createSocket, type Socket } from "node:dgram";
import { lookup as dnsLookup } from "node:dns";
import { isIP } from "node:net";
import type { Address, Peer, Transport, TransportSink } from "./transport.ts";

/** Shorter datagrams are keep-alives of phones (RFC 5626 3.5.1, or a few zero bytes), never messages. */
const KEEP_ALIVE_BYTES_MAX = 4;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

export function udpTransport(host: string): (sink: TransportSink) => Transport {
  return (sink) => new UdpTransport(host, sink);
}

class UdpTransport implements Transport {
  readonly name = "udp";
  readonly reliable = false;
  readonly #host: string;
  readonly #sink: TransportSink;
  #socket: Socket | undefined;
  #local: Address = { host: "", port: 0 };

  constructor(host: string, sink: TransportSink) {
    this.#host = host;
    this.#sink = sink;
  }

  start(port: number): Promise<Address> {
    const socket = createSocket({
      type: isIP(this.#host) === 6 ? "udp6" : "udp4",
      recvBufferSize: RECEIVE_BUFFER_BYTES,
      lookup: literalLookup,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, this.#host, () => {
        socket.off("error", reject);
        // Errors of single sends come to their callbacks; what is left here concerns no message of ours.
        socket.on("error", () => undefined);
        this.#local = { host: this.#host, port: socket.address().port };
        socket.on("message", (bytes, from) => this.#receive(bytes, from));
        resolve(this.#local);
      });
    });
  }

  #receive(bytes: Buffer, from: { readonly address: string; readonly port: number }): void {
    const peer: Peer = { transport: "udp", host: from.address, port: from.port };
    if (bytes.length <= KEEP_ALIVE_BYTES_MAX) return this.#sink.keepAlive(peer);
    return this.#sink.message(bytes, peer, this.#local);
  }

  send(text: string | Buffer, peer: Peer, failed: (cause: Error) => void): void {
    const socket = this.#socket;
    if (socket === undefined) return failed(new Error("the UDP socket is closed"));
    try {
      return socket.send(text, peer.port, peer.host, (error) => {
        if (error !== null) failed(error);
      });
    } catch (error) {
      return failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  stop(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      socket.close(() => resolve());
    });
  }
}

type LookupDone = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

/** Most hosts here are IP literals: those need no trip through the resolver's thread pool for each datagram. */
function literalLookup(host: string, options: object, done: LookupDone): void {
  const family = isIP(host);
  if (family !== 0) return done(null, host, family);
  return dnsLookup(host, { ...options, all: false }, (error, address, found) => done(error, address, found));
}
