import type { SipRequest } from "../message/message.ts";
import type { Peer } from "../transport/transport.ts";

/** Who a request with our tag is for. */
export type DialogUser = {
  receive(request: SipRequest, peer: Peer): void;
};

/** Users by Call-ID and our tag. The far side's tag is theirs to check: a forked call has several (RFC 3261 12). */
export class DialogTable {
  readonly #users = new Map<string, DialogUser>();

  get size(): number {
    return this.#users.size;
  }

  find(callId: string, localTag: string): DialogUser | undefined {
    return this.#users.get(dialogKey(callId, localTag));
  }

  add(callId: string, localTag: string, user: DialogUser): void {
    this.#users.set(dialogKey(callId, localTag), user);
  }

  remove(callId: string, localTag: string): void {
    this.#users.delete(dialogKey(callId, localTag));
  }
}

export function dialogKey(callId: string, localTag: string): string {
  return `${callId} ${localTag}`;
}
