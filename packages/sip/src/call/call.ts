/** What telephony sees of a call: two handles (in, out), one listener, and facts without dialog words. */
import type { DialogMemo } from "../dialog/memo.ts";
import type { NameAddress } from "../message/name-address.ts";
import type { SipRequest } from "../message/message.ts";
import type { SipUri } from "../message/uri.ts";
import type { AnyDescription, SessionDescription } from "../sdp/session.ts";
import type { Peer } from "../transport/transport.ts";

export type HeaderField = readonly [name: string, value: string];

/** RFC 3326, for example `{ protocol: "SIP", cause: 200, text: "Call completed elsewhere" }`. */
export type Reason = { readonly protocol: "SIP" | "Q.850"; readonly cause: number; readonly text?: string };

/** Why a call that was up has ended. Exactly one `onEnded` follows each answered call. */
export type CallEnd = {
  readonly by: "remote" | "local";
  /** `bye`: somebody hung up; `no-ack`: our 200 was never acknowledged; `lost`: the far side no longer knows the dialog. */
  readonly cause: "bye" | "no-ack" | "lost";
  readonly reason: Reason | undefined;
};

/** What is said to an offer on a call that is up. */
export type OfferReply = { readonly sdp: AnyDescription } | { readonly reject: number };

export type ReofferResult =
  | { readonly ok: true; readonly sdp: SessionDescription | undefined }
  | { readonly ok: false; readonly status: number };

/** What may happen on any call that is up. All are optional and called synchronously, in the order of the wire. */
type CommonListener = {
  onEnded?(end: CallEnd): void;
  /**
   * A re-INVITE; without an offer in it both are undefined, the reply is then our offer and the answer goes to `onReanswer`.
   * Without a listener it gets 488, and the call goes on as it is.
   */
  onReoffer?(offer: SessionDescription | undefined, offerText: string | undefined): OfferReply;
  onReanswer?(answer: SessionDescription): void;
  /** INFO with application/dtmf-relay or application/dtmf. */
  onInfoDigit?(digit: string, durationMs: number): void;
};

export type InboundCallListener = CommonListener & {
  /** The 200 was acknowledged: the call is up. `answer` where our 200 carried the offer. */
  onAck?(answer: SessionDescription | undefined): void;
  /** CANCEL (487 has been sent), or the INVITE's connection is gone or its deadline over, before our answer. */
  onCancelled?(reason: Reason | undefined): void;
};

/** An INVITE from outside, until it is answered or rejected, and the call after that. */
export type InboundCall = {
  /** Unique in this stack: Call-ID and our tag. */
  readonly id: string;
  readonly request: SipRequest;
  readonly callId: string;
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly requestUri: SipUri;
  /** Where it came from. */
  readonly peer: Peer;
  /** The user proven by digest or named by the policy, or undefined. Nothing else about the caller is proven. */
  readonly authenticatedUser: string | undefined;
  /** Undefined: the INVITE has none, or one from a held connection that we cannot read; then `offerText` has it. */
  readonly offer: SessionDescription | undefined;
  /** The offer as it came. Undefined: the INVITE has none. */
  readonly offerText: string | undefined;
  readonly phase: "ringing" | "answered" | "up" | "ended";
  /** Sends 180; again each 60 s until the final response (RFC 3261 13.3.1.1). */
  ring(): void;
  /** Sends 183 with an answer for early media. */
  progress(sdp: AnyDescription): void;
  /** Sends 200 and repeats it until the ACK. `sdp` is the answer, or our offer where the INVITE had none. */
  answer(sdp: AnyDescription, headers?: readonly HeaderField[]): void;
  /** Ends it before the answer. `status` 300 to 699. */
  reject(status: number, options?: { readonly reason?: string; readonly headers?: readonly HeaderField[] }): void;
  /** BYE (after the ACK, as RFC 3261 15 demands), or 480 before the answer. Again: nothing. */
  hangUp(reason?: Reason): void;
  /** Our re-INVITE; glare (491) is tried again by itself. */
  reoffer(sdp: SessionDescription): Promise<ReofferResult>;
  memo(): DialogMemo;
};

export type DialFailure =
  | {
      readonly cause: "status";
      readonly status: number;
      readonly reason: string;
      readonly retryAfterS: number | undefined;
      readonly headers: readonly HeaderField[];
    }
  /** `timeout`: nobody answered the INVITE at all (or never finished it); `transport`: it could not be sent. */
  | { readonly cause: "timeout" | "transport"; readonly message: string };

export type OutboundCallListener = CommonListener & {
  onTrying?(): void;
  /** 101 to 199; with `sdp` for early media. */
  onRinging?(ringing: { readonly status: number; readonly sdp: SessionDescription | undefined }): void;
  /** 200; the ACK is out. */
  onAnswered?(answered: {
    readonly sdp: SessionDescription | undefined;
    /** The answer as it came; undefined where there was none. */
    readonly sdpText: string | undefined;
    readonly remote: NameAddress;
  }): void;
  /** Never answered: a refusal, 487 after `cancel`, or the network. The last word on this call. */
  onFailed?(failure: DialFailure): void;
  /** A 200 that crossed our `cancel`: it has been acknowledged and ended with BYE. The last word on this call. */
  onLateAnswer?(): void;
};

export type DialOptions = {
  /** The three names that make a second `dial` a repeat instead of a second call: derive them from what asked for it. */
  readonly callId: string;
  readonly fromTag: string;
  /** Without the magic cookie `z9hG4bK`, which is put before it. */
  readonly branch: string;
  /** Request-URI. */
  readonly target: string;
  /** Where to send it, when not to the target's host: a binding's peer. */
  readonly peer?: Peer;
  readonly route?: readonly string[];
  readonly from: { readonly displayName?: string; readonly uri: string };
  /** Default: the target. */
  readonly to?: { readonly displayName?: string; readonly uri: string };
  readonly headers?: readonly HeaderField[];
  readonly offer: AnyDescription;
  /** Answers one 401 or 407. */
  readonly credentials?: { readonly user: string; readonly password: string };
  readonly listener: OutboundCallListener;
};

export type OutboundCall = {
  readonly id: string;
  readonly callId: string;
  readonly phase: "calling" | "ringing" | "up" | "ended";
  /** CANCEL as soon as that is allowed (after the first provisional response). Again, or too late: nothing. */
  cancel(reason?: Reason): void;
  /** BYE when up, `cancel` before. */
  hangUp(reason?: Reason): void;
  reoffer(sdp: SessionDescription): Promise<ReofferResult>;
  /** Undefined until a response with a To tag has made a dialog. */
  memo(): DialogMemo | undefined;
};
