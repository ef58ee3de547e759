/** Reads what a REGISTER asks for (RFC 3261 10.3), before anything is changed. */
import type { SipRequest } from "../message/message.ts";
import { parseNumber } from "../message/scan.ts";
import { aorOf, type SipUri } from "../message/uri.ts";
import type { RegistrarOptions } from "../stack/options.ts";

export type WantedBinding = {
  readonly uri: SipUri;
  /** 0 takes it away. */
  readonly expiresS: number;
  readonly q: number;
};

export type Registration =
  | { readonly type: "query"; readonly aor: string }
  | { readonly type: "clear"; readonly aor: string }
  | { readonly type: "set"; readonly aor: string; readonly wanted: readonly WantedBinding[] }
  /** `minExpiresS` with 423 alone. */
  | { readonly type: "refused"; readonly status: number; readonly reason?: string; readonly minExpiresS?: number };

const Q_DEFAULT = 1000;

export function readRegistration(request: SipRequest, options: RegistrarOptions): Registration {
  // "The Request-URI and To header field contain a SIP or SIPS URI"; anything else is no address of record of ours.
  if (request.to.uri === undefined) return { type: "refused", status: 400, reason: "Bad Address of Record" };
  const aor = aorOf(request.to.uri);
  const lines = request.headers.all("contact");
  if (lines.length === 0) return { type: "query", aor };
  const header = request.headers.get("expires");
  // 10.2.2: `*` stands alone and only with Expires: 0.
  if (lines.some((line) => line === "*")) {
    if (lines.length === 1 && header === "0") return { type: "clear", aor };
    return { type: "refused", status: 400, reason: "Bad Contact" };
  }
  const wanted: WantedBinding[] = [];
  for (const contact of request.contacts) {
    if (contact.uri === undefined) return { type: "refused", status: 400, reason: "Bad Contact" };
    const asked = readExpires(contact.params.get("expires") ?? header, options);
    if (asked > 0 && asked < options.expiresMinS)
      return { type: "refused", status: 423, minExpiresS: options.expiresMinS };
    const expiresS = Math.min(asked, options.expiresMaxS);
    wanted.push({ uri: contact.uri, expiresS, q: readQ(contact.params.get("q")) });
  }
  return { type: "set", aor, wanted };
}

/** Seconds. 20.19: a number up to 2^32-1; what is more than we give anyway, or no number at all, is not worth a refusal. */
function readExpires(text: string | undefined, options: RegistrarOptions): number {
  if (text === undefined) return options.expiresDefaultS;
  if (!/^\d+$/.test(text.trim())) return options.expiresDefaultS;
  return parseNumber(text.trim(), Number.MAX_SAFE_INTEGER) ?? options.expiresMaxS;
}

/** `0.33` as 330. */
function readQ(text: string | undefined): number {
  const match = /^(?:0(?:\.(\d{0,3}))?|1(?:\.0{0,3})?)$/.exec(text ?? "");
  if (match === null || text?.startsWith("1") === true) return Q_DEFAULT;
  return Number((match[1] ?? "").padEnd(3, "0"));
}
