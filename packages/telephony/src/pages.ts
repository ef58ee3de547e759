/** The port of browser pages: their connections, their endpoints and their calls as one. */
import type { PageDoor, PageHolder, Upgrade } from "@legroom/engine/ports";
import type { Legs } from "./legs.ts";
import type { PageConnections } from "./page-connections.ts";
import type { PageEndpoints } from "./page-endpoints.ts";

/** WebSocket close code for a page whose sign-in or visit has ended. */
const SIGNED_OUT = 4401;

export type PagesOptions = {
  readonly connections: PageConnections;
  readonly endpoints: PageEndpoints;
  readonly legs: Legs;
};

export class Pages implements PageDoor {
  readonly #options: PagesOptions;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  accept(upgrade: Upgrade, holder: PageHolder): void {
    this.#options.connections.accept(upgrade, holder);
  }

  /** First the calls, so that a page that is still there hears of their end; then the connections. */
  close(isEnded: (holder: PageHolder) => boolean, reason: string): void {
    const { connections, endpoints, legs } = this.#options;
    for (const handle of legs.all()) {
      const { page } = handle.leg;
      if (page !== undefined && isEnded(page)) handle.signedOut();
    }
    endpoints.signedOut(isEnded);
    for (const key of connections.of(isEnded)) connections.close(key, SIGNED_OUT, reason);
  }

  microphone(of: Parameters<PageDoor["microphone"]>[0]): Promise<void> {
    return this.#options.endpoints.microphone(of);
  }
}
