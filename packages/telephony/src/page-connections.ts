/** The open connections of pages, and who holds them. `sip` names the holder by a key at everything that comes on one. */
import type { Duplex } from "node:stream";
import type { PageHolder, Upgrade } from "@legroom/engine/ports";
import type { WebSocketDoor } from "@legroom/sip";

type Connected = { readonly holder: PageHolder; readonly sockets: Set<Duplex> };

export type PageConnectionsOptions = {
  readonly door: WebSocketDoor;
  /** A page has a connection, or another one. */
  came(key: string): void;
  /** A page has no connection any more. */
  gone(key: string): void;
};

export class PageConnections {
  readonly #options: PageConnectionsOptions;
  readonly #byKey = new Map<string, Connected>();

  constructor(options: PageConnectionsOptions) {
    this.#options = options;
  }

  /** A page has two for the moment in which a newer one takes the place of the former. */
  accept(upgrade: Upgrade, holder: PageHolder): void {
    const key = keyOf(holder);
    const { socket } = upgrade;
    const sockets = this.#byKey.get(key)?.sockets ?? new Set();
    this.#byKey.set(key, { holder, sockets: sockets.add(socket) });
    socket.once("close", () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      this.#byKey.delete(key);
      this.#options.gone(key);
    });
    this.#options.door.accept(upgrade, key);
    this.#options.came(key);
  }

  /** Undefined when the page has no connection. */
  holderOf(key: string): PageHolder | undefined {
    const connected = this.#byKey.get(key);
    if (connected === undefined) return undefined;
    // One that was cut off is destroyed a moment before it says so.
    return [...connected.sockets].some((socket) => !socket.destroyed) ? connected.holder : undefined;
  }

  close(key: string, code: number, reason: string): void {
    this.#options.door.close(key, code, reason);
  }

  /** Keys of those whose holder is such. */
  of(isSuch: (holder: PageHolder) => boolean): readonly string[] {
    return [...this.#byKey].filter(([, { holder }]) => isSuch(holder)).map(([key]) => key);
  }
}

/** The same for every connection of one page. */
export function keyOf(holder: PageHolder): string {
  const owner = holder.kind === "agent" ? holder.agentId : holder.visitId;
  return JSON.stringify([holder.kind, owner, holder.pageId]);
}
