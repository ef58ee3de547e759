/** Upgrades to WebSockets: who a page is and where it comes from is proven here, then telephony has the connection. */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { PageHolder, Upgrade } from "@legroom/engine/ports";
import { asId } from "@legroom/model";
import type { PageId } from "@legroom/model";
import type { Gate } from "./gate.ts";
import { isOwnOrigin } from "./origin.ts";
import type { Parts } from "./parts.ts";

const PAGE_ID = /^[A-Za-z0-9_-]{8,64}$/;
const TICKET = /^[\w-]{20,128}$/;
const PERSONS_PATH = /^\/as\/([a-z0-9_.-]{1,128})\/sip$/;

/** How an upgrade is refused, before it is a WebSocket. */
type No = { readonly status: string; readonly why: string };
type Doors = { readonly parts: Parts; readonly gate: Gate };

export function takeUpgrades(server: Server, doors: Doors): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => undefined); // who leaves while being asked is gone, and nothing else
    take({ request, socket, head }, doors).catch((error: unknown) => {
      doors.parts.log.warn("a page's connection could not be taken", { message: String(error) });
      refuse(socket, { status: "503 Service Unavailable", why: "the centre cannot answer now" });
    });
  });
}

async function take(upgrade: Upgrade, doors: Doors): Promise<void> {
  const holder = await holderOf(upgrade.request, doors);
  if ("status" in holder) return refuse(upgrade.socket, holder);
  if (upgrade.socket.destroyed) return;
  doors.parts.pageDoor.accept(upgrade, holder);
}

/** Everything that can be said without asking who it is comes first: a ticket is not used up by a page that is refused. */
async function holderOf(request: IncomingMessage, { parts, gate }: Doors): Promise<PageHolder | No> {
  const url = URL.parse(request.url ?? "", "http://host");
  const handle = PERSONS_PATH.exec(url?.pathname ?? "")?.[1];
  if (url === null || (handle === undefined && url.pathname !== "/sip"))
    return { status: "404 Not Found", why: "there is no such connection" };
  const pageId = pageIn({ request, url }, parts.settings.publicUrl);
  if (typeof pageId === "object") return pageId;
  return handle === undefined
    ? visitorsPage({ pageId, ticket: url.searchParams.get("ticket") ?? "" }, parts)
    : agentsPage({ handle, pageId, cookies: request.headers.cookie }, { parts, gate });
}

function visitorsPage({ pageId, ticket }: { pageId: PageId; ticket: string }, { visits }: Parts): PageHolder | No {
  const visit = TICKET.test(ticket) ? visits.admit(ticket) : undefined;
  if (visit === undefined) return { status: "401 Unauthorized", why: "this ticket was used, or is too old" };
  return { kind: "visitor", visitId: visit.id, person: visit.person, pageId };
}

function pageIn({ request, url }: { request: IncomingMessage; url: URL }, publicUrl: string | undefined): PageId | No {
  // RFC 6455 4.2.2, 10.2: the server decides by the origin which pages it serves; browsers always send it.
  if (isOwnOrigin({ headers: request.headers, publicUrl }) !== true)
    return { status: "403 Forbidden", why: "only the pages of this server may connect" };
  // RFC 7118 5.1: a SIP WebSocket client asks for the subprotocol "sip".
  if (!asksForSip(request)) return { status: "400 Bad Request", why: "the subprotocol must be sip" };
  const page = url.searchParams.get("page") ?? "";
  if (!PAGE_ID.test(page)) return { status: "400 Bad Request", why: "page must be 8 to 64 letters, digits, - and _" };
  return asId(page);
}

type AgentsPage = { readonly handle: string; readonly pageId: PageId; readonly cookies: string | undefined };

async function agentsPage({ handle, pageId, cookies }: AgentsPage, { parts, gate }: Doors): Promise<PageHolder | No> {
  const principal = await gate.signedIn(handle, cookies);
  if (principal?.signedIn === undefined) return { status: "401 Unauthorized", why: "you are signed out here" };
  const { agentId, signedIn } = principal;
  if (agentId === undefined) return { status: "403 Forbidden", why: "only an agent's page is a phone" };
  parts.signIns.hasLine(signedIn.signIn);
  return { kind: "agent", agentId, signInId: signedIn.signIn.id, pageId };
}

function asksForSip({ headers }: IncomingMessage): boolean {
  const asked = headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim().toLowerCase());
  return headers.upgrade?.toLowerCase() === "websocket" && asked?.includes("sip") === true;
}

function refuse(socket: Duplex, { status, why }: No): void {
  const body = `${why}\n`;
  const head = [`HTTP/1.1 ${status}`, "connection: close", "content-type: text/plain; charset=utf-8"];
  socket.end(`${head.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  // A far side that does not close would keep the connection.
  socket.once("finish", () => socket.destroy());
}
