/** From bytes to whoever they are for: the one place where malformed messages are answered or dropped. */
import { parseMessage, type ParseFailure } from "../message/parse.ts";
import { markReceived } from "../message/serialize.ts";
import type { Registrar } from "../registrar/registrar.ts";
import type { Address, FlowEnd, Peer, TransportSink } from "../transport/transport.ts";
import type { UserContext } from "./context.ts";
import type { UserAgentServer } from "./user-agent-server.ts";

export type ReceiverParts = {
  readonly context: UserContext;
  readonly server: UserAgentServer;
  readonly registrar: Registrar;
  /** For calls that hang on the connection. */
  readonly flowClosed: (flow: string) => void;
};

export class Receiver implements TransportSink {
  readonly #context: UserContext;
  readonly #server: UserAgentServer;
  readonly #registrar: Registrar;
  readonly #flowClosed: (flow: string) => void;

  constructor(parts: ReceiverParts) {
    this.#context = parts.context;
    this.#server = parts.server;
    this.#registrar = parts.registrar;
    this.#flowClosed = parts.flowClosed;
  }

  message(bytes: Buffer, peer: Peer, local: Address): void {
    const { counters, layer, wire } = this.#context;
    counters.count("receive.messages");
    wire.tapIn(bytes, peer, local);
    const parsed = parseMessage(bytes);
    if (!parsed.ok) return this.#refuse(parsed.failure, peer);
    const { message } = parsed;
    if (message.kind === "request") {
      markReceived(message, peer);
      return this.#server.receive(message, peer);
    }
    // "A response never makes us send anything" that nobody asked for: one without its transaction is dropped.
    if (!layer.receiveResponse(message, peer)) counters.count("response.stray");
    return undefined;
  }

  /** Answered where there is somebody to answer; never banned. */
  #refuse(failure: ParseFailure, peer: Peer): void {
    const { counters } = this.#context;
    counters.count(`parse.${failure.kind}`);
    const { method, headers, status, reason } = failure;
    if (method === undefined || method === "ACK" || !headers.has("via")) return counters.count("receive.dropped");
    return this.#server.stateless({ headers, method }, peer, { status, reason });
  }

  unframed(kind: "content-length" | "too-large", bytes: Buffer, peer: Peer): void {
    const parsed = parseMessage(bytes);
    this.#context.counters.count(`framing.${kind}`);
    const from = parsed.ok ? parsed.message : parsed.failure;
    const method = parsed.ok && parsed.message.kind === "response" ? undefined : from.method;
    if (method === undefined || method === "ACK" || !from.headers.has("via")) return;
    const parts = kind === "too-large" ? { status: 513 } : { status: 400, reason: "Bad Content-Length" };
    this.#server.stateless({ headers: from.headers, method }, peer, parts);
  }

  flowClosed(flow: string, why: FlowEnd = "closed"): void {
    this.#context.counters.count(`flow.${why}`);
    this.#registrar.flowClosed(flow, why);
    this.#flowClosed(flow);
  }

  keepAlive(_peer: Peer): void {
    this.#context.counters.count("receive.keepAlives");
  }
}
