/** The incoming half of an RTP stream: which packets belong to it, what they carry, and how the way was (RFC 3550). */
import { decodingTable } from "./g711.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { COMFORT_NOISE_TYPE, parseRtp } from "./rtp.ts";
import type { RtpPacket } from "./rtp.ts";
import { DigitReceiver } from "./telephone-event.ts";
import type { DigitListener } from "./telephone-event.ts";

/** RFC 3550 A.1. */
const MAX_DROPOUT = 3_000;
const MAX_MISORDER = 100;
const SEEN = 128;
const PAYLOAD_BYTES_MAX = 1_280;
const STATIC_PCMU = 0;
const STATIC_PCMA = 8;

export type Received = "audio" | "comfort-noise" | "digit" | "duplicate" | "probation" | "malformed";

export class RtpReceiver {
  readonly buffer = new JitterBuffer();
  readonly digits: DigitReceiver;
  packets = 0;
  bytes = 0;
  duplicates = 0;
  /** Of streams that came before the present one. */
  #lostBefore = 0;
  #ssrc: number | undefined;
  #candidate = { ssrc: -1, sequence: -1 };
  #first = 0;
  #highest = 0;
  #counted = 0;
  readonly #seen = new Float64Array(SEEN).fill(-1);
  /** Interarrival jitter in samples (RFC 3550 A.8). */
  #jitter = 0;
  #transit: number | undefined;
  #expectedAtReport = 0;
  #countedAtReport = 0;
  #audioTypes = { pcmu: STATIC_PCMU, pcma: STATIC_PCMA };
  #digitType: number | undefined;

  constructor(listener: DigitListener) {
    this.digits = new DigitReceiver(listener);
  }

  get ssrc(): number | undefined {
    return this.#ssrc;
  }

  get lost(): number {
    return this.#lostBefore + Math.max(0, this.#expected - this.#counted);
  }

  get jitterMs(): number {
    return this.#jitter / 8;
  }

  /** Both laws are understood whichever was chosen, since an answer may list both (RFC 3264 section 6.1). */
  agree(types: { readonly pcmu?: number; readonly pcma?: number; readonly digits?: number }): void {
    this.#audioTypes = { pcmu: types.pcmu ?? STATIC_PCMU, pcma: types.pcma ?? STATIC_PCMA };
    this.#digitType = types.digits;
  }

  /** Takes one datagram from the far side. */
  receive(bytes: Buffer, nowMs: number): Received {
    const packet = parseRtp(bytes);
    const kind = packet === undefined ? undefined : this.#kindOf(packet);
    if (packet === undefined || kind === undefined) return "malformed";
    if (!this.#admit(packet)) return "probation";
    const sequence = this.#count(packet);
    if (sequence === "duplicate") {
      this.duplicates += 1;
      return "duplicate";
    }
    if (sequence === "far-off") return "probation";
    this.packets += 1;
    this.bytes += bytes.length;
    return this.#use(packet, kind, nowMs);
  }

  /** What a receiver report says of this stream; the fraction is since the last report (RFC 3550 6.4.1). */
  report(): { readonly ssrc: number; fraction: number; lost: number; highest: number; jitter: number } | undefined {
    if (this.#ssrc === undefined) return undefined;
    const expected = this.#expected - this.#expectedAtReport;
    const lost = expected - (this.#counted - this.#countedAtReport);
    this.#expectedAtReport = this.#expected;
    this.#countedAtReport = this.#counted;
    return {
      ssrc: this.#ssrc,
      fraction: expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected)),
      lost: this.lost,
      highest: this.#highest >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }

  get #expected(): number {
    return this.#ssrc === undefined ? 0 : this.#highest - this.#first + 1;
  }

  #kindOf(packet: RtpPacket): "pcmu" | "pcma" | "comfort-noise" | "digit" | undefined {
    const type = packet.payloadType;
    if (packet.payload.length === 0 || packet.payload.length > PAYLOAD_BYTES_MAX) return undefined;
    if (type === this.#audioTypes.pcmu) return "pcmu";
    if (type === this.#audioTypes.pcma) return "pcma";
    if (type === COMFORT_NOISE_TYPE) return "comfort-noise";
    return type === this.#digitType ? "digit" : undefined;
  }

  /** RFC 3550 A.1: a new source is believed after two packets in sequence; the very first one at once. */
  #admit(packet: RtpPacket): boolean {
    if (this.#ssrc === packet.ssrc) return true;
    const isExpected =
      this.#candidate.ssrc === packet.ssrc && this.#candidate.sequence === ((packet.sequence - 1) & 0xffff);
    this.#candidate = { ssrc: packet.ssrc, sequence: packet.sequence };
    if (this.#ssrc !== undefined && !isExpected) return false;
    this.#lostBefore = this.lost;
    this.#ssrc = packet.ssrc;
    this.#beginSequence(packet.sequence);
    return true;
  }

  #beginSequence(sequence: number): void {
    this.#first = sequence;
    this.#highest = sequence - 1;
    this.#counted = 0;
    this.#expectedAtReport = 0;
    this.#countedAtReport = 0;
    this.#seen.fill(-1);
    this.#transit = undefined;
    this.buffer.restart();
  }

  /** Counts a packet of our source, by its sequence number counted on without wrapping. */
  #count(packet: RtpPacket): "new" | "duplicate" | "far-off" {
    const step = ((packet.sequence - this.#highest) << 16) >> 16;
    if (step > MAX_DROPOUT || step < -MAX_MISORDER) {
      // The far side may have begun anew: believed when the next one follows.
      const follows = this.#candidate.sequence === ((packet.sequence - 1) & 0xffff);
      this.#candidate = { ssrc: packet.ssrc, sequence: packet.sequence };
      if (!follows) return "far-off";
      this.#lostBefore = this.lost;
      this.#beginSequence(packet.sequence);
      return this.#count(packet);
    }
    const sequence = this.#highest + step;
    const slot = ((sequence % SEEN) + SEEN) % SEEN;
    if (this.#seen[slot] === sequence) return "duplicate";
    this.#seen[slot] = sequence;
    this.#counted += 1;
    this.#highest = Math.max(this.#highest, sequence);
    this.#first = Math.min(this.#first, sequence);
    return "new";
  }

  #use(packet: RtpPacket, kind: "pcmu" | "pcma" | "comfort-noise" | "digit", nowMs: number): Received {
    switch (kind) {
      case "comfort-noise":
        this.buffer.hush();
        return "comfort-noise";
      case "digit":
        this.buffer.hush();
        this.digits.receive(packet, nowMs);
        return "digit";
      default: {
        const transit = nowMs * 8 - packet.timestamp;
        // A wrapped timestamp looks like a huge step and is left out.
        const difference = this.#transit === undefined ? 0 : Math.abs(transit - this.#transit);
        if (difference < 80_000) this.#jitter += (difference - this.#jitter) / 16;
        this.#transit = transit;
        const table = decodingTable(kind === "pcmu" ? "PCMU" : "PCMA");
        this.buffer.push({ timestamp: packet.timestamp, payload: packet.payload, table, arrivedMs: nowMs });
        return "audio";
      }
    }
  }
}
