/**
 * A call that has its dialog: what both sides of a call have in common from the 200 on. BYE both ways, re-INVITE both
 * ways with glare, digits by INFO, the repeated 200 and the repeated ACK.
 */
import type { Dialog } from "../dialog/dialog.ts";
import type { ClientCredentials } from "../digest/answer.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { requestText } from "../message/serialize.ts";
import type { SessionDescription } from "../sdp/session.ts";
import type { UserContext } from "../stack/context.ts";
import { sendRequest } from "../stack/request-sender.ts";
import { ACCEPT, ALLOW, buildResponse, type ResponseParts } from "../stack/responses.ts";
import type { InviteServerTransaction } from "../transaction/invite-server-transaction.ts";
import type { Peer } from "../transport/transport.ts";
import { AnswerRepeater } from "./answer-repeater.ts";
import { hasSdp, mediaTypeOf, sdpBody, sdpOf, sdpTextOf } from "./body.ts";
import type { CallEnd, HeaderField, OfferReply, Reason, ReofferResult } from "./call.ts";
import { readInfoDigit } from "./info-digit.ts";
import { parseReason, reasonText } from "./reason.ts";
import { Reoffer } from "./reoffer.ts";

/** Who owns the session: the inbound or outbound call. */
export type SessionUser = {
  ended(end: CallEnd): void;
  /** `text` is the offer as it came, also where it cannot be read; both are undefined where there is none. */
  reoffered(offer: SessionDescription | undefined, text: string | undefined): OfferReply;
  reanswered(answer: SessionDescription): void;
  digit(digit: string, durationMs: number): void;
};

type AnsweredInvite = { readonly request: SipRequest; readonly transaction: InviteServerTransaction };

type OpenAnswer = {
  readonly cseq: number;
  readonly repeater: AnswerRepeater;
  readonly acknowledged: (ack: SipRequest) => void;
};

export type SessionOptions = {
  readonly context: UserContext;
  readonly dialog: Dialog;
  readonly contact: string;
  readonly credentials?: ClientCredentials | undefined;
  /** What the INVITE was let in with; its ACK carries the same (RFC 3261 22.1). */
  readonly authorization?: HeaderField | undefined;
  readonly user: SessionUser;
};

export class CallSession {
  readonly dialog: Dialog;
  readonly #context: UserContext;
  readonly #contact: string;
  readonly #credentials: ClientCredentials | undefined;
  readonly #authorization: HeaderField | undefined;
  readonly #user: SessionUser;
  readonly #reoffer: Reoffer;
  #answer: OpenAnswer | undefined;
  /** The ACK of our latest INVITE, for when its 200 comes again. */
  #ack: { readonly cseq: number; readonly text: string } | undefined;
  #byeAfterAck: (() => void) | undefined;
  #isEnded = false;

