/** Parameters after a semicolon: `;name=value;flag` (RFC 3261 25.1 `generic-param`). */
import { isToken, splitOutside } from "./scan.ts";
import type { Params } from "./uri.ts";

const PARAMS_MAX = 64;
export const noParams: Params = new Map();

/**
 * Reads what follows the value: empty, or beginning with a semicolon. Undefined where it is malformed: an empty
 * parameter, a name that is no token, an open quote. The first of two with one name counts.
 */
export function parseParams(text: string): Params | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return noParams;
  if (trimmed.charCodeAt(0) !== 59) return undefined;
  const pieces = splitOutside(trimmed.slice(1), ";", PARAMS_MAX);
  if (pieces === undefined) return undefined;
  const params = new Map<string, string | undefined>();
  for (const piece of pieces) {
    const equals = piece.indexOf("=");
    const name = (equals < 0 ? piece : piece.slice(0, equals).trimEnd()).toLowerCase();
    const value = equals < 0 ? undefined : piece.slice(equals + 1).trimStart();
    if (!isToken(name) || value === "" || (value !== undefined && !isParamValue(value))) return undefined;
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

/** A token, a quoted string or a host; liberal in characters, but one word. */
function isParamValue(value: string): boolean {
  if (value.charCodeAt(0) === 34) return value.length >= 2 && value.charCodeAt(value.length - 1) === 34;
  for (let index = 0; index < value.length; index += 1) {
    const char = value.charCodeAt(index);
    if (char <= 32 || char === 34 || char === 44 || char === 60 || char === 62 || char === 127) return false;
  }
  return true;
}
