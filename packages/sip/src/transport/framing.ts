/** Cuts a stream into messages by Content-Length (RFC 3261 18.3, 7.5) and answers keep-alives (RFC 5626 3.5.1). */
import { headerKey } from "../message/headers.ts";
import { messageLimits } from "../message/parse.ts";
import { parseNumber } from "../message/scan.ts";

export type Framed =
  | { readonly type: "message"; readonly bytes: Buffer }
  /** CRLFCRLF: the far side wants a CRLF back. */
  | { readonly type: "ping" }
  /** A lone CRLF: the answer to a ping of ours. */
  | { readonly type: "pong" }
  /** The stream can no longer be cut: `bytes` is what there was. Nothing follows. */
  | { readonly type: "broken"; readonly kind: "content-length" | "too-large"; readonly bytes: Buffer };

const CR = 13;
const LF = 10;

export class StreamFramer {
  #pending: Buffer = Buffer.alloc(0);
  #broken = false;
  /** Head length and message length of the message that is being gathered. */
  #need: number | undefined;
  #searched = 0;

  /** Whether part of a message is here and the rest is awaited. */
  get isWaiting(): boolean {
    return this.#pending.length > 0 && !this.#broken;
  }

  push(bytes: Buffer): Framed[] {
    if (this.#broken) return [];
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const framed: Framed[] = [];
    for (;;) {
      const next = this.#next();
      if (next === undefined) return framed;
      framed.push(next);
      if (next.type === "broken") {
        this.#broken = true;
        this.#pending = Buffer.alloc(0);
        return framed;
      }
    }
  }

  #next(): Framed | undefined {
    const keepAlive = this.#keepAlive();
    if (keepAlive !== undefined) return keepAlive;
    if (this.#need === undefined) {
      const pending = this.#pending;
      const end = pending.indexOf("\r\n\r\n", this.#searched, "latin1");
      if (end < 0 || end > messageLimits.headerBytesMax) {
        this.#searched = Math.max(0, pending.length - 3);
        if (pending.length <= messageLimits.headerBytesMax) return undefined;
        return { type: "broken", kind: "too-large", bytes: pending };
      }
      const length = contentLength(pending.toString("latin1", 0, end));
      if (length === undefined) return { type: "broken", kind: "content-length", bytes: pending };
      this.#need = end + 4 + length;
      if (this.#need > messageLimits.messageBytesMax) return { type: "broken", kind: "too-large", bytes: pending };
    }
    if (this.#pending.length < this.#need) return undefined;
    const bytes = this.#pending.subarray(0, this.#need);
    this.#take(this.#need);
    return { type: "message", bytes };
  }

  /** Line ends before a start line (RFC 3261 7.5): two in a row are a ping, one alone is a pong. */
  #keepAlive(): Framed | undefined {
    const pending = this.#pending;
    if (this.#need !== undefined || pending[0] !== CR || pending[1] !== LF) return undefined;
    // The second half of a ping may still be under way; a CR alone decides nothing.
    if (pending.length === 3 && pending[2] === CR) return undefined;
    const isPing = pending[2] === CR && pending[3] === LF;
    this.#take(isPing ? 4 : 2);
    return { type: isPing ? "ping" : "pong" };
  }

  #take(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#need = undefined;
    this.#searched = 0;
  }
}

/**
 * The one Content-Length of a head; undefined where there is none, where there are two that differ, or where it is no
 * number: then nobody knows where the next message begins.
 */
function contentLength(head: string): number | undefined {
  let length: number | undefined;
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon < 0 || colon > 32 || headerKey(line.slice(0, colon).trim()) !== "content-length") continue;
    const value = parseNumber(line.slice(colon + 1).trim(), Number.MAX_SAFE_INTEGER);
    if (value === undefined || (length !== undefined && length !== value)) return undefined;
    length = value;
  }
  return length;
}