  constructor(options: SessionOptions) {
    this.dialog = options.dialog;
    this.#context = options.context;
    this.#contact = options.contact;
    this.#credentials = options.credentials;
    this.#authorization = options.authorization;
    this.#user = options.user;
    this.#reoffer = new Reoffer(options.context, this.dialog, {
      contact: options.contact,
      credentials: options.credentials,
      isBusy: () => this.#answer !== undefined,
      acknowledge: (response) => this.acknowledge(response),
      lost: () => this.#end({ by: "remote", cause: "lost", reason: undefined }),
    });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Sends the 200 of an INVITE and repeats it until `acknowledged`; without an ACK the call ends (RFC 3261 13.3.1.4). */
  answer(invite: AnsweredInvite, parts: ResponseParts, acknowledged: (ack: SipRequest) => void): void {
    const { request, transaction } = invite;
    const text = buildResponse(request, parts);
    transaction.respond(parts.status, text);
    const repeater = new AnswerRepeater(
      this.#context.clock,
      () => {
        this.#context.counters.count("transaction.responsesRepeated");
        this.#context.wire.send(text, transaction.peer);
      },
      () => this.#notAcknowledged(),
    );
    this.#answer = { cseq: request.cseq, repeater, acknowledged };
  }

  /** The ACK can no longer come. */
  giveUpAnswer(): void {
    this.#answer?.repeater.stop();
    this.#notAcknowledged();
  }

  /** "If the server retransmits the 2xx response for 64*T1 seconds without receiving an ACK … SHOULD … generate a BYE". */
  #notAcknowledged(): void {
    this.#answer = undefined;
    void this.#sendBye(undefined);
    this.#end({ by: "remote", cause: "no-ack", reason: undefined });
  }

  /** Acknowledges a 200 of ours: at once the first time, again each time it is repeated. */
  acknowledge(response: SipResponse): void {
    if (this.#ack?.cseq !== response.cseq) {
      const { target, headers } = this.dialog.request("ACK", response.cseq);
      const peer = this.#peer();
      headers.prependAll("via", [this.#context.wire.via(peer, this.#context.token())]);
      if (this.#authorization !== undefined) headers.add(...this.#authorization);
      this.#ack = { cseq: response.cseq, text: requestText({ method: "ACK", target }, headers) };
    }
    this.#context.wire.send(this.#ack.text, this.#peer());
  }

  /** A request with our tag, from somewhere. */
  receive(request: SipRequest, peer: Peer): void {
    if (request.method === "ACK") return this.#receiveAck(request, peer);
    if (request.method === "INVITE") return this.#receiveInvite(request, peer);
    const transaction = this.#context.layer.server(request, peer);
    const parts = this.#isForeign(request, peer)
      ? { status: 481 }
      : this.dialog.takeSeq(request)
        ? this.#replyTo(request)
        : // RFC 3261 12.2.2: "If the remote sequence number is … lower … MUST be rejected with a 500".
          { status: 500, reason: "Out of Order" };
    transaction.respond(parts.status, buildResponse(request, parts));
    if (request.method === "BYE" && parts.status === 200)
      this.#end({ by: "remote", cause: "bye", reason: parseReason(request.headers.get("reason")) });
    return undefined;
  }

  #isForeign(request: SipRequest, peer: Peer): boolean {
    return this.#isEnded || (request.fromTag ?? "") !== this.dialog.remoteTag || !this.dialog.isHeldBy(peer);
  }

  #replyTo(request: SipRequest): ResponseParts {
    switch (request.method) {
      case "BYE":
        return { status: 200 };
      case "INFO":
        return this.#replyToInfo(request);
      case "OPTIONS":
        return {
          status: 200,
          headers: [
            ["Allow", ALLOW],
            ["Accept", ACCEPT],
          ],
        };
      default:
        return { status: 405, headers: [["Allow", ALLOW]] };
    }
  }

  #replyToInfo(request: SipRequest): ResponseParts {
    // RFC 6086 4.2.2 and older use: an empty INFO asks whether we are still there.
    if (request.body.length === 0) return { status: 200 };
    const type = mediaTypeOf(request);
    if (type !== "application/dtmf-relay" && type !== "application/dtmf")
      return { status: 415, headers: [["Accept", "application/dtmf-relay, application/dtmf"]] };
    const digit = readInfoDigit(type, request.body.toString("utf8"));
    if (digit !== undefined) this.#user.digit(digit.digit, digit.durationMs);
    return { status: 200 };
  }

  #receiveAck(ack: SipRequest, peer: Peer): void {
    const open = this.#answer;
    if (open === undefined || open.cseq !== ack.cseq || this.#isForeign(ack, peer)) return;
    this.#answer = undefined;
    open.repeater.stop();
    open.acknowledged(ack);
    this.#byeAfterAck?.();
  }

  #receiveInvite(request: SipRequest, peer: Peer): void {
    const transaction = this.#context.layer.inviteServer(request, peer, {
      ack: (ack) => this.#receiveAck(ack, peer),
      ended: () => undefined,
    });
    const refused = this.#refusalOf(request, peer);
    if (refused !== undefined) return transaction.respond(refused.status, buildResponse(request, refused));
    const text = sdpTextOf(request);
    const offer = sdpOf(request);
    // What a page offers is not ours to read.
    const isBad = text !== undefined && offer === undefined && peer.holder === undefined;
    const reply = isBad ? { reject: 400 } : this.#user.reoffered(offer, text);
    // The listener may have ended the call from inside.
    if (this.#isEnded || "reject" in reply) {
      const status = "reject" in reply ? reply.reject : 481;
      return transaction.respond(status, buildResponse(request, { status }));
    }
    this.dialog.refreshTarget(request, peer);
    const parts = { status: 200, contact: this.#contact, body: sdpBody(reply.sdp), headers: allowed };
    return this.answer({ request, transaction }, parts, (ack) => {
      const answer = text === undefined ? sdpOf(ack) : undefined;
      if (answer !== undefined) this.#user.reanswered(answer);
    });
  }

  #refusalOf(request: SipRequest, peer: Peer): ResponseParts | undefined {
    if (this.#isForeign(request, peer)) return { status: 481 };
    if (!this.dialog.takeSeq(request)) return { status: 500, reason: "Out of Order" };
    // RFC 3261 14.2: "if an INVITE it had sent on that dialog is in progress … MUST return a 491".
    if (this.#reoffer.isPending || this.#answer !== undefined) return { status: 491 };
    if (request.body.length > 0 && !hasSdp(request)) return { status: 415, headers: [["Accept", "application/sdp"]] };
    return undefined;
  }

  reoffer(sdp: SessionDescription, ownsCallId: boolean): Promise<ReofferResult> {
    if (this.#isEnded) return Promise.resolve({ ok: false, status: 481 });
    return this.#reoffer.send(sdp, ownsCallId);
  }

  /** BYE; after our own 200 only once it is acknowledged or has been given up (RFC 3261 15). */
  hangUp(reason: Reason | undefined): void {
    if (this.#isEnded || this.#byeAfterAck !== undefined) return;
    if (this.#answer === undefined) {
      void this.#sendBye(reason);
      return this.#end({ by: "local", cause: "bye", reason });
    }
    this.#byeAfterAck = () => {
      void this.#sendBye(reason);
      this.#end({ by: "local", cause: "bye", reason });
    };
    return undefined;
  }

  async #sendBye(reason: Reason | undefined): Promise<void> {
    const headers: HeaderField[] = reason === undefined ? [] : [["Reason", reasonText(reason)]];
    await sendRequest(this.#context, {
      method: "BYE",
      peer: this.#peer(),
      build: () => this.dialog.request("BYE", this.dialog.nextSeq()),
      headers,
      credentials: this.#credentials,
    });
  }

  /** Ends it without a word to anybody. */
  close(): void {
    this.#isEnded = true;
    this.#answer?.repeater.stop();
    this.#answer = undefined;
    this.#reoffer.stop();
  }

  #end(end: CallEnd): void {
    if (this.#isEnded) return;
    this.close();
    this.#user.ended(end);
  }

  #peer(): Peer {
    return this.dialog.peer(this.#context.wire);
  }
}

const allowed: readonly HeaderField[] = [["Allow", ALLOW]];
