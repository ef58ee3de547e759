/** Pages without a browser: WebSockets that say SIP line by line, and the HTTP server that lets them in. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import type { InboundCall } from "../src/call/call.ts";
import type { BindingEvent } from "../src/registrar/binding.ts";
import type { SipStackOptions } from "../src/stack/options.ts";
import { SipStack } from "../src/stack/stack.ts";
import { webSocketDoor, type WebSocketDoor, type WebSocketDoorOptions } from "../src/transport/websocket.ts";
import { inboundListener } from "./phones.ts";

export type Centre = {
  readonly stack: SipStack;
  readonly door: WebSocketDoor;
  readonly http: Server;
  /** Where pages connect: the path is the name of who holds the connection. */
  readonly url: string;
  readonly port: number;
  /** Of the SIP phones. */
  readonly sipPort: number;
  readonly heard: string[];
  readonly calls: InboundCall[];
  readonly bindings: BindingEvent[];
  stop(): Promise<void>;
};

type CentreOptions = Partial<SipStackOptions> & { readonly door?: Partial<WebSocketDoorOptions> };

export async function openCentre(options: CentreOptions = {}): Promise<Centre> {
  const { door: doorOptions, ...stackOptions } = options;
  const door = webSocketDoor({ connectionsMax: 100, ...doorOptions });
  const heard: string[] = [];
  const calls: InboundCall[] = [];
  const bindings: BindingEvent[] = [];
  const stack = new SipStack({
    host: "127.0.0.1",
    port: 0,
    transports: ["udp", "tcp", door.factory],
    onInvite: (call) => {
      calls.push(call);
      return inboundListener(heard);
    },
    ...stackOptions,
  });
  const started = await stack.start();
  stack.registrar.onChange((event) => bindings.push(event));
  const http = createServer();
  http.on("upgrade", (request, socket, head) => door.accept({ request, socket, head }, (request.url ?? "/").slice(1)));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await stack.stop({ drainMs: 200 });
    http.closeAllConnections();
    http.close();
  };
  const sipPort = started.udp?.port ?? 0;
  return { stack, door, http, url: `ws://127.0.0.1:${port}`, port, sipPort, heard, calls, bindings, stop };
}

export class Page {
  readonly socket: WebSocket;
  readonly got: string[] = [];
  /** `code reason` of its end. */
  readonly closed: Promise<string>;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.got.push(Buffer.isBuffer(data) ? data.toString() : "not one buffer");
      for (const look of this.#waiting) look();
    });
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve(`${code} ${reason.toString()}`.trim()));
    });
  }

  static async open(centre: Centre, holder: string): Promise<Page> {
    const page = new Page(new WebSocket(`${centre.url}/${holder}`, "sip"));
    await once(page.socket, "open");
    return page;
  }

  say(text: string): void {
    this.socket.send(text);
  }

  /** The first message that begins so, now or later; it is taken away. */
  hears(start: string): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const index = this.got.findIndex((text) => text.startsWith(start));
        if (index < 0) return;
        this.#waiting.delete(look);
        resolve(this.got.splice(index, 1)[0] ?? "");
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Goes without a word, as a lost network does. */
  vanish(): void {
    this.socket.terminate();
  }
}

type Line = {
  readonly target?: string;
  readonly branch?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
};

/** A request as a page writes it: an invented host, and no Content-Length (RFC 7118 5). */
export function pageSays(method: string, line: Line = {}): string {
  const { target = "sip:sales@centre.example", callId = "page-call", cseq = 1 } = line;
  const to = method === "REGISTER" ? "<sip:alice.browser@centre.example>" : "<sip:sales@centre.example>";
  return [
    `${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/WS page.invalid;branch=z9hG4bK${line.branch ?? `${method}-${callId}-${cseq}`}`,
    "Max-Forwards: 70",
    "From: <sip:alice.browser@centre.example>;tag=alice",
    `To: ${to}${line.toTag === undefined ? "" : `;tag=${line.toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    "Contact: <sip:k3j2@page.invalid;transport=ws>",
    ...(line.body === undefined ? [] : ["Content-Type: application/sdp"]),
    ...(line.headers ?? []),
    "",
    line.body ?? "",
  ].join("\r\n");
}

/** The answer of a page to a request of ours. */
export function pageAnswers(request: string, status: string, line: { toTag?: string; body?: string } = {}): string {
  const head = request.slice(0, request.indexOf("\r\n\r\n")).split("\r\n").slice(1);
  const copied = head.filter((one) => /^(via|from|to|call-id|cseq):/i.test(one));
  return [
    `SIP/2.0 ${status}`,
    ...copied.map((one) => (/^to:/i.test(one) && !one.includes(";tag=") ? `${one};tag=${line.toTag ?? "page"}` : one)),
    "Contact: <sip:k3j2@page.invalid;transport=ws>",
    ...(line.body === undefined ? [] : ["Content-Type: application/sdp"]),
    "",
    line.body ?? "",
  ].join("\r\n");
}

/** What a browser offers, with a line that is in no standard, and white space that a writer of ours would not keep. */
export const browserOffer = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS 8d1f",
  "m=audio 54321 UDP/TLS/RTP/SAVPF 0 126",
  "c=IN IP4 192.0.2.7",
  "a=rtcp:9 IN IP4 0.0.0.0",
  "a=candidate:1 1 udp 2113937151 192.0.2.7 54321 typ host generation 0 network-cost 999",
  "a=ice-ufrag:4ZcD",
  "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlmb",
  "a=fingerprint:sha-256 AB:CD:EF",
  "a=setup:actpass",
  "a=mid:0",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:126 telephone-event/8000",
  "a=legroom-unheard-of:  two  blanks ",
  "",
].join("\r\n");

export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}
