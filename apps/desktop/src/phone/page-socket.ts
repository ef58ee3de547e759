/**
 * The WebSocket that SIP is spoken over (RFC 7118), in the form that JsSIP asks for: a fresh address before each
 * connection (a visitor's ticket is good once), and a connection that died in silence is noticed.
 */
import type { Timers } from "./timers.ts";

export type WebSocketLike = Pick<
  WebSocket,
  "readyState" | "send" | "close" | "onopen" | "onclose" | "onmessage" | "onerror"
>;

export type PageSocketOptions = {
  /** Where to connect now. Rejects when there is no way in. */
  readonly url: () => Promise<string>;
  readonly open: (url: string) => WebSocketLike;
  readonly timers: Timers;
  /** For JsSIP: the transport in Via, and a URI it puts nowhere. */
  readonly isSecure: boolean;
  readonly host: string;
};

/** RFC 5626 3.5.1: a keep-alive, which the server answers with half of it. */
const PING = "\r\n\r\n";
const PROBE_MS = 1000;
const ANSWER_MS = 2500;
/** Our own code for a connection that does not answer. */
export const SILENT_CODE = 4000;
const OPEN = 1;
const CONNECTING = 0;

export class PageSocket {
  readonly url: string;
  readonly sip_uri: string;
  via_transport: string;
  onconnect: () => void = nothing;
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = nothing;
  ondata: (data: unknown) => void = nothing;
  readonly #options: PageSocketOptions;
  #socket: WebSocketLike | undefined;
  #isAsking = false;
  /** Each connection has a number, so that the last words of a former one are not taken for its own. */
  #number = 0;
  #stopProbing: () => void = nothing;
  #probedAt: number | undefined;

  constructor(options: PageSocketOptions) {
    this.#options = options;
    this.via_transport = options.isSecure ? "WSS" : "WS";
    this.url = `${options.isSecure ? "wss" : "ws"}://${options.host}`;
    this.sip_uri = `sip:${options.host};transport=ws`;
  }

  isConnected(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  isConnecting(): boolean {
    return this.#isAsking || this.#socket?.readyState === CONNECTING;
  }

  connect(): void {
    if (this.isConnected() || this.isConnecting()) return;
    this.#number += 1;
    const number = this.#number;
    this.#isAsking = true;
    this.#options.url().then(
      (url) => this.#open(url, number),
      () => this.#lost(number, { code: 0, reason: "no way in" }),
    );
  }

  /** Tells nothing: whoever disconnects knows. */
  disconnect(): void {
    this.#number += 1;
    this.#forget()?.close(1000);
  }

  send(message: unknown): boolean {
    if (!this.isConnected() || typeof message !== "string") return false;
    this.#socket?.send(message);
    return true;
  }

  /** Finds out soon whether the connection still answers: after sleep, when the network is back. */
  probe(): void {
    if (!this.isConnected() || this.#probedAt !== undefined) return;
    this.#probedAt = this.#options.timers.now();
    this.#socket?.send(PING);
  }

  /** Ends a connection that does not answer, as if it had been closed. */
  drop(): void {
    this.#lost(this.#number, { code: SILENT_CODE, reason: "it does not answer" });
  }

  #open(url: string, number: number): void {
    if (number !== this.#number) return;
    this.#isAsking = false;
    const socket = this.#options.open(url);
    this.#socket = socket;
    socket.onopen = () => {
      if (number !== this.#number) return;
      this.#startProbing();
      this.onconnect();
    };
    socket.onmessage = ({ data }) => {
      if (number !== this.#number) return;
      this.#probedAt = undefined;
      this.ondata(data);
    };
    socket.onclose = ({ code, reason }) => this.#lost(number, { code, reason });
    socket.onerror = nothing; // it closes too
  }

  #lost(number: number, { code, reason }: { code: number; reason: string }): void {
    if (number !== this.#number) return;
    this.#number += 1;
    this.#forget()?.close();
    this.ondisconnect(true, code, reason);
  }

  #forget(): WebSocketLike | undefined {
    const socket = this.#socket;
    this.#stopProbing();
    this.#stopProbing = nothing;
    this.#probedAt = undefined;
    this.#isAsking = false;
    this.#socket = undefined;
    return socket;
  }

  #startProbing(): void {
    const { timers } = this.#options;
    this.#stopProbing = timers.every(PROBE_MS, () => {
      if (this.#probedAt === undefined) this.probe();
      else if (timers.now() - this.#probedAt > ANSWER_MS) this.drop();
    });
  }
}

function nothing(): void {}
