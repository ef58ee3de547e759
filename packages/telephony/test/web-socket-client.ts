/** A WebSocket client for tests (RFC 6455), on a bare socket: it can fall silent, be cut off, and tells how it was closed. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export class WebSocketClient {
  /** Resolves with the code and the reason when the server closes it; 1006 when it goes without a word. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Told of each text. */
  onText: (text: string) => void = () => undefined;
  /** Deaf and dumb: pings get no answer, texts are not read. */
  isMute = false;
  readonly #socket: Socket;
  readonly #settleClosed: (closed: { code: number; reason: string }) => void;
  #unread: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket;
    const closed = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = closed.promise;
    this.#settleClosed = closed.resolve;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.on("error", () => undefined);
    socket.on("close", () => closed.resolve({ code: 1006, reason: "" }));
    setImmediate(() => this.#read(head));
  }

  /** Rejects with the status line when the upgrade is refused. */
  static async open(port: number, path: string): Promise<WebSocketClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const lines = [
      `GET ${path} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Protocol: sip",
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    const [bytes] = (await once(socket, "data")) as [Buffer];
    const end = bytes.indexOf("\r\n\r\n") + 4;
    const status = bytes.subarray(0, bytes.indexOf("\r\n")).toString();
    if (status.startsWith("HTTP/1.1 101")) return new WebSocketClient(socket, bytes.subarray(end));
    socket.destroy();
    throw new Error(status);
  }

  send(text: string): void {
    this.#frame(TEXT, Buffer.from(text));
  }

  /** As a browser does when its page goes: a close frame, and the end. */
  close(): void {
    this.#frame(CLOSE, Buffer.from([0x03, 0xe9]));
    this.#socket.end();
  }

  /** As when the network goes: nothing more is said, and the server hears of the end from its own side only. */
  cut(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.isMute) return;
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (let frame = takeFrame(this.#unread); frame !== undefined; frame = takeFrame(this.#unread)) {
      this.#unread = frame.rest;
      if (frame.kind === TEXT) this.onText(frame.payload.toString());
      if (frame.kind === PING) this.#frame(PONG, frame.payload);
      if (frame.kind !== CLOSE) continue;
      this.#settleClosed({ code: frame.payload.readUInt16BE(0), reason: frame.payload.subarray(2).toString() });
      this.#frame(CLOSE, frame.payload);
      this.#socket.end();
    }
  }

  /** RFC 6455 5.3: what a client sends is masked; a mask of zeros is one. */
  #frame(kind: number, payload: Buffer): void {
    const isShort = payload.length < 126;
    const head = Buffer.alloc(isShort ? 6 : 8);
    head[0] = 0x80 | kind;
    head[1] = 0x80 | (isShort ? payload.length : 126);
    if (!isShort) head.writeUInt16BE(payload.length, 2);
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(Buffer.concat([head, payload]));
  }
}

/** The server sends no fragments and nothing longer than 65,535 bytes. */
function takeFrame(bytes: Buffer): { kind: number; payload: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 4) return bytes.length >= 2 && (bytes[1] ?? 0) < 126 ? whole(bytes, 2, bytes[1] ?? 0) : undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  return short < 126 ? whole(bytes, 2, short) : whole(bytes, 4, bytes.readUInt16BE(2));
}

function whole(bytes: Buffer, from: number, length: number): ReturnType<typeof takeFrame> {
  const to = from + length;
  if (bytes.length < to) return undefined;
  return { kind: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(from, to), rest: bytes.subarray(to) };
}
