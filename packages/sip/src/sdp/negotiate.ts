/** Offer and answer for one audio stream (RFC 3264): each leg negotiates alone, SDP is never passed through. */
import type { Address } from "../transport/transport.ts";
import type { Direction, SessionDescription } from "./session.ts";

export type AudioCodec = "PCMU" | "PCMA";

/** What we can do on one leg, and where we listen. */
export type MediaCapabilities = {
  /** Where we want RTP; written into `c=` and `m=`. */
  readonly address: string;
  readonly port: number;
  /** In our order of preference. */
  readonly codecs: readonly AudioCodec[];
  /** Offer or accept RFC 4733 digits. */
  readonly telephoneEvent: boolean;
  readonly ptimeMs: number;
  /** What we want; an answer is narrowed to what the offer allows. */
  readonly direction: Direction;
  /** Decimal text; the version grows by one with each change of our description (RFC 3264 8). */
  readonly sessionId: string;
  readonly sessionVersion: number;
};

/** What both sides agreed on. */
export type NegotiatedAudio = {
  readonly codec: AudioCodec;
  readonly payloadType: number;
  readonly telephoneEventPayloadType: number | undefined;
  /** What the far side wants to receive, in ms; 20 where it says nothing. */
  readonly ptimeMs: number;
  /** Seen from us. */
  readonly direction: Direction;
  /** The far side does not want to hear us: sendonly, inactive, or the old 0.0.0.0. */
  readonly held: boolean;
  readonly remote: Address;
  /** RFC 3605 or port + 1; equal to `remote` with rtcp-mux. */
  readonly remoteRtcp: Address;
  readonly rtcpMux: boolean;
};

/** `profile`: audio only under SRTP or unknown profiles; `codec`: none in common; telephony answers 488 to each. */
export type NegotiationRefusal = "no-audio" | "profile" | "codec" | "address";

export type Negotiation =
  | { readonly ok: true; readonly answer: SessionDescription; readonly audio: NegotiatedAudio }
  | { readonly ok: false; readonly refusal: NegotiationRefusal };

export type AnswerReading =
  | { readonly ok: true; readonly audio: NegotiatedAudio }
  | { readonly ok: false; readonly refusal: NegotiationRefusal };

const later = (): never => {
  throw new Error("not there yet");
};

/** Our answer to an offer. Streams other than the first usable audio get port 0. */
export function negotiate(_offer: SessionDescription, _capabilities: MediaCapabilities): Negotiation {
  return later();
}

/** Our offer, or our description for a re-INVITE without one. */
export function makeOffer(_capabilities: MediaCapabilities): SessionDescription {
  return later();
}

/** What an answer to our offer agreed to. */
export function readAnswer(_offer: SessionDescription, _answer: SessionDescription): AnswerReading {
  return later();
}
