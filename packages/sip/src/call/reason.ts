/** The Reason header (RFC 3326). */
import { parseParams } from "../message/params.ts";
import { parseNumber, quote, splitOutside, unquote } from "../message/scan.ts";
import type { Reason } from "./call.ts";

export function reasonText(reason: Reason): string {
  return `${reason.protocol};cause=${reason.cause}${reason.text === undefined ? "" : `;text=${quote(reason.text)}`}`;
}

/** The first value that can be read. */
export function parseReason(value: string | undefined): Reason | undefined {
  if (value === undefined) return undefined;
  return (splitOutside(value, ",", 8) ?? []).map(readOne).find((reason) => reason !== undefined);
}

function readOne(piece: string): Reason | undefined {
  const semicolon = piece.indexOf(";");
  const protocol = piece.slice(0, Math.max(0, semicolon)).trim().toUpperCase();
  const params = semicolon < 0 ? undefined : parseParams(piece.slice(semicolon));
  const cause = parseNumber(params?.get("cause") ?? "", 999);
  if ((protocol !== "SIP" && protocol !== "Q.850") || cause === undefined) return undefined;
  const text = params?.get("text");
  return { protocol, cause, ...(text === undefined ? {} : { text: unquote(text) }) };
}
