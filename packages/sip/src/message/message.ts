/** Requests and responses as data. */
import type { Headers } from "./headers.ts";
import type { NameAddress } from "./name-address.ts";
import type { SipUri } from "./uri.ts";
import type { Via } from "./via.ts";

type MessageCore = {
  readonly headers: Headers;
  readonly body: Buffer;
  /** The topmost Via. */
  readonly via: Via;
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly fromTag: string | undefined;
  readonly toTag: string | undefined;
  readonly callId: string;
  /** Below 2^31. */
  readonly cseq: number;
  /** The method of the CSeq, which is the request's own. */
  readonly method: string;
  /** Contacts where the method gives them a meaning; `*` is not among them. */
  readonly contacts: readonly NameAddress[];
};

export type SipRequest = MessageCore & {
  readonly kind: "request";
  /** The Request-URI as it came. */
  readonly target: string;
  /** Parsed where its scheme is sip or sips. */
  readonly targetUri: SipUri | undefined;
};

export type SipResponse = MessageCore & {
  readonly kind: "response";
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
};

export type SipMessage = SipRequest | SipResponse;
