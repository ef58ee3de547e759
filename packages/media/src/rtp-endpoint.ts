/**
 * One RTP leg: takes in what the far side says, 20 ms at a time, and sends it what it is to hear.
 *
 *   opened ──setRemote──► agreed (again with each re-INVITE) ──close──► closed
 */
import type { RemoteInfo } from "node:dgram";
import { isIP } from "node:net";
import type { Endpoint } from "./endpoint.ts";
import { Latch } from "./latch.ts";
import { accept, refuse } from "./protocol.ts";
import type { Codec, EndpointFacts, LocalAddress, Remote, Result } from "./protocol.ts";
import { estimateMos } from "./quality.ts";
import { RtcpSession } from "./rtcp-session.ts";
import { RtpReceiver } from "./rtp-receiver.ts";
import type { Received } from "./rtp-receiver.ts";
import { RtpSender } from "./rtp-sender.ts";
import { isRtcpType } from "./rtp.ts";
import { FRAME_SAMPLES, TICK_MS } from "./ticker.ts";
import { TalkDetector } from "./talk-detector.ts";
import type { DigitListener } from "./telephone-event.ts";
import { isDigits } from "./telephone-event.ts";
import type { SocketPair } from "./udp.ts";

/** Any packet is about as long as 20 ms of G.711. */
const PACKET_HEADERS_BYTES = 12;

export type EndpointOptions = {
  readonly endpointId: string;
  readonly sockets: SocketPair;
  readonly publicAddress: string;
  readonly mediaLostMs: number;
  readonly digits: DigitListener;
  tell(event: EndpointEvent): void;
};

/** An event of this leg, before the time is set. */
export type EndpointEvent =
  | {
      readonly type: "endpoint.media-started" | "endpoint.media-restored" | "endpoint.talking" | "endpoint.silent";
    }
  | { readonly type: "endpoint.media-lost"; readonly started: boolean };

export class RtpEndpoint implements Endpoint {
  readonly endpointId: string;
  readonly local: LocalAddress;
  readonly frame = new Int16Array(FRAME_SAMPLES);
  voiced = false;
  readonly #options: EndpointOptions;
  readonly #receiver: RtpReceiver;
  readonly #sender = new RtpSender();
  readonly #rtcp: RtcpSession;
  readonly #talk = new TalkDetector();
  #remote: Remote | undefined;
  #latch: Latch | undefined;
  #strangers = 0;
  #malformed = 0;
  #started = false;
  #lost = false;
  #comfort = false;
  #heardMs = performance.now();
  #closed = false;

