/**
 * The client's side of any request but INVITE (RFC 3261 17.1.2).
 *
 *   trying ──1xx──► proceeding ──final──► completed ──K──► terminated
 *      └──────F, transport error──────► terminated
 */
import type { SipResponse } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";
import { Alarm } from "./alarm.ts";
import type { TransactionContext } from "./context.ts";
import { T1_MS, T2_MS, T4_MS, TIMEOUT_MS } from "./timing.ts";

export type ClientUser = {
  response(response: SipResponse): void;
  /** No final response will come. */
  failed(cause: "timeout" | "transport", message: string): void;
  ended(): void;
};

export class ClientTransaction {
  readonly peer: Peer;
  readonly #context: TransactionContext;
  #text: string;
  readonly #user: ClientUser;
  readonly #timerE: Alarm;
  readonly #end: Alarm;
  #phase: "trying" | "proceeding" | "completed" | "terminated" = "trying";

  constructor(context: TransactionContext, request: { text: string; peer: Peer }, user: ClientUser) {
    this.#context = context;
    this.#text = request.text;
    this.peer = request.peer;
    this.#user = user;
    this.#timerE = new Alarm(context.clock);
    this.#end = new Alarm(context.clock);
  }

  start(): void {
    this.#send();
    this.#end.set(TIMEOUT_MS, () => this.#fail("timeout", "no answer"));
    if (!this.#context.isReliable(this.peer)) this.#repeat(T1_MS);
  }

  #send(): void {
    this.#context.send(this.#text, this.peer, (cause) => this.#fail("transport", cause.message));
  }

  /** Timer E: T1, doubled up to T2; T2 once there was a provisional response. */
  #repeat(delayMs: number): void {
    this.#timerE.set(delayMs, () => {
      this.#context.counters.count("transaction.requestsSentAgain");
      this.#send();
      this.#repeat(this.#phase === "proceeding" ? T2_MS : Math.min(delayMs * 2, T2_MS));
    });
  }

  receive(response: SipResponse): void {
    if (this.#phase === "completed" || this.#phase === "terminated") return;
    if (response.status < 200) {
      this.#phase = "proceeding";
      return this.#user.response(response);
    }
    this.#phase = "completed";
    this.#timerE.clear();
    this.#text = "";
    this.#user.response(response);
    // Timer K: "T4 seconds for unreliable transports, and zero seconds for reliable transports".
    if (this.#context.isReliable(this.peer)) this.terminate();
    else this.#end.set(T4_MS, () => this.terminate());
    return undefined;
  }

  #fail(cause: "timeout" | "transport", message: string): void {
    if (this.#phase === "completed" || this.#phase === "terminated") return;
    this.#user.failed(cause, message);
    this.terminate();
  }

  terminate(): void {
    if (this.#phase === "terminated") return;
    this.#phase = "terminated";
    this.#timerE.clear();
    this.#end.clear();
    this.#user.ended();
  }
}
