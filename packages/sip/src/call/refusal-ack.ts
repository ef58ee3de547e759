import { Headers } from "../message/headers.ts";
import type { SipResponse } from "../message/message.ts";
import { requestText } from "../message/serialize.ts";

/**
 * The ACK of a refusal (RFC 3261 17.1.1.3): the INVITE's Request-URI, its topmost Via alone, From, Call-ID, CSeq number and
 * Routes, and the To of the response.
 */
export function refusalAck(
  response: SipResponse,
  invite: { readonly target: string; readonly via: string; readonly headers: Headers },
): string {
  const headers = new Headers().add("via", invite.via);
  for (const route of invite.headers.all("route")) headers.add("route", route);
  headers
    .add("max-forwards", "70")
    .add("from", invite.headers.get("from") ?? "")
    .add("to", response.headers.get("to") ?? "")
    .add("call-id", response.callId)
    .add("cseq", `${response.cseq} ACK`);
  return requestText({ method: "ACK", target: invite.target }, headers);
}
