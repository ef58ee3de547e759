/** Digest arithmetic and its header's syntax (RFC 7616, RFC 8760 for SIP), the same for both sides. */
import { createHash } from "node:crypto";
import { isToken, quote, splitOutside, unquote } from "../message/scan.ts";

export type DigestAlgorithm = "MD5" | "SHA-256";

const hashNames = { MD5: "md5", "SHA-256": "sha256" } as const;

export function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashNames[algorithm]).update(text).digest("hex");
}

/** RFC 7616 3.4.2, without session variants. */
export function ha1(algorithm: DigestAlgorithm, who: { user: string; realm: string; password: string }): string {
  return hash(algorithm, `${who.user}:${who.realm}:${who.password}`);
}

export type DigestInput = {
  readonly algorithm: DigestAlgorithm;
  readonly ha1: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  /** Without it, the old form of RFC 2069, which some phones still send. */
  readonly qop?: { readonly nc: string; readonly cnonce: string };
};

export function digestResponse(input: DigestInput): string {
  const ha2 = hash(input.algorithm, `${input.method}:${input.uri}`);
  const middle = input.qop === undefined ? "" : `:${input.qop.nc}:${input.qop.cnonce}:auth`;
  return hash(input.algorithm, `${input.ha1}:${input.nonce}${middle}:${ha2}`);
}

export function algorithmOf(text: string | undefined): DigestAlgorithm | undefined {
  const upper = (text ?? "MD5").toUpperCase();
  return upper === "MD5" || upper === "SHA-256" ? upper : undefined;
}

const FIELDS_MAX = 32;

/** The fields of a `Digest` challenge or answer, unquoted, names in lower case; undefined for another scheme. */
export function parseDigestFields(value: string): ReadonlyMap<string, string> | undefined {
  const space = value.search(/[ \t]/);
  if (space < 0 || value.slice(0, space).toLowerCase() !== "digest") return undefined;
  const fields = new Map<string, string>();
  for (const piece of splitOutside(value.slice(space + 1), ",", FIELDS_MAX) ?? []) {
    const equals = piece.indexOf("=");
    const name = piece.slice(0, Math.max(0, equals)).trim().toLowerCase();
    if (isToken(name) && !fields.has(name)) fields.set(name, unquote(piece.slice(equals + 1).trim()));
  }
  return fields;
}

/** Writes `Digest a="…", b=c`; `bare` names the fields that stand without quotes. */
export function digestText(fields: readonly (readonly [string, string])[], bare: readonly string[]): string {
  return `Digest ${fields.map(([name, value]) => `${name}=${bare.includes(name) ? value : quote(value)}`).join(", ")}`;
}
