/** Who a caller says to be, as the vault looks it up. */
import type { Identity } from "@legroom/engine/ports";
import type { DeviceId, LegId } from "@legroom/model";
import type { NameAddress } from "@legroom/sip";

const VALUE_MAX = 256;

/** A device is itself; others are the telephone number or address in their From, which is only a label (L11). */
export function identityOf(of: { deviceId: DeviceId | undefined; from: NameAddress; legId: LegId }): Identity {
  const { deviceId, from, legId } = of;
  if (deviceId !== undefined) return { kind: "sip", value: `sip:${deviceId}` };
  const number = telephoneNumber(from);
  if (number !== undefined) return { kind: "tel", value: number };
  // RFC 3323 4.1: who wants to be nobody. Two of them are not the same person, so each call has one of its own.
  if (from.uri === undefined || isAnonymous(from))
    return { kind: "sip", value: `sip:anonymous.${legId}@anonymous.invalid` };
  return { kind: "sip", value: `sip:${from.uri.user}@${from.uri.host}`.slice(0, VALUE_MAX) };
}

/** `tel:` URIs, and SIP users that are telephone numbers as people write them. */
function telephoneNumber(from: NameAddress): string | undefined {
  const tel = /^tel:([^;?]{1,64})/i.exec(from.uriText)?.[1];
  const text = (tel ?? from.uri?.user ?? "").split(";", 1)[0]?.replace(/[-.() ]/g, "") ?? "";
  return /^\+?\d{6,18}$/.test(text) ? text : undefined;
}

function isAnonymous(from: NameAddress): boolean {
  return (
    from.uri?.host === "anonymous.invalid" || from.uri?.user.toLowerCase() === "anonymous" || from.uri?.user === ""
  );
}
