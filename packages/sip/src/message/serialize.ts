/** Messages to text. What is given is written as it is; only what could break a line is taken out. */
import { headerName, Headers } from "./headers.ts";
import type { SipRequest } from "./message.ts";
import { reasonPhrase } from "./reason-phrase.ts";

export type OutgoingBody = { readonly contentType: string; readonly content: string };

export function requestText(
  start: { readonly method: string; readonly target: string },
  headers: Headers,
  body?: OutgoingBody,
): string {
  return finish(`${start.method} ${clean(start.target)} SIP/2.0\r\n`, headers, body);
}

export function responseText(
  start: { readonly status: number; readonly reason?: string | undefined },
  headers: Headers,
  body?: OutgoingBody,
): string {
  return finish(`SIP/2.0 ${start.status} ${clean(start.reason ?? reasonPhrase(start.status))}\r\n`, headers, body);
}

function finish(first: string, headers: Headers, body: OutgoingBody | undefined): string {
  let text = first;
  for (const [key, value] of headers.entries()) text += `${headerName(key)}: ${clean(value)}\r\n`;
  if (body === undefined) return `${text}Content-Length: 0\r\n\r\n`;
  const length = Buffer.byteLength(body.content);
  return `${text}Content-Type: ${body.contentType}\r\nContent-Length: ${length}\r\n\r\n${body.content}`;
}

/** A value with a line end in it would be two headers: whoever wrote the value does not write our headers. */
function clean(value: string): string {
  return value.includes("\r") || value.includes("\n") ? value.replace(/[\r\n]+/g, " ") : value;
}

/**
 * The headers that each response copies (RFC 3261 8.2.6.2): Via, From, To, Call-ID, CSeq; the tag is put on To where it
 * has none and the response is not a 100.
 */
export function responseHeaders(request: { readonly headers: Headers }, toTag: string | undefined): Headers {
  const headers = new Headers();
  for (const via of request.headers.all("via")) headers.add("via", via);
  for (const name of ["from", "to", "call-id", "cseq"] as const) {
    const value = request.headers.get(name);
    if (value === undefined) continue;
    headers.add(name, name === "to" && toTag !== undefined && !hasTag(value) ? `${value};tag=${toTag}` : value);
  }
  return headers;
}

/** Parameters stand after the bracket; what looks like a tag in a display name is none. */
function hasTag(value: string): boolean {
  return /;\s*tag\s*=/i.test(value.slice(value.lastIndexOf(">") + 1));
}

/** Marks the topmost Via with where the request really came from (RFC 3261 18.2.1, RFC 3581 4). */
export function markReceived(request: SipRequest, from: { readonly host: string; readonly port: number }): void {
  const wantsPort = request.via.params.has("rport");
  if (!wantsPort && request.via.host === from.host) return;
  const lines = request.headers.all("via");
  const [first = "", ...others] = lines;
  // Only the first value of the first line is ours to mark; whatever follows a comma stays.
  const comma = first.indexOf(",");
  const top = comma < 0 ? first : first.slice(0, comma);
  const rest = comma < 0 ? "" : first.slice(comma);
  const marked = `${top.replace(/;\s*(?:rport|received)\s*(?:=\s*[^;,\s]*)?/gi, "").trimEnd()};received=${from.host}${wantsPort ? `;rport=${from.port}` : ""}`;
  request.headers.delete("via");
  request.headers.prependAll("via", [marked + rest, ...others]);
}
