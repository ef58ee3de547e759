/** Our re-INVITE (RFC 3261 14.1): one at a time, tried again after glare, ended with the call. */
import type { Dialog } from "../dialog/dialog.ts";
import { answerChallenge, type ClientCredentials } from "../digest/answer.ts";
import type { SipResponse } from "../message/message.ts";
import { requestText } from "../message/serialize.ts";
import type { SessionDescription } from "../sdp/session.ts";
import type { UserContext } from "../stack/context.ts";
import { Alarm } from "../transaction/alarm.ts";
import type { Peer } from "../transport/transport.ts";
import { sdpBody, sdpOf } from "./body.ts";
import type { HeaderField, ReofferResult } from "./call.ts";
import { refusalAck } from "./refusal-ack.ts";

export type ReofferUser = {
  readonly contact: string;
  readonly credentials: ClientCredentials | undefined;
  /** An INVITE of the far side is not settled yet. */
  isBusy(): boolean;
  acknowledge(response: SipResponse): void;
  /** The far side does not know the dialog any more (12.2.1.2). */
  lost(): void;
};

const GLARES_MAX = 4;

type Open = {
  readonly sdp: SessionDescription;
  readonly ownsCallId: boolean;
  readonly resolve: (result: ReofferResult) => void;
  glares: number;
  isAuthorized: boolean;
};

export class Reoffer {
  readonly #context: UserContext;
  readonly #dialog: Dialog;
  readonly #user: ReofferUser;
  readonly #again: Alarm;
  #open: Open | undefined;
  #isSent = false;
  #seq = 0;

  constructor(context: UserContext, dialog: Dialog, user: ReofferUser) {
    this.#context = context;
    this.#dialog = dialog;
    this.#user = user;
    this.#again = new Alarm(context.clock);
  }

  /** Whether an INVITE of ours is under way: not while we wait after glare, so that the far side can come first. */
  get isPending(): boolean {
    return this.#isSent;
  }

  send(sdp: SessionDescription, ownsCallId: boolean): Promise<ReofferResult> {
    if (this.#open !== undefined) return Promise.resolve({ ok: false, status: 491 });
    return new Promise((resolve) => {
      this.#open = { sdp, ownsCallId, resolve, glares: 0, isAuthorized: false };
      this.#try(undefined);
    });
  }

  #try(authorization: HeaderField | undefined): void {
    const open = this.#open;
    if (open === undefined) return;
    if (this.#user.isBusy()) return this.#glare(open);
    const branch = this.#context.token();
    const seq = this.#dialog.nextSeq();
    this.#seq = seq;
    const { target, headers } = this.#dialog.request("INVITE", seq);
    const peer = this.#dialog.peer(this.#context.wire);
    const via = this.#context.wire.via(peer, branch);
    headers.prependAll("via", [via]).add("contact", this.#user.contact);
    if (authorization !== undefined) headers.add(...authorization);
    const text = requestText({ method: "INVITE", target }, headers, sdpBody(open.sdp));
    this.#isSent = true;
    this.#context.layer.inviteClient(
      { text, peer, branch, method: "INVITE", ackFor: (response) => refusalAck(response, { target, via, headers }) },
      {
        response: (response) => this.#receive(response, target, peer),
        failed: (cause) => this.#refused(cause === "timeout" ? 408 : 503),
        ended: () => undefined,
      },
    );
  }

  #receive(response: SipResponse, target: string, peer: Peer): void {
    const { status } = response;
    if (status < 200) return;
    if (status < 300) this.#user.acknowledge(response);
    const open = this.#open;
    // A 200 that is only repeated wants its ACK again and changes nothing.
    if (open === undefined || response.cseq !== this.#seq || !this.#isSent) return;
    this.#isSent = false;
    if (status < 300) {
      this.#dialog.refreshTarget(response, peer);
      return this.#settle({ ok: true, sdp: sdpOf(response) });
    }
    if (status === 491) return this.#glare(open);
    const answer = this.#answerTo(response, target);
    if (answer === undefined || open.isAuthorized) return this.#refused(status);
    open.isAuthorized = true;
    return this.#try(answer);
  }

  #answerTo(response: SipResponse, target: string): HeaderField | undefined {
    const { credentials } = this.#user;
    if ((response.status !== 401 && response.status !== 407) || credentials === undefined) return undefined;
    return answerChallenge(response, { method: "INVITE", uri: target }, credentials, this.#context.token());
  }

  #refused(status: number): void {
    this.#settle({ ok: false, status });
    // RFC 3261 12.2.1.2: on 481 or 408 "the UAC SHOULD terminate the dialog".
    if (status === 481 || status === 408) this.#user.lost();
  }

  /** 14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, so that one of them comes first. */
  #glare(open: Open): void {
    this.#isSent = false;
    this.#context.counters.count("call.glares");
    open.glares += 1;
    if (open.glares >= GLARES_MAX) return this.#settle({ ok: false, status: 491 });
    const part = Number.parseInt(this.#context.token().slice(0, 4), 16) / 0xffff;
    const delayMs = open.ownsCallId ? 2_100 + part * 1_900 : part * 2_000;
    return this.#again.set(Math.floor(delayMs / 10) * 10, () => this.#try(undefined));
  }

  #settle(result: ReofferResult): void {
    const open = this.#open;
    this.#open = undefined;
    this.#isSent = false;
    this.#again.clear();
    open?.resolve(result);
  }

  stop(): void {
    this.#settle({ ok: false, status: 481 });
  }
}
