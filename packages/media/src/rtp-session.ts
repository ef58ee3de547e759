/**
 * The RTP of one leg, whatever carries it: what came is made into 20 ms of audio a tick, what is to be heard into packets.
 *
 *   opened ──agree──► agreed (again with each new offer)
 */
import { RtcpSession } from "./rtcp-session.ts";
import { refuse, accept } from "./protocol.ts";
import type { Codec, Direction, EndpointFacts, Result } from "./protocol.ts";
import { estimateMos } from "./quality.ts";
import { RtpReceiver } from "./rtp-receiver.ts";
import type { Received } from "./rtp-receiver.ts";
import { RtpSender } from "./rtp-sender.ts";
import { FRAME_SAMPLES, TICK_MS } from "./ticker.ts";
import { TalkDetector } from "./talk-detector.ts";
import { isDigits } from "./telephone-event.ts";
import type { DigitListener } from "./telephone-event.ts";

/** Any packet is about as long as 20 ms of G.711. */
const PACKET_HEADERS_BYTES = 12;

/** What both sides speak; `direction` is ours. */
export type Agreement = {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly telephoneEventType?: number;
  readonly direction: Direction;
};

/** An event of this leg, before the time is set. */
export type EndpointEvent =
  | {
      readonly type: "endpoint.media-started" | "endpoint.media-restored" | "endpoint.talking" | "endpoint.silent";
    }
  | { readonly type: "endpoint.media-lost"; readonly started: boolean };

export type RtpSessionOptions = {
  readonly endpointId: string;
  readonly mediaLostMs: number;
  readonly digits: DigitListener;
  tell(event: EndpointEvent): void;
  sendRtcp(packet: Buffer): void;
};

export class RtpSession {
  readonly frame = new Int16Array(FRAME_SAMPLES);
  readonly rtcp: RtcpSession;
  voiced = false;
  strangers = 0;
  malformed = 0;
  readonly #options: RtpSessionOptions;
  readonly #receiver: RtpReceiver;
  readonly #sender = new RtpSender();
  readonly #talk = new TalkDetector();
  #agreed: Agreement | undefined;
  #started = false;
  #lost = false;
  #comfort = false;
  #heardMs = performance.now();

  constructor(options: RtpSessionOptions) {
    this.#options = options;
    this.#receiver = new RtpReceiver(options.digits);
    this.rtcp = new RtcpSession({
      receiver: this.#receiver,
      sender: this.#sender,
      send: (packet) => options.sendRtcp(packet),
    });
  }

  get agreed(): Agreement | undefined {
    return this.#agreed;
  }

  get ssrc(): number {
    return this.#sender.ssrc;
  }

  get sends(): boolean {
    const direction = this.#agreed?.direction;
    return direction === "sendrecv" || direction === "sendonly";
  }

  get receives(): boolean {
    const direction = this.#agreed?.direction;
    return direction === "sendrecv" || direction === "recvonly";
  }

  agree(agreement: Agreement): void {
    const { codec, payloadType, telephoneEventType } = agreement;
    this.#agreed = agreement;
    this.#receiver.agree({
      ...(codec === "PCMU" ? { pcmu: payloadType } : { pcma: payloadType }),
      ...(telephoneEventType === undefined ? {} : { digits: telephoneEventType }),
    });
    if (!this.receives) this.#receiver.buffer.restart();
    this.#heardMs = performance.now();
  }

  /** The far side is there; told once. */
  begin(): void {
    if (this.#started) return;
    this.#started = true;
    this.#options.tell({ type: "endpoint.media-started" });
  }

  /** Takes a datagram of RTP. What comes while we do not receive is the tail of what was sent before that was so. */
  take(bytes: Buffer, now: number): Received | "not-wanted" {
    if (!this.receives) return "not-wanted";
    const kind = this.#receiver.receive(bytes, now);
    if (kind === "malformed") this.malformed += 1;
    if (kind === "malformed" || kind === "probation") return kind;
    this.#comfort = kind === "comfort-noise" || (kind !== "audio" && this.#comfort);
    this.heard(now);
    this.begin();
    return kind;
  }

  takeRtcp(bytes: Buffer, now: number): void {
    if (this.rtcp.receive(bytes, now)) this.heard(now);
    else this.malformed += 1;
  }

  /** The far side lives. */
  heard(now: number): void {
    this.#heardMs = now;
    if (!this.#lost) return;
    this.#lost = false;
    this.#options.tell({ type: "endpoint.media-restored" });
  }

  /** The far side does not live, whatever was agreed; told once. */
  lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#options.tell({ type: "endpoint.media-lost", started: this.#started });
  }

  /** Takes the next 20 ms of what the far side says into `frame`. */
  pull(dueMs: number): void {
    const { buffer, digits } = this.#receiver;
    if (this.receives) buffer.pull(this.frame, dueMs);
    else this.frame.fill(0);
    const change = this.#talk.hear(this.frame);
    this.voiced = this.#talk.power > 0;
    if (change !== undefined) this.#options.tell({ type: `endpoint.${change}` });
    digits.tick(dueMs);
    this.#watch(dueMs);
    this.#sender.advance();
    if (this.#agreed !== undefined) this.rtcp.tick(dueMs);
  }

  /** The packet of this tick: a digit's, or this payload; undefined when nothing is to be sent. */
  packet(payload: Uint8Array): Buffer | undefined {
    const agreed = this.#agreed;
    if (agreed === undefined || !this.sends) {
      this.#sender.pause();
      return undefined;
    }
    const { telephoneEventType, payloadType } = agreed;
    const digit = telephoneEventType === undefined ? undefined : this.#sender.digit(telephoneEventType);
    return digit ?? this.#sender.audio(payload, payloadType);
  }

  sendDigits(digits: string, digitMs: number, gapMs: number): Result<null> {
    if (!isDigits(digits)) return refuse("bad-request", `no digits: ${digits}`);
    if (this.#agreed?.telephoneEventType === undefined) return refuse("no-telephone-event", this.#options.endpointId);
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
    const { rttMs, farLost, farJitterMs } = this.rtcp;
    const lossShare = (lost + buffer.late) / Math.max(1, packets + lost);
    return {
      endpointId: this.#options.endpointId,
      codec: this.#agreed?.codec ?? null,
      received: { packets, bytes: receiver.bytes },
      sent: {
        packets: this.#sender.packets,
        bytes: this.#sender.octets + this.#sender.packets * PACKET_HEADERS_BYTES,
      },
      lost,
      late: buffer.late,
      duplicates: receiver.duplicates,
      strangers: this.strangers,
      malformed: this.malformed,
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

  /** No RTP and no RTCP for too long; a far side that is not to send, or that said it is silent, may be. */
  #watch(nowMs: number): void {
    if (nowMs - this.#heardMs < this.#options.mediaLostMs) return;
    if (this.receives && !this.#comfort) this.lose();
  }
}
