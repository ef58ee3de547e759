/** SIP and SIPS URIs (RFC 3261 19.1). Other schemes are kept as text by those who hold them. */
import { parseNumber, unescapePercent } from "./scan.ts";

/** `undefined` is a parameter without a value, such as `;lr`. Names are lower case. */
export type Params = ReadonlyMap<string, string | undefined>;

export type SipUri = {
  readonly scheme: "sip" | "sips";
  /** Unescaped; empty where there is none. */
  readonly user: string;
  readonly password: string | undefined;
  /** Lower case; an IPv6 literal stands without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
  /** The part after `?`, as it came. */
  readonly headers: string | undefined;
  /** The URI as it came. */
  readonly text: string;
};

const URI_LENGTH_MAX = 2048;

/** The scheme in lower case, or undefined where the text does not begin with one (RFC 3986 3.1). */
export function schemeOf(text: string): string | undefined {
  const colon = text.indexOf(":");
  if (colon < 1 || colon > 64) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  return /^[a-z][a-z0-9+.-]*$/.test(scheme) ? scheme : undefined;
}

/** Undefined where it is no well-formed sip or sips URI. */
export function parseSipUri(text: string): SipUri | undefined {
  if (text.length > URI_LENGTH_MAX || hasForbidden(text)) return undefined;
  const scheme = schemeOf(text);
  if (scheme !== "sip" && scheme !== "sips") return undefined;
  // The user part may itself hold `;`, `?` and `/`, but never an `@`: so the first one ends it.
  const start = scheme.length + 1;
  const at = text.indexOf("@", start);
  if (at === start) return undefined;
  const rest = text.slice(at < 0 ? start : at + 1);
  if (rest.includes("@")) return undefined;
  const place = parsePlace(rest);
  if (place === undefined) return undefined;
  const userinfo = at < 0 ? "" : text.slice(start, at);
  const colon = userinfo.indexOf(":");
  const user = unescapePercent(colon < 0 ? userinfo : userinfo.slice(0, colon));
  const password = colon < 0 ? undefined : unescapePercent(userinfo.slice(colon + 1));
  return { scheme, user, password, ...place, text };
}

/** Host and port, parameters, headers: what follows the user. */
function parsePlace(rest: string): Pick<SipUri, "host" | "port" | "params" | "headers"> | undefined {
  const question = rest.indexOf("?");
  const headers = question < 0 ? undefined : rest.slice(question + 1);
  const before = question < 0 ? rest : rest.slice(0, question);
  const semicolon = before.indexOf(";");
  const place = parseHostPort(semicolon < 0 ? before : before.slice(0, semicolon));
  const params = semicolon < 0 ? new Map<string, string | undefined>() : parseUriParams(before.slice(semicolon + 1));
  if (place === undefined || params === undefined) return undefined;
  return { host: place.host, port: place.port, params, headers };
}

/** `host`, `host:port`, `[v6]:port`. Undefined where malformed. */
export function parseHostPort(text: string): { host: string; port: number | undefined } | undefined {
  if (text.charCodeAt(0) === 91) return parseBracketed(text);
  const colon = text.indexOf(":");
  const host = (colon < 0 ? text : text.slice(0, colon)).toLowerCase();
  return isHostName(host) ? withPort(host, colon < 0 ? undefined : text.slice(colon + 1)) : undefined;
}

function parseBracketed(text: string): { host: string; port: number | undefined } | undefined {
  const bracket = text.indexOf("]");
  const host = text.slice(1, Math.max(1, bracket)).toLowerCase();
  const after = text.slice(bracket + 1);
  if (!/^[0-9a-f:.]{2,45}$/.test(host) || (after !== "" && !after.startsWith(":"))) return undefined;
  return withPort(host, after === "" ? undefined : after.slice(1));
}

function withPort(host: string, portText: string | undefined): { host: string; port: number | undefined } | undefined {
  if (portText === undefined) return { host, port: undefined };
  const port = parseNumber(portText, 65_535);
  return port === undefined ? undefined : { host, port };
}

/** Names with letters, digits, hyphens, dots; underscores too, since names in the wild have them. */
function isHostName(host: string): boolean {
  return host.length > 0 && host.length <= 255 && /^[a-z0-9._-]+$/.test(host);
}

function parseUriParams(text: string): Params | undefined {
  const params = new Map<string, string | undefined>();
  const pieces = text.split(";", 65);
  if (pieces.length > 64) return undefined;
  for (const piece of pieces) {
    if (piece === "") return undefined;
    const equals = piece.indexOf("=");
    const name = unescapePercent(equals < 0 ? piece : piece.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? undefined : unescapePercent(piece.slice(equals + 1));
    if (name === "") return undefined;
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

/** White space, brackets, quotes and control characters stand in no URI unescaped. */
function hasForbidden(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char <= 32 || char === 34 || char === 60 || char === 62 || char === 127) return true;
  }
  return false;
}

/** An address for a URI or Via: IPv6 literals in brackets. */
export function hostText(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** Without `?headers`, which may not stand in a Request-URI (RFC 3261 19.1.1). */
export function asRequestUri(text: string): string {
  const at = text.indexOf("@");
  const question = text.indexOf("?", at < 0 ? 0 : at);
  return question < 0 ? text : text.slice(0, question);
}

/** The canonical address of record: `sip:user@host`, escapes undone, no port, no parameters (RFC 3261 10.3). */
export function aorOf(uri: SipUri): string {
  return `sip:${uri.user}@${uri.host}`;
}

/** Escapes what may not stand in the user part of a URI. */
export function escapeUser(user: string): string {
  return encodeURIComponent(user).replace(/%2B/g, "+").replace(/%2A/g, "*").replace(/%23/g, "%23");
}

/** Whether two URIs are the same place (RFC 3261 19.1.4), as far as a registrar needs it. */
export function sameUri(a: SipUri, b: SipUri): boolean {
  const place = (uri: SipUri): string =>
    JSON.stringify([uri.scheme, uri.user, uri.password, uri.host, uri.port, uri.headers?.toLowerCase()]);
  const value = (uri: SipUri, name: string): string | undefined => uri.params.get(name)?.toLowerCase();
  if (place(a) !== place(b)) return false;
  // "A user, ttl, or method uri-parameter appearing in only one URI never matches"; the same holds for maddr and,
  // in practice, for transport. Any other counts only where both have it.
  for (const name of ["user", "ttl", "method", "maddr", "transport"])
    if (value(a, name) !== value(b, name)) return false;
  return [...a.params.keys()].every((name) => !b.params.has(name) || value(a, name) === value(b, name));
}
