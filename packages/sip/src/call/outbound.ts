/**
 * A call of ours.
 *
 *   calling ──18x──► ringing ──200──► up ──BYE either way──► ended
 *      └──────refused, timeout, cancel──────────────────► ended
 *
 * A 200 after `cancel`, and one from a second fork, is acknowledged and ended with BYE at once.
 */
import { Dialog } from "../dialog/dialog.ts";
import type { DialogMemo } from "../dialog/memo.ts";
import { answerChallenge } from "../digest/answer.ts";
import { Headers } from "../message/headers.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { nameAddressText } from "../message/name-address.ts";
import { parseNumber } from "../message/scan.ts";
import { requestText } from "../message/serialize.ts";
import { asRequestUri } from "../message/uri.ts";
import type { SessionDescription } from "../sdp/session.ts";
import type { UserContext } from "../stack/context.ts";
import { addHeaders, ALLOW, buildResponse } from "../stack/responses.ts";
import { Alarm } from "../transaction/alarm.ts";
import type { InviteClientTransaction } from "../transaction/invite-client-transaction.ts";
import { TIMEOUT_MS } from "../transaction/timing.ts";
import type { Peer } from "../transport/transport.ts";
import { sdpBody, sdpOf, sdpTextOf } from "./body.ts";
import type {
  DialFailure,
  DialOptions,
  HeaderField,
  OfferReply,
  OutboundCall,
  OutboundCallListener,
  Reason,
  ReofferResult,
} from "./call.ts";
import { reasonText } from "./reason.ts";
import { refusalAck } from "./refusal-ack.ts";
import { CallSession } from "./session.ts";

/** More 200s with tags of their own than any proxy forks: somebody is playing. */
const FORKS_MAX = 16;

/** One thing that a listener is told. */
type Word = (listener: OutboundCallListener) => void;

/** The INVITE as it went out last. */
type Sent = { readonly branch: string; readonly via: string; readonly headers: Headers };

export type OutboundParts = {
  readonly context: UserContext;
  readonly options: DialOptions;
  /** Undefined: there is no way to the target. */
  readonly peer: Peer | undefined;
  /** No longer among the calls; the handle still absorbs what the transaction brings. */
  readonly gone: () => void;
};

export class OutboundInvite implements OutboundCall {
  readonly id: string;
  readonly callId: string;
  readonly #context: UserContext;
  readonly #options: DialOptions;
  readonly #peer: Peer | undefined;
  readonly #target: string;
  readonly #gone: () => void;
  readonly #cancelLimit: Alarm;
  #listener: OutboundCallListener;
  #phase: OutboundCall["phase"] = "calling";
  #seq = 1;
  #sent: Sent | undefined;
  #transaction: InviteClientTransaction | undefined;
  #hasProvisional = false;
  #cancelled: { readonly reason: Reason | undefined; isSent: boolean } | undefined;
  /** Early or not: what a memo would tell. */
  #dialog: Dialog | undefined;
  readonly #sessions = new Map<string, CallSession>();
  /** Our answer to the one challenge that is answered. */
  #authorization: HeaderField | undefined;
  #openTransactions = 0;
  #latest: Word | undefined;

  constructor(parts: OutboundParts) {
    this.#context = parts.context;
    this.#options = parts.options;
    this.#peer = parts.peer;
    this.#gone = parts.gone;
    this.#listener = parts.options.listener;
    this.callId = parts.options.callId;
    this.id = `${this.callId};${parts.options.fromTag}`;
    this.#target = asRequestUri(parts.options.target);
    this.#cancelLimit = new Alarm(parts.context.clock);
    parts.context.dialogs.add(this.callId, parts.options.fromTag, this);
    if (this.#peer === undefined)
      parts.context.clock.setTimer(() => this.#fail({ cause: "transport", message: "no way to the target" }), 0);
    else this.#invite(this.#peer, undefined);
  }

  get phase(): OutboundCall["phase"] {
    return this.#phase;
  }

  /** The same dial again: the far side sees a retransmission, and the new listener hears where things stand. */
  repeat(listener: OutboundCallListener): void {
    this.#listener = listener;
    this.#transaction?.repeat();
    // Not from inside: whoever dials has not got the call yet.
    this.#context.clock.setTimer(() => this.#say(this.#latest), 0);
  }

  /** Tells the listener, and keeps it for one that comes later. */
  #tell(word: Word): void {
    this.#latest = word;
    this.#say(word);
  }

  #say(word: Word | undefined): void {
    this.#context.guard.run(() => word?.(this.#listener), undefined);
  }

