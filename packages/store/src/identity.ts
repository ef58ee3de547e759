/** One spelling for each identity, so that a number is found however it was written. */
import type { Identity } from "@legroom/engine/ports";

/** `tel`: digits and plus. `sip`: `user@host`, the host in lower case (RFC 3261 19.1.4: hosts compare without case). */
export function normalIdentity({ kind, value }: Identity): string {
  if (kind === "tel") return `tel:${value.replace(/[^0-9+]/g, "")}`;
  const address = value.trim().replace(/^<?sips?:/i, "");
  const [place = ""] = address.split(/[;?>]/, 1);
  const at = place.lastIndexOf("@");
  return `sip:${place.slice(0, at + 1)}${place.slice(at + 1).toLowerCase()}`;
}
