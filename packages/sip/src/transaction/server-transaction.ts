/**
 * The server's side of any request but INVITE (RFC 3261 17.2.2).
 *
 *   trying ──1xx──► proceeding ──final──► completed ──J──► terminated
 *      └───────────────final──────────────►┘
 */
import type { SipRequest } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";
import { Alarm } from "./alarm.ts";
import type { TransactionContext } from "./context.ts";
import { TIMEOUT_MS } from "./timing.ts";

export class ServerTransaction {
  readonly peer: Peer;
  readonly #context: TransactionContext;
  readonly #ended: () => void;
  readonly #timerJ: Alarm;
  #phase: "trying" | "proceeding" | "completed" | "terminated" = "trying";
  #last: string | undefined;

  constructor(context: TransactionContext, peer: Peer, ended: () => void) {
    this.peer = peer;
    this.#context = context;
    this.#ended = ended;
    this.#timerJ = new Alarm(context.clock);
  }

  /** Sends a response. After the final one nothing more goes out. */
  respond(status: number, text: string): void {
    if (this.#phase === "completed" || this.#phase === "terminated") return;
    this.#last = text;
    this.#context.counters.count(`response.${Math.floor(status / 100)}xx`);
    this.#context.send(text, this.peer);
    if (status < 200) {
      this.#phase = "proceeding";
      return;
    }
    this.#phase = "completed";
    // Timer J: "64*T1 seconds for unreliable transports, and zero seconds for reliable transports".
    if (this.#context.isReliable(this.peer)) this.terminate();
    else this.#timerJ.set(TIMEOUT_MS, () => this.terminate());
  }

  /** The same request again: it gets the last response again, and nothing moves. */
  retransmitted(_request: SipRequest): void {
    this.#context.counters.count("transaction.requestsRepeated");
    if (this.#last !== undefined) this.#context.send(this.#last, this.peer);
  }

  terminate(): void {
    if (this.#phase === "terminated") return;
    this.#phase = "terminated";
    this.#timerJ.clear();
    this.#ended();
  }
}