  #reoffered(offer: SessionDescription | undefined, text: string | undefined): OfferReply {
    return this.#context.guard.run(() => this.#listener.onReoffer?.(offer, text) ?? { reject: 488 }, { reject: 500 });
  }

  #invite(peer: Peer, authorization: HeaderField | undefined): void {
    const options = this.#options;
    const branch = authorization === undefined ? options.branch : `${options.branch}.a`;
    const via = this.#context.wire.via(peer, branch);
    const headers = new Headers().add("via", via).add("max-forwards", "70");
    for (const route of options.route ?? []) headers.add("route", route);
    headers
      .add("from", nameAddressText(options.from, options.fromTag))
      .add("to", nameAddressText(options.to ?? { uri: this.#target }))
      .add("call-id", options.callId)
      .add("cseq", `${this.#seq} INVITE`)
      .add("contact", this.#context.wire.contact(peer))
      .add("allow", ALLOW)
      .add("accept", "application/sdp");
    if (authorization !== undefined) headers.add(...authorization);
    if (this.#context.userAgent !== undefined) headers.add("user-agent", this.#context.userAgent);
    addHeaders(headers, options.headers);
    const text = requestText({ method: "INVITE", target: this.#target }, headers, sdpBody(options.offer));
    this.#sent = { branch, via, headers };
    this.#transaction = this.#context.layer.inviteClient(
      {
        text,
        peer,
        branch,
        method: "INVITE",
        ackFor: (response) => refusalAck(response, { target: this.#target, via, headers }),
      },
      {
        response: (response) => this.#receive(response, peer),
        failed: (cause, message) => this.#fail({ cause, message }),
        ended: () => {
          this.#openTransactions -= 1;
          this.#forget();
        },
      },
    );
    if (this.#transaction !== undefined) this.#openTransactions += 1;
  }

  #receive(response: SipResponse, peer: Peer): void {
    if (response.status < 200) return this.#progress(response, peer);
    if (response.status < 300) return this.#answered(response, peer);
    if (this.#phase === "ended") return undefined;
    const answer = this.#answerTo(response);
    if (answer === undefined) return this.#fail(failureOf(response));
    this.#authorization = answer;
    this.#seq += 1;
    this.#hasProvisional = false;
    return this.#invite(peer, answer);
  }

  #answerTo(response: SipResponse): HeaderField | undefined {
    const { credentials } = this.#options;
    const isChallenge = response.status === 401 || response.status === 407;
    const isLast = this.#authorization !== undefined || this.#cancelled !== undefined;
    if (!isChallenge || credentials === undefined || isLast) return undefined;
    const request = { method: "INVITE", uri: this.#target };
    return answerChallenge(response, request, credentials, this.#context.token());
  }

  #progress(response: SipResponse, peer: Peer): void {
    if (this.#phase === "ended") return;
    this.#hasProvisional = true;
    if (this.#cancelled !== undefined) return this.#sendCancel(peer);
    if (response.status === 100) return this.#tell((listener) => listener.onTrying?.());
    this.#phase = "ringing";
    if (response.toTag !== undefined) this.#dialog = this.#makeDialog(response, peer);
    const ringing = { status: response.status, sdp: sdpOf(response) };
    return this.#tell((listener) => listener.onRinging?.(ringing));
  }

  #answered(response: SipResponse, peer: Peer): void {
    const tag = response.toTag ?? "";
    const known = this.#sessions.get(tag);
    if (known !== undefined) return known.acknowledge(response);
    if (this.#sessions.size >= FORKS_MAX) return undefined;
    const session = this.#makeSession(response, peer);
    this.#sessions.set(tag, session);
    session.acknowledge(response);
    if (this.#phase === "ended" || this.#phase === "up") return this.#endSpare(session);
    this.#cancelLimit.clear();
    if (this.#cancelled !== undefined) {
      this.#endSpare(session);
      this.#finish();
      return this.#tell((listener) => listener.onLateAnswer?.());
    }
    this.#phase = "up";
    this.#dialog = session.dialog;
    const answered = { sdp: sdpOf(response), sdpText: sdpTextOf(response), remote: response.to };
    return this.#tell((listener) => listener.onAnswered?.(answered));
  }

  /** RFC 3261 13.2.2.4: an answer nobody wants any more is acknowledged, then ended. */
  #endSpare(session: CallSession): void {
    this.#context.counters.count("call.spareAnswers");
    session.hangUp(undefined);
  }

  #makeDialog(response: SipResponse, peer: Peer): Dialog {
    return Dialog.asClient(response, { peer, target: this.#target, isDirect: this.#options.peer !== undefined });
  }

  #makeSession(response: SipResponse, peer: Peer): CallSession {
    const isOurs = (): boolean => this.#dialog === session.dialog;
    const session: CallSession = new CallSession({
      context: this.#context,
      dialog: this.#makeDialog(response, peer),
      contact: this.#context.wire.contact(peer),
      credentials: this.#options.credentials,
      authorization: this.#authorization,
      user: {
        ended: (end) => {
          if (!isOurs()) return;
          this.#finish();
          this.#tell((listener) => listener.onEnded?.(end));
        },
        reoffered: (offer, text) => this.#reoffered(offer, text),
        reanswered: (answer) => this.#say((listener) => listener.onReanswer?.(answer)),
        digit: (digit, durationMs) => this.#say((listener) => listener.onInfoDigit?.(digit, durationMs)),
      },
    });
    return session;
  }

  cancel(reason?: Reason): void {
    if (this.#phase === "up" || this.#phase === "ended" || this.#cancelled !== undefined) return;
    this.#cancelled = { reason, isSent: false };
    // RFC 3261 9.1: "If no provisional response has been received, the CANCEL request MUST NOT be sent".
    if (this.#hasProvisional && this.#peer !== undefined) this.#sendCancel(this.#peer);
  }

  #sendCancel(peer: Peer): void {
    const [sent, cancelled] = [this.#sent, this.#cancelled];
    if (sent === undefined || cancelled === undefined || cancelled.isSent) return;
    cancelled.isSent = true;
    const headers = new Headers().add("via", sent.via);
    for (const route of sent.headers.all("route")) headers.add("route", route);
    headers
      .add("max-forwards", "70")
      .add("from", sent.headers.get("from") ?? "")
      .add("to", sent.headers.get("to") ?? "")
      .add("call-id", this.callId)
      .add("cseq", `${this.#seq} CANCEL`);
    if (cancelled.reason !== undefined) headers.add("reason", reasonText(cancelled.reason));
    const text = requestText({ method: "CANCEL", target: this.#target }, headers);
    const nothing = (): void => undefined;
    const user = { response: nothing, failed: nothing, ended: nothing };
    this.#context.layer.client({ text, peer, branch: sent.branch, method: "CANCEL" }, user);
    // 9.1: without a final response in 64*T1 the INVITE is considered cancelled.
    this.#cancelLimit.set(TIMEOUT_MS, () => {
      this.#fail({ cause: "timeout", message: "no answer to CANCEL" });
      this.#transaction?.terminate();
    });
  }

  hangUp(reason?: Reason): void {
    if (this.#phase !== "up") return this.cancel(reason);
    return this.#session?.hangUp(reason);
  }

  get #session(): CallSession | undefined {
    return this.#dialog === undefined ? undefined : this.#sessions.get(this.#dialog.remoteTag);
  }

  reoffer(sdp: SessionDescription): Promise<ReofferResult> {
    const session = this.#phase === "up" ? this.#session : undefined;
    return session === undefined ? Promise.resolve({ ok: false, status: 491 }) : session.reoffer(sdp, true);
  }

  memo(): DialogMemo | undefined {
    return this.#dialog?.memo();
  }

  receive(request: SipRequest, peer: Peer): void {
    const session = this.#sessions.get(request.fromTag ?? "");
    if (session !== undefined) return session.receive(request, peer);
    if (request.method === "ACK") return undefined;
    // Nothing is agreed with this fork yet that a request could belong to.
    const transaction = this.#context.layer.server(request, peer);
    return transaction.respond(481, buildResponse(request, { status: 481 }));
  }

  /** A page whose connection goes forgets what rings there; it cannot answer when it comes back. */
  flowClosed(flow: string): void {
    if (this.#peer?.holder === undefined || this.#peer.flow !== flow) return;
    if (this.#phase !== "calling" && this.#phase !== "ringing") return;
    this.#fail({ cause: "transport", message: "the connection was closed" });
    this.#transaction?.terminate();
  }

  #fail(failure: DialFailure): void {
    if (this.#phase === "ended" || this.#phase === "up") return;
    this.#finish();
    this.#tell((listener) => listener.onFailed?.(failure));
  }

  #finish(): void {
    this.#phase = "ended";
    this.#cancelLimit.clear();
    this.#gone();
    this.#forget();
  }

  /** Once the last transaction is over no late 200 can come any more. */
  #forget(): void {
    if (this.#phase === "ended" && this.#openTransactions === 0)
      this.#context.dialogs.remove(this.callId, this.#options.fromTag);
  }
}

function failureOf(response: SipResponse): DialFailure {
  const retryAfter = /^\s*(\d{1,9})/.exec(response.headers.get("retry-after") ?? "")?.[1];
  return {
    cause: "status",
    status: response.status,
    reason: response.reason,
    retryAfterS: retryAfter === undefined ? undefined : parseNumber(retryAfter, 999_999_999),
    headers: response.headers.entries().map(([name, value]): HeaderField => [name, value]),
  };
}
