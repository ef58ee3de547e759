/**
 * Callers by the hundred, cheap enough that the server is the one that is measured: messages from templates, one socket.
 *
 * They retransmit nothing: what gets lost on loopback is counted as failed.
 */
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { buildRtp } from "@legroom/media";

export type CallResult = {
  /** INVITE to 200; undefined when it failed. */
  readonly setupMs: number | undefined;
  /** performance.now() of the 200. */
  readonly answeredAt: number | undefined;
};

type Call = {
  readonly id: string;
  readonly number: string;
  readonly sentAt: number;
  readonly holdMs: number;
  readonly done: (result: CallResult) => void;
  readonly timer: NodeJS.Timeout;
  toTag: string;
  target: string;
  answeredAt: number | undefined;
  rtpPort: number;
};

/** A leg from which nothing comes for ten seconds counts as lost. */
const RTP_EVERY_MS = 4000;
const CALL_MS_MAX = 6000;
/** The default of Linux holds some hundred messages: not enough while we look elsewhere for some milliseconds. */
const BUFFER_BYTES = 4 * 1024 * 1024;

export class RawCallers {
  readonly #server: { readonly host: string; readonly port: number };
  readonly #sip: Socket;
  readonly #rtp: Socket;
  readonly #calls = new Map<string, Call>();
  readonly #rtpTimer: NodeJS.Timeout;
  #count = 0;
  /** Calls the server has hung up, by itself. */
  endedByServer = 0;

  private constructor(server: { host: string; port: number }, sip: Socket, rtp: Socket) {
    this.#server = server;
    this.#sip = sip;
    this.#rtp = rtp;
    this.#rtpTimer = setInterval(() => this.#sendRtp(), RTP_EVERY_MS);
    sip.on("message", (bytes) => this.#receive(bytes.toString("latin1")));
  }

  static async open(server: { host: string; port: number }): Promise<RawCallers> {
    return new RawCallers(server, await bound(), await bound());
  }

  /** Calls, hangs up `holdMs` after the answer, and resolves when that is over; never rejects. */
  call(number: string, holdMs: number): Promise<CallResult> {
    this.#count += 1;
    const id = `bench-${process.pid}-${this.#count}`;
    return new Promise((done) => {
      const timer = setTimeout(() => this.#finish(id, false), CALL_MS_MAX + holdMs);
      const sentAt = performance.now();
      this.#calls.set(id, {
        id,
        number,
        sentAt,
        holdMs,
        done,
        timer,
        toTag: "",
        target: "",
        answeredAt: undefined,
        rtpPort: 0,
      });
      this.#send(this.#request("INVITE", { id, number, toTag: "", target: "" }, 1, this.#sdp()));
    });
  }

  close(): void {
    clearInterval(this.#rtpTimer);
    this.#sip.close();
    this.#rtp.close();
  }

  #receive(text: string): void {
    if (text.startsWith("BYE ")) return this.#answerBye(text);
    const call = this.#calls.get(/^Call-ID: *(\S+)/im.exec(text)?.[1] ?? "");
    const status = Number(text.slice(8, 11));
    if (call === undefined || status < 200) return;
    if (/^CSeq: *\d+ BYE/im.test(text)) return this.#finish(call.id, true);
    if (status >= 300) return this.#finish(call.id, false);
    if (call.answeredAt !== undefined) return this.#send(this.#request("ACK", call, 1));
    this.#answered(call, text);
  }

  #answered(call: Call, text: string): void {
    call.answeredAt = performance.now();
    call.toTag = `;tag=${/^To: .*;tag=([^;\s]+)/im.exec(text)?.[1] ?? ""}`;
    call.target = /^Contact: *<([^>]+)>/im.exec(text)?.[1] ?? "";
    this.#send(this.#request("ACK", call, 1));
    call.rtpPort = Number(/^m=audio (\d+)/m.exec(text)?.[1] ?? 0);
    // Silence once: the media has started, and nothing more is measured here.
    if (call.holdMs > 0 && call.rtpPort > 0) this.#rtp.send(silence(), call.rtpPort, this.#server.host);
    if (call.holdMs === 0) this.#send(this.#request("BYE", call, 2));
    else setTimeout(() => this.#calls.has(call.id) && this.#send(this.#request("BYE", call, 2)), call.holdMs);
  }

  #sendRtp(): void {
    for (const call of this.#calls.values())
      if (call.rtpPort > 0 && call.holdMs > RTP_EVERY_MS) this.#rtp.send(silence(), call.rtpPort, this.#server.host);
  }

  #answerBye(text: string): void {
    const copied = text.split("\r\n").filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
    this.#send(["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "", ""].join("\r\n"));
    this.endedByServer += 1;
    this.#finish(/^Call-ID: *(\S+)/im.exec(text)?.[1] ?? "", true);
  }

  #finish(id: string, ok: boolean): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    const answered = ok && call.answeredAt !== undefined;
    call.done({
      setupMs: answered && call.answeredAt !== undefined ? call.answeredAt - call.sentAt : undefined,
      answeredAt: call.answeredAt,
    });
  }

  #request(
    method: string,
    call: { readonly id: string; readonly number: string; readonly toTag: string; readonly target: string },
    cseq: number,
    body = "",
  ): string {
    const { host, port } = this.#server;
    const own = `127.0.0.1:${this.#sip.address().port}`;
    const uri = `sip:${call.number}@${host}:${port}`;
    return [
      `${method} ${call.target === "" ? uri : call.target} SIP/2.0`,
      `Via: SIP/2.0/UDP ${own};branch=z9hG4bK${call.id}.${method === "ACK" ? `ack` : cseq};rport`,
      "Max-Forwards: 70",
      `From: <sip:caller@${own}>;tag=${call.id}`,
      `To: <${uri}>${call.toTag}`,
      `Call-ID: ${call.id}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:caller@${own}>`,
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${body.length}`,
      "",
      body,
    ].join("\r\n");
  }

  #sdp(): string {
    const { port } = this.#rtp.address();
    return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n`;
  }

  #send(text: string): void {
    this.#sip.send(Buffer.from(text, "latin1"), this.#server.port, this.#server.host);
  }
}

/** A packet of 20 ms of silence (PCMU). */
export function silence(): Buffer {
  return buildRtp({
    payloadType: 0,
    marker: true,
    sequence: 1,
    timestamp: 160,
    ssrc: 1,
    payload: Buffer.alloc(160, 0xff),
  });
}

export async function bound(): Promise<Socket> {
  const socket = createSocket({
    type: "udp4",
    recvBufferSize: BUFFER_BYTES,
    // An address needs no look-up, and dns.lookup would ask a thread for each packet.
    lookup: (address, _options, done) => done(null, address, 4),
  });
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket;
}
