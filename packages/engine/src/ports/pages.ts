/** The port through which browser pages reach telephony: `api` has checked who they are and where they come from. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { AgentId, PageId, PersonRef, SignInId, VisitId } from "@legroom/model";

/** Who holds a connection, proven at its upgrade by a sign-in or a ticket. */
export type PageHolder =
  | { readonly kind: "agent"; readonly agentId: AgentId; readonly signInId: SignInId; readonly pageId: PageId }
  | { readonly kind: "visitor"; readonly visitId: VisitId; readonly person: PersonRef; readonly pageId: PageId };

/** An HTTP upgrade to a WebSocket that speaks the `sip` subprotocol (RFC 7118). */
export type Upgrade = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

export interface PageDoor {
  /**
   * Takes the connection over. An agent's page may register as its agent's browser and call as it; a visitor's page may
   * call as its visit. Calling `return` asks for the seat that agent or visit has. Nobody is challenged.
   * Another connection of the same page takes the place of the former.
   */
  accept(upgrade: Upgrade, holder: PageHolder): void;
  /** Ends every connection for which `isEnded` holds, and tells the page why: a sign-out, a revoked sign-in. */
  close(isEnded: (holder: PageHolder) => boolean, reason: string): void;
  /** Whether the page's microphone can be used: without it its endpoint is lost (`no-microphone`). Durable when it resolves. */
  microphone(of: { agentId: AgentId; pageId: PageId; isReady: boolean }): Promise<void>;
}
