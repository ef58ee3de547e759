/** Responses as text, and what we say of ourselves in them. */
import type { HeaderField } from "../call/call.ts";
import { headerKey, type Headers } from "../message/headers.ts";
import { responseHeaders, responseText, type OutgoingBody } from "../message/serialize.ts";

export const ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO";
export const ACCEPT = "application/sdp, application/dtmf-relay, application/dtmf";

export type ResponseParts = {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly toTag?: string | undefined;
  readonly headers?: readonly HeaderField[] | undefined;
  readonly contact?: string | undefined;
  readonly body?: OutgoingBody | undefined;
};

/** Headers that are ours alone: nobody who gives headers can write these. */
const own = new Set(["via", "from", "to", "call-id", "cseq", "content-length", "content-type", "max-forwards"]);

export function addHeaders(headers: Headers, fields: readonly HeaderField[] | undefined): void {
  for (const [name, value] of fields ?? []) if (!own.has(headerKey(name))) headers.add(name, value);
}

export function buildResponse(request: { readonly headers: Headers }, parts: ResponseParts): string {
  const headers = responseHeaders(request, parts.toTag);
  // RFC 3261 12.1.1: the response that makes a dialog carries the Record-Route of the request.
  if (parts.contact !== undefined) {
    for (const route of request.headers.all("record-route")) headers.add("record-route", route);
    headers.add("contact", parts.contact);
  }
  addHeaders(headers, parts.headers);
  return responseText(parts, headers, parts.body);
}
