import { parseParams } from "./params.ts";
import { isToken } from "./scan.ts";
import { parseHostPort, type Params } from "./uri.ts";

/** One Via value (RFC 3261 20.42). */
export type Via = {
  /** The protocol version, `2.0`. */
  readonly version: string;
  /** Upper case as written on the wire: UDP, TCP, TLS, WS … */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
  readonly branch: string | undefined;
};

/** RFC 3261 8.1.1.7: a branch with this prefix is unique; one without it, or nothing more than it, says nothing. */
export const MAGIC_COOKIE = "z9hG4bK";

/** Undefined where malformed. White space is allowed around each separator, and used by nobody but torturers. */
export function parseVia(text: string): Via | undefined {
  const semicolon = text.indexOf(";");
  const before = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  const slash = before.indexOf("/");
  const second = before.indexOf("/", slash + 1);
  if (slash < 0 || second < 0) return undefined;
  const version = before.slice(slash + 1, second).trim();
  const after = before.slice(second + 1).trim();
  const space = after.search(/[ \t]/);
  if (before.slice(0, slash).trim().toUpperCase() !== "SIP" || space < 0) return undefined;
  const transport = after.slice(0, space).toUpperCase();
  const place = parseHostPort(after.slice(space + 1).replace(/[ \t]/g, ""));
  const params = semicolon < 0 ? parseParams("") : parseParams(text.slice(semicolon));
  if (place === undefined || params === undefined || !isToken(transport) || !isToken(version)) return undefined;
  return { version, transport, host: place.host, port: place.port, params, branch: params.get("branch") };
}

/** Whether the branch can be trusted to name one transaction. */
export function hasMagicBranch(via: Via): boolean {
  return via.branch !== undefined && via.branch.length > MAGIC_COOKIE.length && via.branch.startsWith(MAGIC_COOKIE);
}
