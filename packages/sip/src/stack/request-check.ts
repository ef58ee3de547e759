/** What every request outside of a dialog is asked before its method is looked at (RFC 3261 8.2.1 to 8.2.3). */
import { mediaTypeOf } from "../call/body.ts";
import type { HeaderField } from "../call/call.ts";
import type { SipRequest } from "../message/message.ts";
import { splitOutside } from "../message/scan.ts";
import { ALLOW, type ResponseParts } from "./responses.ts";

const handled = new Set(["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "REGISTER", "INFO"]);
/** Methods of the RFCs that we know and do not do: 405 says so; a word that nobody knows gets 501. */
const known = new Set(["REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH", "PRACK", "UPDATE"]);

export function checkMethod(request: SipRequest): ResponseParts | undefined {
  if (handled.has(request.method)) return undefined;
  return { status: known.has(request.method) ? 405 : 501, headers: [["Allow", ALLOW]] };
}

export function checkScheme(request: SipRequest): ResponseParts | undefined {
  return request.targetUri === undefined ? { status: 416 } : undefined;
}

/**
 * 8.2.2.3. We support no extension that can be required. Proxy-Require speaks to proxies, which we are not.
 */
export function checkRequire(request: SipRequest): ResponseParts | undefined {
  const tags = listOf(request.headers.all("require"));
  if (tags.length === 0) return undefined;
  return { status: 420, headers: [["Unsupported", tags.join(", ")]] };
}

/** 8.2.3 for bodies whose type the method gives a meaning. */
export function checkBody(request: SipRequest): ResponseParts | undefined {
  if (request.method !== "INVITE") return undefined;
  const accept: HeaderField = ["Accept", "application/sdp"];
  const encoding = request.headers.get("content-encoding")?.toLowerCase();
  if (encoding !== undefined && encoding !== "identity" && encoding !== "")
    return { status: 415, headers: [accept, ["Accept-Encoding", "identity"]] };
  const isOptional = /;\s*handling\s*=\s*optional/i.test(request.headers.get("content-disposition") ?? "");
  if (request.body.length > 0 && mediaTypeOf(request) !== "application/sdp" && !isOptional)
    return { status: 415, headers: [accept] };
  return checkAccept(request);
}

/** 20.1: without Accept, application/sdp is meant. Whoever cannot read SDP cannot be answered. */
function checkAccept(request: SipRequest): ResponseParts | undefined {
  const ranges = listOf(request.headers.all("accept")).map((range) => (range.split(";")[0] ?? "").trim().toLowerCase());
  if (ranges.length === 0) return undefined;
  const isFine = ranges.some((range) => range === "application/sdp" || range === "application/*" || range === "*/*");
  return isFine ? undefined : { status: 406, headers: [["Accept", "application/sdp"]] };
}

function listOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => splitOutside(line, ",", 64) ?? [line]).filter((piece) => piece !== "");
}
