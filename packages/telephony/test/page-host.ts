/** What `api` is to pages, for tests: an HTTP server that believes whoever comes, and hands their upgrades to telephony. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import { once } from "node:events";
import { asId } from "@legroom/model";
import type { PageDoor, PageHolder } from "@legroom/engine/ports";
import { ScriptedPage } from "./scripted-page.ts";

export function agentPage(agentId: string, pageId: string, signInId = `sign-in-of-${agentId}`): PageHolder {
  return { kind: "agent", agentId: asId(agentId), signInId: asId(signInId), pageId: asId(pageId) };
}

export function visitorPage(visitId: string, pageId: string): PageHolder {
  return { kind: "visitor", visitId: asId(visitId), person: asId(`person-of-${visitId}`), pageId: asId(pageId) };
}

export class PageHost {
  readonly #server: Server;
  readonly #pages: ScriptedPage[] = [];
  /** Since the first page came. */
  #listening: Promise<unknown> | undefined;

  constructor(door: PageDoor) {
    this.#server = createServer();
    this.#server.on("upgrade", (request, socket, head) => {
      const holder = new URL(request.url ?? "", "http://host").searchParams.get("holder") ?? "";
      door.accept({ request, socket, head }, JSON.parse(holder) as PageHolder);
    });
  }

  async stop(): Promise<void> {
    for (const page of this.#pages) page.socket?.cut();
    if (this.#listening === undefined) return;
    await this.#listening;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** A page that is connected. */
  async page(holder: PageHolder): Promise<ScriptedPage> {
    const page = new ScriptedPage(holder.kind === "agent" ? `${holder.agentId}.browser` : `visitor-${holder.visitId}`);
    this.#pages.push(page);
    return await this.connect(page, holder);
  }

  /** Connects a page, anew if it was. */
  async connect(page: ScriptedPage, holder: PageHolder): Promise<ScriptedPage> {
    this.#listening ??= once(this.#server.listen(0, "127.0.0.1"), "listening");
    await this.#listening;
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return await page.connect(address.port, `/sip?holder=${encodeURIComponent(JSON.stringify(holder))}`);
  }
}
