/** The outgoing half of an RTP stream: one packet a tick on a timestamp that never stands still. */
import { randomBytes } from "node:crypto";
import { RTP_HEADER_BYTES, buildRtp, writeRtpHeader } from "./rtp.ts";
import { DigitSender } from "./telephone-event.ts";
import { FRAME_SAMPLES } from "./ticker.ts";

/** A packet may still wait in the socket when the next is written; so many more than ever wait. */
const PACKETS_IN_TURN = 4;

export class RtpSender {
  readonly ssrc = randomBytes(4).readUInt32BE(0);
  readonly digits = new DigitSender();
  packets = 0;
  /** Payload octets, as sender reports count them. */
  octets = 0;
  readonly #turn = Array.from({ length: PACKETS_IN_TURN }, () => Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES));
  #sequence = randomBytes(2).readUInt16BE(0);
  #timestamp = randomBytes(4).readUInt32BE(0);
  /** The next packet begins a talkspurt (RFC 3551 section 4.1): the first one, and the first after a pause. */
  #begins = true;

  /** The timestamp of the packet sent last, for sender reports. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Time goes on; called each tick, whether or not something is sent. */
  advance(ticks = 1): void {
    this.#timestamp = (this.#timestamp + ticks * FRAME_SAMPLES) >>> 0;
  }

  /** Nothing was sent in this tick. */
  pause(): void {
    this.#begins = true;
  }

  /** The packet with this payload of one frame, good until four more were made. */
  audio(payload: Uint8Array, payloadType: number): Buffer {
    const packet = this.#turn[this.packets % PACKETS_IN_TURN] ?? Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES);
    writeRtpHeader(packet, {
      payloadType,
      marker: this.#begins,
      sequence: this.#nextSequence(),
      timestamp: this.#timestamp,
      ssrc: this.ssrc,
    });
    packet.set(payload, RTP_HEADER_BYTES);
    this.#begins = false;
    this.#count(payload.length);
    return packet;
  }

  /** The packet of a digit that falls into this tick; undefined when none does: then audio may be sent. */
  digit(payloadType: number): Buffer | undefined {
    if (!this.digits.busy) return undefined;
    const next = this.digits.next();
    if (next === undefined) return undefined;
    this.#count(next.payload.length);
    return buildRtp({
      payloadType,
      marker: next.marker,
      sequence: this.#nextSequence(),
      timestamp: (this.#timestamp - next.sinceBegin) >>> 0,
      ssrc: this.ssrc,
      payload: next.payload,
    });
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  #count(octets: number): void {
    this.packets += 1;
    this.octets += octets;
  }
}
