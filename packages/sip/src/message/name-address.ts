/** A name-addr or addr-spec with header parameters: From, To, Contact, Route (RFC 3261 20.10). */
import type { Params, SipUri } from "./uri.ts";

export type NameAddress = {
  /** Unquoted; empty where there is none. */
  readonly displayName: string;
  /** The URI as it came, whatever its scheme. */
  readonly uriText: string;
  /** Parsed where the scheme is sip or sips and it is well formed. */
  readonly uri: SipUri | undefined;
  readonly params: Params;
};
