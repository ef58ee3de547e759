/**
 * An INVITE from outside and the call it becomes.
 *
 *   ringing ──answer──► answered ──ACK──► up ──BYE either way──► ended
 *      ├──reject, CANCEL, ring limit──► ended
 *      └ (answered without an ACK for 64*T1: BYE) ──► ended
 */
import { Dialog } from "../dialog/dialog.ts";
import type { DialogMemo } from "../dialog/memo.ts";
import type { SipRequest } from "../message/message.ts";
import type { NameAddress } from "../message/name-address.ts";
import type { SipUri } from "../message/uri.ts";
import type { AnyDescription, SessionDescription } from "../sdp/session.ts";
import type { UserContext } from "../stack/context.ts";
import { ALLOW, buildResponse, type ResponseParts } from "../stack/responses.ts";
import { Alarm } from "../transaction/alarm.ts";
import type { InviteServerTransaction } from "../transaction/invite-server-transaction.ts";
import type { Peer } from "../transport/transport.ts";
import { sdpBody, sdpOf, sdpTextOf } from "./body.ts";
import type {
  CallEnd,
  HeaderField,
  InboundCall,
  InboundCallListener,
  OfferReply,
  Reason,
  ReofferResult,
} from "./call.ts";
import { parseReason } from "./reason.ts";
import { CallSession } from "./session.ts";

/** RFC 3261 13.3.1.1: a provisional response "at every minute" keeps proxies from giving up. */
const RING_AGAIN_MS = 60_000;
/** What we understand of calls. `Supported` is empty on purpose: no 100rel, no timer, no replaces. */
const allowed: readonly HeaderField[] = [["Allow", ALLOW]];

export type InboundParts = {
  readonly context: UserContext;
  readonly request: SipRequest;
  readonly transaction: InviteServerTransaction;
  readonly requestUri: SipUri;
  readonly authenticatedUser: string | undefined;
  /** There is a final response: CANCEL can no longer mean it. */
  readonly settled: () => void;
  /** Gone from the table of calls. */
  readonly gone: () => void;
};

export class InboundInvite implements InboundCall {
  readonly id: string;
  readonly request: SipRequest;
  readonly callId: string;
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly requestUri: SipUri;
  readonly peer: Peer;
  readonly authenticatedUser: string | undefined;
  readonly offer: SessionDescription | undefined;
  readonly offerText: string | undefined;
  readonly #context: UserContext;
  readonly #transaction: InviteServerTransaction;
  readonly #tag: string;
  readonly #contact: string;
  readonly #session: CallSession;
  readonly #settled: () => void;
  readonly #gone: () => void;
  readonly #ringAgain: Alarm;
  readonly #ringLimit: Alarm;
  #listener: InboundCallListener = {};
  #phase: InboundCall["phase"] = "ringing";

  constructor(parts: InboundParts) {
    const { context, transaction, request } = parts;
    const { peer } = transaction;
    this.#context = context;
    this.#transaction = transaction;
    this.#settled = parts.settled;
    this.#gone = parts.gone;
    this.#tag = context.token();
    this.id = `${request.callId};${this.#tag}`;
    this.request = request;
    this.callId = request.callId;
    this.from = request.from;
    this.to = request.to;
    this.requestUri = parts.requestUri;
    this.peer = peer;
    this.authenticatedUser = parts.authenticatedUser;
    this.offer = sdpOf(request);
    this.offerText = sdpTextOf(request);
    this.#contact = context.wire.contact(peer);
    this.#ringAgain = new Alarm(context.clock);
    this.#ringLimit = new Alarm(context.clock);
    this.#session = new CallSession({
      context,
      dialog: Dialog.asServer(request, peer, this.#tag),
      contact: this.#contact,
      user: {
        ended: (end) => this.#ended(end),
        reoffered: (offer, text) => this.#reoffered(offer, text),
        reanswered: (answer) => this.#tell((listener) => listener.onReanswer?.(answer)),
        digit: (digit, durationMs) => this.#tell((listener) => listener.onInfoDigit?.(digit, durationMs)),
      },
    });
    context.dialogs.add(this.callId, this.#tag, this);
    this.#ringLimit.set(context.limits.ringMsMax, () => this.#cancel(408, undefined));
  }

