/**
 * The client's side of an INVITE (RFC 3261 17.1.1 with RFC 6026 7.2).
 *
 *   calling ──1xx──► proceeding ──2xx──► accepted ──M──► terminated
 *      │                 └──300-699──► completed ──D──► terminated
 *      └──B, transport error──► terminated
 */
import type { SipResponse } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";
import { Alarm } from "./alarm.ts";
import type { ClientUser } from "./client-transaction.ts";
import type { TransactionContext } from "./context.ts";
import { T1_MS, TIMEOUT_MS, TIMER_D_MS } from "./timing.ts";

export class InviteClientTransaction {
  readonly peer: Peer;
  readonly #context: TransactionContext;
  #text: string;
  readonly #user: ClientUser;
  /** Makes the ACK of a refusal, which is this transaction's own (17.1.1.3). */
  readonly #ackFor: (response: SipResponse) => string;
  readonly #timerA: Alarm;
  readonly #end: Alarm;
  #phase: "calling" | "proceeding" | "accepted" | "completed" | "terminated" = "calling";
  #ack: string | undefined;

  constructor(
    context: TransactionContext,
    request: { text: string; peer: Peer; ackFor: (response: SipResponse) => string },
    user: ClientUser,
  ) {
    this.#context = context;
    this.#text = request.text;
    this.peer = request.peer;
    this.#ackFor = request.ackFor;
    this.#user = user;
    this.#timerA = new Alarm(context.clock);
    this.#end = new Alarm(context.clock);
  }

  start(): void {
    this.#send(this.#text);
    this.#end.set(TIMEOUT_MS, () => this.#fail("timeout", "no answer"));
    if (!this.#context.isReliable(this.peer)) this.#repeat(T1_MS);
  }

  /** Sends the INVITE once more, if nobody has answered it yet. */
  repeat(): void {
    if (this.#phase === "calling" || this.#phase === "proceeding") this.#send(this.#text);
  }

  #send(text: string): void {
    this.#context.send(text, this.peer, (cause) => this.#fail("transport", cause.message));
  }

  /** Timer A doubles without an upper limit; timer B ends it. */
  #repeat(delayMs: number): void {
    this.#timerA.set(delayMs, () => {
      this.#context.counters.count("transaction.requestsSentAgain");
      this.#send(this.#text);
      this.#repeat(delayMs * 2);
    });
  }

  receive(response: SipResponse): void {
    const { status } = response;
    if (this.#phase === "calling" || this.#phase === "proceeding") {
      this.#timerA.clear();
      if (status < 200) this.#phase = "proceeding";
      else if (status < 300) this.#phase = "accepted";
      else this.#phase = "completed";
      // A call may ring for as long as its user lets it: with the first 1xx, timer B has done its work.
      if (status < 200) this.#end.clear();
      else this.#final(response);
      return this.#user.response(response);
    }
    // RFC 6026: in "accepted" each 2xx, repeated or from another fork, goes up and is acknowledged there.
    if (this.#phase === "accepted" && status >= 200 && status < 300) this.#user.response(response);
    else if (this.#phase === "completed" && status >= 300 && this.#ack !== undefined) this.#send(this.#ack);
    return undefined;
  }

  #final(response: SipResponse): void {
    this.#text = "";
    if (response.status < 300) return this.#end.set(TIMEOUT_MS, () => this.terminate());
    this.#ack = this.#ackFor(response);
    this.#send(this.#ack);
    if (this.#context.isReliable(this.peer)) return this.#end.set(0, () => this.terminate());
    return this.#end.set(TIMER_D_MS, () => this.terminate());
  }

  #fail(cause: "timeout" | "transport", message: string): void {
    if (this.#phase !== "calling" && this.#phase !== "proceeding") return;
    this.#user.failed(cause, message);
    this.terminate();
  }

  terminate(): void {
    if (this.#phase === "terminated") return;
    this.#phase = "terminated";
    this.#timerA.clear();
    this.#end.clear();
    this.#user.ended();
  }
}
