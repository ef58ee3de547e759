/** Bodies of INVITE, its responses and ACK: a session description, or none. */
import type { SipMessage } from "../message/message.ts";
import type { OutgoingBody } from "../message/serialize.ts";
import { parseSdp, sdpToText, type AnyDescription, type SessionDescription } from "../sdp/session.ts";

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
  const text = sdpTextOf(message);
  return text === undefined ? undefined : parseSdp(text);
}

/** The description as it came, whether or not we can read it. */
export function sdpTextOf(message: SipMessage): string | undefined {
  return hasSdp(message) ? message.body.toString("utf8") : undefined;
}

export function sdpBody(sdp: AnyDescription): OutgoingBody {
  return { contentType: "application/sdp", content: "raw" in sdp ? sdp.raw : sdpToText(sdp) };
}
