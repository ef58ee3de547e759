/** Who a caller says to be, as the vault looks it up, and whether somebody vouches for it. */
import type { Identity } from "@legroom/engine/ports";
import { readNumber } from "@legroom/engine/ports";
import type { Country, DeviceId, LegId } from "@legroom/model";
import { parseNameAddresses } from "@legroom/sip";
import type { Headers, NameAddress } from "@legroom/sip";

const VALUE_MAX = 256;
/** RFC 3325 9.1: one or two; more than these is no assertion. */
const ASSERTED_MAX = 2;

/** `isVerified`: a trusted trunk says so. What a device proved needs nobody's word. */
export type Claim = { readonly identity: Identity; readonly isVerified: boolean };

type Caller = {
  readonly deviceId: DeviceId | undefined;
  readonly from: NameAddress;
  readonly legId: LegId;
  /** Where numbers without a country code are at home. */
  readonly country: Country | undefined;
};

/**
 * Of a trusted trunk the asserted identity counts (RFC 3325), and where it asserts none, From. An identity that the caller
 * wants withheld (RFC 3323), or that cannot be read, vouches for nobody. What others assert is not even looked at.
 */
export function claimOf(of: Caller & { readonly headers: Pick<Headers, "all">; readonly isTrusted: boolean }): Claim {
  const { deviceId, from, legId, country, headers, isTrusted } = of;
  const claimed = identityOf({ deviceId, from, legId, country });
  if (deviceId !== undefined || !isTrusted) return { identity: claimed, isVerified: false };
  const lines = headers.all("P-Asserted-Identity");
  if (isWithheld(headers.all("Privacy"))) return { identity: claimed, isVerified: false };
  if (lines.length === 0) return { identity: claimed, isVerified: !isNobody(from) };
  const asserted = parseNameAddresses(lines, ASSERTED_MAX) ?? [];
  const one = asserted.find((address) => telephoneNumber(address) !== undefined) ?? asserted[0];
  if (one === undefined || isNobody(one)) return { identity: claimed, isVerified: false };
  return { identity: identityOf({ deviceId, from: one, legId, country }), isVerified: true };
}

/** A device is itself; others are the telephone number or address that they write, which is only a label (L11). */
function identityOf({ deviceId, from, legId, country }: Caller): Identity {
  if (deviceId !== undefined) return { kind: "sip", value: `sip:${deviceId}` };
  const number = telephoneNumber(from);
  if (number !== undefined) return { kind: "tel", value: spelled(number, country) };
  // RFC 3323 4.1: who wants to be nobody. Two of them are not the same person, so each call has one of its own.
  if (from.uri === undefined || isNobody(from))
    return { kind: "sip", value: `sip:anonymous.${legId}@anonymous.invalid` };
  return { kind: "sip", value: `sip:${from.uri.user}@${from.uri.host}`.slice(0, VALUE_MAX) };
}

/** `tel:` URIs, and SIP users that are telephone numbers as people write them. */
function telephoneNumber(from: NameAddress): string | undefined {
  const tel = /^tel:([^;?]{1,64})/i.exec(from.uriText)?.[1];
  const text = (tel ?? from.uri?.user ?? "").split(";", 1)[0]?.replace(/[-.() ]/g, "") ?? "";
  return /^\+?\d{6,18}$/.test(text) ? text : undefined;
}

/** What cannot be read is what it is: nobody is refused for how their exchange writes. */
function spelled(number: string, country: Country | undefined): string {
  const read = readNumber(number, country);
  return read.ok ? read.number : number;
}

/** Neither a number nor an address that says who it is. */
function isNobody(from: NameAddress): boolean {
  if (telephoneNumber(from) !== undefined && from.uri?.host !== "anonymous.invalid") return false;
  return (
    from.uri === undefined ||
    from.uri.host === "anonymous.invalid" ||
    from.uri.user.toLowerCase() === "anonymous" ||
    from.uri.user === ""
  );
}

/** RFC 3325 9.3 and RFC 3323 4.2: the caller's name is for nobody beyond the trunk. */
function isWithheld(privacy: readonly string[]): boolean {
  const wanted = privacy.flatMap((line) => line.toLowerCase().split(/[;,]/)).map((value) => value.trim());
  return wanted.includes("id") || wanted.includes("user");
}