  constructor(options: EndpointOptions) {
    const { port, rtp, rtcp } = options.sockets;
    this.#options = options;
    this.endpointId = options.endpointId;
    this.local = { address: options.publicAddress, port, rtcpPort: port + 1 };
    this.#receiver = new RtpReceiver(options.digits);
    this.#rtcp = new RtcpSession({ receiver: this.#receiver, sender: this.#sender, sockets: options.sockets });
    rtp.on("message", (bytes, from) => this.#take(bytes, from));
    rtcp.on("message", (bytes, from) => this.#takeRtcp(bytes, from));
    // ECONNREFUSED comes when the far side's port is closed: the silence that follows is what counts.
    for (const socket of [rtp, rtcp]) socket.on("error", () => undefined);
  }

  get codec(): Codec | null {
    return this.#remote?.codec ?? null;
  }

  get sends(): boolean {
    const direction = this.#remote?.direction;
    return direction === "sendrecv" || direction === "sendonly";
  }

  setRemote(remote: Remote): Result<null> {
    const fault = faultOf(remote);
    if (fault !== undefined) return refuse("bad-request", fault);
    const before = this.#remote;
    if (before === undefined || before.address !== remote.address || before.port !== remote.port)
      this.#latch = new Latch(remote);
    this.#remote = remote;
    this.#receiver.agree({
      ...(remote.codec === "PCMU" ? { pcmu: remote.payloadType } : { pcma: remote.payloadType }),
      ...(remote.telephoneEventType === undefined ? {} : { digits: remote.telephoneEventType }),
    });
    this.#rtcp.setRemote(remote);
    if (!this.#receives) this.#receiver.buffer.restart();
    this.#heardMs = performance.now();
    return accept(null);
  }

  pull(dueMs: number): void {
    const { buffer, digits } = this.#receiver;
    if (this.#receives) buffer.pull(this.frame, dueMs);
    else this.frame.fill(0);
    const change = this.#talk.hear(this.frame);
    this.voiced = this.#talk.power > 0;
    if (change !== undefined) this.#options.tell({ type: `endpoint.${change}` });
    digits.tick(dueMs);
    this.#watch(dueMs);
    this.#sender.advance();
    if (this.#remote !== undefined) this.#rtcp.tick(dueMs);
  }

  send(payload: Uint8Array): void {
    const remote = this.#remote;
    if (remote === undefined || !this.sends) return this.#sender.pause();
    const { telephoneEventType } = remote;
    const digit = telephoneEventType === undefined ? undefined : this.#sender.digit(telephoneEventType);
    const packet = digit ?? this.#sender.audio(payload, remote.payloadType);
    const to = this.#latch?.place ?? remote;
    this.#options.sockets.rtp.send(packet, 0, packet.length, to.port, to.address);
  }

  sendDigits(digits: string, digitMs: number, gapMs: number): Result<null> {
    if (!isDigits(digits)) return refuse("bad-request", `no digits: ${digits}`);
    if (this.#remote?.telephoneEventType === undefined) return refuse("no-telephone-event", this.endpointId);
    if (!this.#sender.digits.add(digits, digitMs, gapMs)) return refuse("overloaded", "too many digits wait");
    return accept(null);
  }

  skip(ticks: number): void {
    this.#receiver.buffer.skip(ticks);
    this.#sender.advance(ticks);
  }

  facts(): EndpointFacts {
    const receiver = this.#receiver;
    const { packets, lost, buffer } = receiver;
    const { rttMs, farLost, farJitterMs } = this.#rtcp;
    const lossShare = (lost + buffer.late) / Math.max(1, packets + lost);
    return {
      endpointId: this.endpointId,
      codec: this.codec,
      received: { packets, bytes: receiver.bytes },
      sent: {
        packets: this.#sender.packets,
        bytes: this.#sender.octets + this.#sender.packets * PACKET_HEADERS_BYTES,
      },
      lost,
      late: buffer.late,
      duplicates: receiver.duplicates,
      strangers: this.#strangers,
      malformed: this.#malformed,
      concealedMs: Math.round(buffer.concealed / 8),
      jitterMs: Math.round(receiver.jitterMs * 10) / 10,
      bufferMs: Math.round(buffer.waitMs),
      rttMs,
      farLost,
      farJitterMs,
      mos: estimateMos({ lossShare, delayMs: (rttMs ?? 0) / 2 + buffer.waitMs + TICK_MS }),
      levelDbov: this.#talk.levelDbov,
      talking: this.#talk.talking,
      mediaStarted: this.#started,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rtcp.bye();
    this.#options.sockets.rtp.close();
    this.#rtcp.close();
  }

  get #receives(): boolean {
    const direction = this.#remote?.direction;
    return direction === "sendrecv" || direction === "recvonly";
  }

  #take(bytes: Buffer, from: RemoteInfo): void {
    if (this.#remote?.rtcp === "mux" && isRtcpType(bytes[1] ?? 0)) return this.#takeRtcp(bytes, from);
    const now = performance.now();
    if (this.#latch?.allows(from.address, from.port, now) !== true) {
      this.#strangers += 1;
      return;
    }
    // What comes while we do not receive is the tail of what was sent before the direction changed.
    if (!this.#receives) return;
    const kind = this.#receiver.receive(bytes, now);
    if (kind === "malformed") this.#malformed += 1;
    if (kind === "malformed" || kind === "probation") return;
    this.#latch.settle(from.address, from.port, now);
    this.#accepted(kind, now);
  }

  /** A packet of the far side: it lives, and perhaps it has just begun. */
  #accepted(kind: Received, now: number): void {
    this.#comfort = kind === "comfort-noise" || (kind !== "audio" && this.#comfort);
    this.#heard(now);
    if (this.#started) return;
    this.#started = true;
    this.#options.tell({ type: "endpoint.media-started" });
  }

  #takeRtcp(bytes: Buffer, from: RemoteInfo): void {
    if (!this.#rtcp.allows(from.address)) {
      this.#strangers += 1;
      return;
    }
    const now = performance.now();
    if (this.#rtcp.receive(bytes, now)) this.#heard(now);
    else this.#malformed += 1;
  }

  #heard(now: number): void {
    this.#heardMs = now;
    if (!this.#lost) return;
    this.#lost = false;
    this.#options.tell({ type: "endpoint.media-restored" });
  }

  /** No RTP and no RTCP for too long; a far side that is not to send, or that said it is silent, may be. */
  #watch(nowMs: number): void {
    if (this.#lost || nowMs - this.#heardMs < this.#options.mediaLostMs) return;
    if (!this.#receives || this.#comfort) return;
    this.#lost = true;
    this.#options.tell({ type: "endpoint.media-lost", started: this.#started });
  }
}

/** What is wrong with a far side as it was stated; what were sent there would throw. */
function faultOf(remote: Remote): string | undefined {
  const { rtcp } = remote;
  const places = [remote, ...(typeof rtcp === "object" ? [rtcp] : [])];
  for (const { address, port } of places) {
    if (isIP(address) === 0) return `no IP address: ${address}`;
    if (!(Number.isInteger(port) && port > 0 && port < 65_536)) return `no port: ${port}`;
  }
  const types = [remote.payloadType, ...(remote.telephoneEventType === undefined ? [] : [remote.telephoneEventType])];
  if (types.some((type) => !(Number.isInteger(type) && type >= 0 && type < 128)))
    return `payload types ${types.join()}`;
  if (remote.codec !== "PCMU" && remote.codec !== "PCMA") return `no such codec: ${String(remote.codec)}`;
  return ["sendrecv", "sendonly", "recvonly", "inactive"].includes(remote.direction)
    ? undefined
    : `no such direction: ${remote.direction}`;
}
