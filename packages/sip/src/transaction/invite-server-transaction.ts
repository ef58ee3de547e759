/**
 * The server's side of an INVITE (RFC 3261 17.2.1 with RFC 6026 7.1).
 *
 *   proceeding ──2xx──► accepted ──L──► terminated
 *       └──300-699──► completed ──ACK──► confirmed ──I──► terminated
 *                         └──H──► terminated (nobody acknowledged)
 */
import type { SipRequest } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";
import { Alarm } from "./alarm.ts";
import type { TransactionContext } from "./context.ts";
import { T1_MS, T2_MS, T4_MS, TIMEOUT_MS } from "./timing.ts";

export type InviteServerUser = {
  /** An ACK that came into "accepted": the caller repeats the branch, as RFC 2543 did. It is the dialog's. */
  ack(request: SipRequest): void;
  /** Gone, by whatever way. */
  ended(): void;
};

export class InviteServerTransaction {
  readonly peer: Peer;
  readonly #context: TransactionContext;
  readonly #user: InviteServerUser;
  readonly #retransmit: Alarm;
  readonly #end: Alarm;
  #phase: "proceeding" | "accepted" | "completed" | "confirmed" | "terminated" = "proceeding";
  #last: string | undefined;

  constructor(context: TransactionContext, peer: Peer, user: InviteServerUser) {
    this.peer = peer;
    this.#context = context;
    this.#user = user;
    this.#retransmit = new Alarm(context.clock);
    this.#end = new Alarm(context.clock);
  }

  get phase(): "proceeding" | "accepted" | "completed" | "confirmed" | "terminated" {
    return this.#phase;
  }

  /** Sends a response. After the final one nothing more goes out by this way. */
  respond(status: number, text: string): void {
    if (this.#phase !== "proceeding") return;
    this.#last = text;
    this.#context.counters.count(`response.${Math.floor(status / 100)}xx`);
    this.#context.send(text, this.peer);
    if (status < 200) return;
    if (status < 300) {
      // RFC 6026: retransmissions of the 2xx are the user's; the transaction stays to absorb those of the INVITE.
      this.#phase = "accepted";
      this.#last = undefined;
      this.#end.set(TIMEOUT_MS, () => this.terminate());
      return;
    }
    this.#phase = "completed";
    if (!this.#context.isReliable(this.peer)) this.#repeat(text, T1_MS);
    this.#end.set(TIMEOUT_MS, () => this.#notAcknowledged());
  }

  /** Timer G: T1, doubled each time up to T2. */
  #repeat(text: string, delayMs: number): void {
    this.#retransmit.set(delayMs, () => {
      this.#context.counters.count("transaction.responsesRepeated");
      this.#context.send(text, this.peer);
      this.#repeat(text, Math.min(delayMs * 2, T2_MS));
    });
  }

  #notAcknowledged(): void {
    this.#context.counters.count("transaction.notAcknowledged");
    this.terminate();
  }

  /** The INVITE again, or its ACK. */
  received(request: SipRequest): void {
    if (request.method === "ACK") return this.#ack(request);
    this.#context.counters.count("transaction.requestsRepeated");
    // RFC 6026 7.1: in "accepted" "any retransmissions of the INVITE … are absorbed".
    if (this.#last !== undefined && (this.#phase === "proceeding" || this.#phase === "completed"))
      this.#context.send(this.#last, this.peer);
    return undefined;
  }

  #ack(request: SipRequest): void {
    if (this.#phase === "accepted") return this.#user.ack(request);
    if (this.#phase !== "completed") return undefined;
    this.#phase = "confirmed";
    this.#retransmit.clear();
    this.#last = undefined;
    // Timer I: "T4 seconds for unreliable transports, and zero seconds for reliable transports".
    if (this.#context.isReliable(this.peer)) this.terminate();
    else this.#end.set(T4_MS, () => this.terminate());
    return undefined;
  }

  terminate(): void {
    if (this.#phase === "terminated") return;
    this.#phase = "terminated";
    this.#retransmit.clear();
    this.#end.clear();
    this.#user.ended();
  }
}
