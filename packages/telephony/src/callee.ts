/** Whom a dial rings: a registered phone or a page. */
import type { PageHolder } from "@legroom/engine/ports";
import type { Binding, Peer } from "@legroom/sip";

export interface Callee {
  readonly binding: Binding;
  /** Where it is reached now. */
  readonly peer: Peer;
  /** Set for a page: its audio is WebRTC. */
  readonly page?: PageHolder | undefined;
  /** A dial found nobody there, or no way to get there. */
  suspect(): void;
  /** A dial was given up before it rang. */
  givenUp(): void;
}
