/**
 * SIP over UDP written by hand, for what no honest stack would say: phones that answer nothing or too late, requests
 * that are refused, bytes that are no SIP at all.
 */
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";

type Place = { readonly host: string; readonly port: number };

export type RawMessage = {
  readonly text: string;
  /** Undefined for a request. */
  readonly status: number | undefined;
  /** Of the request, or of the one that is answered. */
  readonly method: string;
  readonly body: string;
  header(name: string): string | undefined;
};

export type RawRequest = {
  readonly method: string;
  /** The number dialled. */
  readonly number: string;
  readonly from: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly toTag?: string;
  readonly sdp?: string;
  /** More header lines, such as `Require: 100rel`. */
  readonly lines?: readonly string[];
};

export class RawSip {
  readonly port: number;
  /** The tag of From in its requests and of To in its responses. */
  readonly tag = randomBytes(4).toString("hex");
  readonly received: RawMessage[] = [];
  readonly #socket: Socket;
  readonly #server: Place;
  readonly #looking = new Set<() => void>();

  private constructor(socket: Socket, server: Place) {
    this.#socket = socket;
    this.#server = server;
    this.port = socket.address().port;
    socket.on("message", (bytes) => {
      this.received.push(read(bytes.toString("utf8")));
      for (const look of this.#looking) look();
    });
  }

  /** On a port that a phone had before, or any. */
  static async open(server: Place, port = 0): Promise<RawSip> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, "127.0.0.1", resolve);
    });
    return new RawSip(socket, server);
  }

  send(bytes: string | Buffer): void {
    this.#socket.send(bytes, this.#server.port, this.#server.host);
  }

  /** The first message that fits, come already or still to come. */
  async next(fits: (message: RawMessage) => boolean, withinMs = 60_000): Promise<RawMessage> {
    const endAt = performance.now() + withinMs;
    for (;;) {
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      const leftMs = endAt - performance.now();
      if (leftMs <= 0) throw new Error(`not within ${withinMs} ms; last: ${this.received.at(-1)?.text ?? "nothing"}`);
      await this.#more(leftMs);
    }
  }

  nextRequest(method: string): Promise<RawMessage> {
    return this.next((message) => message.status === undefined && message.method === method);
  }

  /** The final response to a method. */
  nextFinal(method: string): Promise<RawMessage> {
    return this.next((message) => (message.status ?? 0) >= 200 && message.method === method);
  }

  /** Sends a request of its own; resolves with its Call-ID. */
  request(request: RawRequest): string {
    const { host, port } = this.#server;
    const callId = request.callId ?? randomBytes(8).toString("hex");
    const toTag = request.toTag === undefined ? "" : `;tag=${request.toTag}`;
    this.send(
      withBody(
        [
          `${request.method} sip:${request.number}@${host}:${port} SIP/2.0`,
          `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${randomBytes(6).toString("hex")};rport`,
          "Max-Forwards: 70",
          `From: <sip:${request.from}@${host}:${port}>;tag=${this.tag}`,
          `To: <sip:${request.number}@${host}:${port}>${toTag}`,
          `Call-ID: ${callId}`,
          `CSeq: ${request.cseq ?? 1} ${request.method}`,
          `Contact: <sip:${request.from}@127.0.0.1:${this.port}>`,
          ...(request.lines ?? []),
        ],
        request.sdp,
      ),
    );
    return callId;
  }

  respond(request: RawMessage, status: number, sdp?: string): void {
    const echoed = request.text.split("\r\n").filter((line) => /^(via|from|call-id|cseq|record-route):/i.test(line));
    const to = request.header("To") ?? "";
    const lines = [
      `SIP/2.0 ${status} Whatever`,
      ...echoed,
      `To: ${to}${to.includes("tag=") ? "" : `;tag=${this.tag}`}`,
      `Contact: <sip:raw@127.0.0.1:${this.port}>`,
    ];
    this.send(withBody(lines, sdp));
  }

  close(): void {
    this.#socket.close();
  }

  #more(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#looking.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.#looking.add(done);
    });
  }
}

/** Audio at an address, in a profile: RTP/AVP, or RTP/SAVP for those who insist on it. */
export function audioSdp(at: { readonly address: string; readonly port: number }, profile = "RTP/AVP"): string {
  return [
    "v=0",
    `o=- 1 1 IN IP4 ${at.address}`,
    "s=-",
    `c=IN IP4 ${at.address}`,
    "t=0 0",
    `m=audio ${at.port} ${profile} 0`,
    "a=rtpmap:0 PCMU/8000",
    "a=sendrecv",
    "",
  ].join("\r\n");
}

function withBody(lines: readonly string[], sdp: string | undefined): string {
  const body = sdp ?? "";
  const type = sdp === undefined ? [] : ["Content-Type: application/sdp"];
  return [...lines, ...type, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

function read(text: string): RawMessage {
  const head = text.split("\r\n\r\n")[0] ?? "";
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head)?.[1]?.trimEnd();
  const status = /^SIP\/2\.0 (\d{3})/.exec(head)?.[1];
  return {
    text,
    status: status === undefined ? undefined : Number(status),
    method: header("CSeq")?.split(" ")[1] ?? "",
    body: text.slice(head.length + 4),
    header,
  };
}
