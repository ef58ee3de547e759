/** One WebSocket connection that is asked again and again whether it lives, and ends once. */
import type { RawData, WebSocket } from "ws";
import type { FlowEnd, Peer } from "./transport.ts";

export type KeptConnectionParts = {
  readonly webSocket: WebSocket;
  readonly peer: Peer;
  readonly pingMs: number;
  readonly pongMsMax: number;
  received(bytes: Buffer): void;
  keptAlive(): void;
  tooLarge(): void;
  /** Told once, at once: nothing comes or goes by it any more. */
  ended(why: FlowEnd): void;
  /** Its socket is closed as well. */
  gone(): void;
};

/** A far side that reads so little is not there any more. */
const UNSENT_BYTES_MAX = 1024 * 1024;
/** How long the far side has to confirm a close. */
const CLOSE_MS_MAX = 500;
/** RFC 6455 5.5: a control frame holds 125 bytes, of which the code takes two. */
const REASON_BYTES_MAX = 123;
const PING = Buffer.from("\r\n\r\n");
const PONG = Buffer.from("\r\n");

export class KeptConnection {
  readonly peer: Peer;
  /** Resolves when its socket is closed. */
  readonly whenGone: Promise<void>;
  readonly #parts: KeptConnectionParts;
  readonly #webSocket: WebSocket;
  readonly #heart: NodeJS.Timeout;
  /**
   * Pings since the last pong. Counted, and not read off a clock: after a stall of ours the answers are there to be
   * read, and only one more ping has gone out.
   */
  #unanswered = 0;
  #isEnded = false;

  constructor(parts: KeptConnectionParts) {
    this.#parts = parts;
    this.peer = parts.peer;
    const webSocket = parts.webSocket;
    this.#webSocket = webSocket;
    this.#heart = setInterval(() => this.#beat(), parts.pingMs);
    webSocket.on("message", (data) => this.#receive(data));
    webSocket.on("ping", (payload) => this.#pong(payload));
    webSocket.on("pong", () => {
      this.#unanswered = 0;
    });
    webSocket.on("error", (error) => {
      if ("code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") parts.tooLarge();
      // The library has begun to close it, with the code that fits.
      this.#end("closed");
    });
    this.whenGone = new Promise((resolve) => {
      webSocket.once("close", () => {
        this.#end("closed");
        parts.gone();
        resolve();
      });
    });
  }

  #beat(): void {
    if (this.#isFull()) return this.#cut("closed");
    const silentMs = (this.#unanswered + 1) * this.#parts.pingMs;
    if (this.#unanswered > 0 && silentMs >= this.#parts.pongMsMax) return this.#cut("no-pong");
    this.#unanswered += 1;
    return this.#webSocket.ping();
  }

  #isFull(): boolean {
    return this.#webSocket.bufferedAmount > UNSENT_BYTES_MAX;
  }

  #pong(payload: Buffer): void {
    if (this.#isEnded) return;
    if (this.#isFull()) this.#cut("closed");
    else this.#webSocket.pong(payload);
  }

  /** RFC 7118 5: one message is one frame, text or binary. Line ends alone are RFC 5626's keep-alive (3.5.1). */
  #receive(data: RawData): void {
    if (this.#isEnded) return;
    const bytes = bytesOf(data);
    if (!isKeepAlive(bytes)) return this.#parts.received(bytes);
    if (bytes.equals(PING)) this.send("\r\n", () => undefined);
    return this.#parts.keptAlive();
  }

  /** Sends or calls `failed` once. */
  send(text: string | Buffer, failed: (cause: Error) => void): void {
    if (this.#isFull()) {
      this.#cut("closed");
      return failed(new Error("the far side does not read"));
    }
    return this.#webSocket.send(text, { binary: typeof text !== "string" }, (error) => {
      if (error !== undefined && error !== null) failed(error);
    });
  }

  /** Nothing comes by it from now on. `code` 1001 or 4000 to 4999. */
  close(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#webSocket.close(code, clipped(reason));
    this.#end("closed");
  }

  #cut(why: FlowEnd): void {
    this.#webSocket.terminate();
    this.#end(why);
  }

  #end(why: FlowEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearInterval(this.#heart);
    const tooSlow = setTimeout(() => this.#webSocket.terminate(), CLOSE_MS_MAX);
    this.#webSocket.once("close", () => clearTimeout(tooSlow));
    this.#parts.ended(why);
  }
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function isKeepAlive(bytes: Buffer): boolean {
  return bytes.length === 0 || bytes.equals(PONG) || bytes.equals(PING);
}

function clipped(reason: string): string {
  let text = reason.slice(0, REASON_BYTES_MAX);
  while (Buffer.byteLength(text) > REASON_BYTES_MAX) text = text.slice(0, -1);
  return text;
}