  get phase(): InboundCall["phase"] {
    return this.#phase;
  }

  listen(listener: InboundCallListener): void {
    this.#listener = listener;
  }

  #tell(word: (listener: InboundCallListener) => void): void {
    this.#context.guard.run(() => word(this.#listener), undefined);
  }

  #reoffered(offer: SessionDescription | undefined, text: string | undefined): OfferReply {
    return this.#context.guard.run(() => this.#listener.onReoffer?.(offer, text) ?? { reject: 488 }, { reject: 500 });
  }

  ring(): void {
    this.#provisional({ status: 180 });
  }

  progress(sdp: AnyDescription): void {
    this.#provisional({ status: 183, body: sdpBody(sdp) });
  }

  #provisional(parts: { readonly status: number; readonly body?: ReturnType<typeof sdpBody> }): void {
    if (this.#phase !== "ringing") return;
    this.#respond({ ...parts, contact: this.#contact });
    this.#ringAgain.set(RING_AGAIN_MS, () => this.#provisional(parts));
  }

  answer(sdp: AnyDescription, headers?: readonly HeaderField[]): void {
    if (this.#phase !== "ringing") return;
    this.#phase = "answered";
    this.#settle();
    const parts: ResponseParts = {
      status: 200,
      toTag: this.#tag,
      contact: this.#contact,
      headers: [...allowed, ...(headers ?? [])],
      body: sdpBody(sdp),
    };
    this.#session.answer({ request: this.request, transaction: this.#transaction }, parts, (ack) => {
      this.#phase = "up";
      const answer = this.offerText === undefined ? sdpOf(ack) : undefined;
      this.#tell((listener) => listener.onAck?.(answer));
    });
  }

  reject(status: number, options?: { readonly reason?: string; readonly headers?: readonly HeaderField[] }): void {
    if (this.#phase !== "ringing") return;
    this.#respond({ status, reason: options?.reason, headers: options?.headers });
    this.#finish();
  }

  hangUp(reason?: Reason): void {
    if (this.#phase === "ringing") this.reject(480);
    else this.#session.hangUp(reason);
  }

  reoffer(sdp: SessionDescription): Promise<ReofferResult> {
    if (this.#phase !== "up") return Promise.resolve({ ok: false, status: 491 });
    return this.#session.reoffer(sdp, false);
  }

  memo(): DialogMemo {
    return this.#session.dialog.memo();
  }

  /** A CANCEL for it: too late once there is a final response (RFC 3261 9.2). */
  cancelled(cancel: SipRequest): void {
    if (this.#phase === "ringing") this.#cancel(487, parseReason(cancel.headers.get("reason")));
  }

  /**
   * The connection that it came on is gone. Nobody can hear our answer any more, nor have we heard that ours was heard; a
   * call that is up goes on, since its audio may, and its holder may come back.
   */
  flowClosed(flow: string): void {
    if (this.peer.flow !== flow) return;
    if (this.#phase === "ringing") this.#cancel(487, undefined);
    else if (this.#phase === "answered") this.#session.giveUpAnswer();
  }

  #cancel(status: number, reason: Reason | undefined): void {
    this.#respond({ status });
    this.#finish();
    this.#tell((listener) => listener.onCancelled?.(reason));
  }

  receive(request: SipRequest, peer: Peer): void {
    this.#session.receive(request, peer);
  }

  #ended(end: CallEnd): void {
    // RFC 3261 15.1.2: a caller may end even an early dialog by BYE; what is pending then gets 487.
    if (this.#phase === "ringing") return this.#cancel(487, end.reason);
    this.#finish();
    this.#tell((listener) => listener.onEnded?.(end));
    return undefined;
  }

  #respond(parts: ResponseParts): void {
    this.#transaction.respond(parts.status, buildResponse(this.request, { ...parts, toTag: this.#tag }));
  }

  #finish(): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#settle();
    this.#session.close();
    this.#context.dialogs.remove(this.callId, this.#tag);
    this.#gone();
  }

  #settle(): void {
    this.#ringAgain.clear();
    this.#ringLimit.clear();
    this.#settled();
  }
}
