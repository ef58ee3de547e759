/** The composition: transports, transactions, dialogs, calls and registrar as one thing with a start and a stop. */
import type { DialOptions, OutboundCall } from "../call/call.ts";
import { Counters } from "../counters.ts";
import type { DialogMemo } from "../dialog/memo.ts";
import { Registrar } from "../registrar/registrar.ts";
import type { Peer } from "../transport/transport.ts";
import type { RegisterOptions, RequestOptions, RequestResult, StartedAt } from "./client-requests.ts";
import type { SipStackOptions } from "./options.ts";

const later = (): never => {
  throw new Error("not there yet");
};

export class SipStack {
  readonly registrar: Registrar;
  readonly counters: Counters = new Counters();

  constructor(_options: SipStackOptions) {
    this.registrar = new Registrar();
  }

  /** Binds and loads the bindings. Rejects (after cleaning up) where a port is taken. */
  start(): Promise<StartedAt> {
    return later();
  }

  /** Ends calls with BYE or 503, waits `drainMs` at most for their answers, closes everything. May be called twice. */
  stop(_options?: { readonly drainMs?: number }): Promise<void> {
    return later();
  }

  /** Dials, or repeats a dial whose Call-ID, tag and branch are known: that gives the same call, with the new listener. */
  dial(_options: DialOptions): OutboundCall {
    return later();
  }

  /** Any request but INVITE, ACK and CANCEL, outside a dialog. */
  request(_options: RequestOptions): Promise<RequestResult> {
    return later();
  }

  /** Asks whether somebody is there. */
  options(_target: { readonly uri: string; readonly peer?: Peer }): Promise<RequestResult> {
    return later();
  }

  /** Registers once with a registrar elsewhere (digest answered); refreshing is the caller's. */
  register(_options: RegisterOptions): Promise<RequestResult> {
    return later();
  }

  /** Ends with BYE a dialog of which only the memo is left. */
  endByMemo(
    _memo: DialogMemo,
    _reason?: { readonly cause: number; readonly text: string },
  ): Promise<"answered" | "timed-out"> {
    return later();
  }
}
