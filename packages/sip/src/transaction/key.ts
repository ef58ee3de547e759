/** Which transaction a message belongs to (RFC 3261 17.1.3, 17.2.3). */
import type { SipRequest, SipResponse } from "../message/message.ts";
import { hasMagicBranch, MAGIC_COOKIE } from "../message/via.ts";

/** `branch` without the cookie, as our callers give it. */
export function clientKey(branch: string, method: string): string {
  return `${method} ${MAGIC_COOKIE}${branch}`;
}

export function responseKey(response: SipResponse): string {
  return `${response.method} ${response.via.branch ?? ""}`;
}

/**
 * Branch, sent-by and method; an ACK belongs to its INVITE. Without a branch of RFC 3261 the fields of RFC 2543 must
 * agree: Request-URI, From tag, Call-ID, CSeq and topmost Via (17.2.3; the To tag is left out, since it is ours).
 */
export function serverKey(request: SipRequest, method: string = request.method): string {
  const of = method === "ACK" ? "INVITE" : method;
  const { via } = request;
  if (hasMagicBranch(via)) return `${of} ${via.branch} ${via.host}:${via.port ?? ""}`;
  return `${of} old ${request.target} ${request.fromTag ?? ""} ${request.callId} ${request.cseq} ${via.host}:${via.port ?? ""} ${via.branch ?? ""}`;
}

/** RFC 3261 8.2.2.2: one request that came by two ways has these in common. */
export function mergeKey(request: SipRequest): string {
  return `${request.method} ${request.fromTag ?? ""} ${request.callId} ${request.cseq}`;
}
