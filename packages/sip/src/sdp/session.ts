/** A session description (RFC 4566) as data: what is understood is named, the rest is kept in order. */

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type SdpAttribute = { readonly name: string; readonly value: string | undefined };

export type SdpOrigin = {
  readonly username: string;
  /** Decimal text: RFC 4566 allows more than 2^53. */
  readonly sessionId: string;
  readonly sessionVersion: string;
  readonly address: string;
};

export type MediaDescription = {
  /** `audio`, `video`, … */
  readonly kind: string;
  /** 0 refuses the stream (RFC 3264 6). */
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** The `c=` address of this stream, where it has one of its own. */
  readonly connection: string | undefined;
  readonly attributes: readonly SdpAttribute[];
};

export type SessionDescription = {
  readonly origin: SdpOrigin;
  readonly name: string;
  readonly connection: string | undefined;
  /** The `t=` line's value. */
  readonly timing: string;
  readonly attributes: readonly SdpAttribute[];
  readonly media: readonly MediaDescription[];
};

/** Undefined where it cannot be read. Tolerant in what it does not need, bounded in everything. */
export function parseSdp(_text: string): SessionDescription | undefined {
  return undefined;
}

export function sdpToText(_sdp: SessionDescription): string {
  return "";
}
