/** A name-addr or addr-spec with header parameters: From, To, Contact, Route (RFC 3261 20.10). */
import { parseParams } from "./params.ts";
import { endOfQuoted, isToken, quote, splitOutside, unquote } from "./scan.ts";
import { parseSipUri, schemeOf, type Params, type SipUri } from "./uri.ts";

export type NameAddress = {
  /** Unquoted; empty where there is none. */
  readonly displayName: string;
  /** The URI as it came, whatever its scheme. */
  readonly uriText: string;
  /** Parsed where the scheme is sip or sips. */
  readonly uri: SipUri | undefined;
  readonly params: Params;
};

/** Undefined where malformed: quotes or brackets open, a sip URI that is none, parameters that are none. */
export function parseNameAddress(text: string): NameAddress | undefined {
  const value = text.trim();
  let nameEnd = 0;
  if (value.charCodeAt(0) === 34) {
    nameEnd = endOfQuoted(value, 0) + 1;
    if (nameEnd === 0) return undefined;
  }
  const open = value.indexOf("<", nameEnd);
  if (open < 0) return nameEnd > 0 ? undefined : parseBareAddress(value);
  const close = value.indexOf(">", open);
  if (close < 0) return undefined;
  const name = value.slice(0, open).trim();
  if (nameEnd > 0 ? value.slice(nameEnd, open).trim() !== "" : !isTokens(name)) return undefined;
  return address(unquote(name), value.slice(open + 1, close), value.slice(close + 1));
}

/** RFC 3261 20: without brackets "any semicolon-delimited parameters are header parameters", and no `?` or comma may be. */
function parseBareAddress(value: string): NameAddress | undefined {
  const semicolon = value.indexOf(";");
  const uriText = (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
  if (uriText.includes("?") || uriText.includes(",")) return undefined;
  return address("", uriText, semicolon < 0 ? "" : value.slice(semicolon));
}

function address(displayName: string, uriText: string, after: string): NameAddress | undefined {
  const scheme = schemeOf(uriText);
  const params = parseParams(after);
  if (scheme === undefined || params === undefined || /\s/.test(uriText)) return undefined;
  if (scheme !== "sip" && scheme !== "sips") return { displayName, uriText, uri: undefined, params };
  const uri = parseSipUri(uriText);
  return uri === undefined ? undefined : { displayName, uriText, uri, params };
}

/** A display name without quotes is tokens with white space between. */
function isTokens(name: string): boolean {
  return name === "" || name.split(/[ \t]+/).every(isToken);
}

/** A comma-separated list over one or more header lines. */
export function parseNameAddresses(lines: readonly string[], max: number): NameAddress[] | undefined {
  const addresses: NameAddress[] = [];
  for (const line of lines) {
    const pieces = splitOutside(line, ",", max);
    if (pieces === undefined) return undefined;
    for (const piece of pieces) {
      const parsed = parseNameAddress(piece);
      if (parsed === undefined || addresses.length >= max) return undefined;
      addresses.push(parsed);
    }
  }
  return addresses;
}

/** `"Name" <uri>` or `<uri>`, with a tag where given. */
export function nameAddressText(party: { readonly displayName?: string; readonly uri: string }, tag?: string): string {
  const name = party.displayName === undefined || party.displayName === "" ? "" : `${quote(party.displayName)} `;
  return `${name}<${party.uri}>${tag === undefined ? "" : `;tag=${tag}`}`;
}
