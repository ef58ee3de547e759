/** Bodies of INVITE, its responses and ACK: a session description, or none. */
import type { SipMessage } from "../message/message.ts";
import type { OutgoingBody } from "../message/serialize.ts";
import { parseSdp, sdpToText, type SessionDescription } from "../sdp/session.ts";

/** The media type in lower case, without its parameters; empty where there is none. */
export function mediaTypeOf(message: SipMessage): string {
  const value = message.headers.get("content-type") ?? "";
  const semicolon = value.indexOf(";");
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
}

export function hasSdp(message: SipMessage): boolean {
  return message.body.length > 0 && mediaTypeOf(message) === "application/sdp";
}

/** Undefined where there is none, or none that can be read. */
export function sdpOf(message: SipMessage): SessionDescription | undefined {
  return hasSdp(message) ? parseSdp(message.body.toString("utf8")) : undefined;
}

export function sdpBody(sdp: SessionDescription): OutgoingBody {
  return { contentType: "application/sdp", content: sdpToText(sdp) };
}
