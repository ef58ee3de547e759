/**
 * Evens out a stream of audio packets: what comes early waits, what is missing is concealed, and the wait adapts to how
 * unevenly packets come, within bounds.
 *
 * It works in samples, not packets, so any packet length will do. "Transit" is arrival minus timestamp, in samples; its
 * least value is the fastest way, the spread above it is the jitter. A sample of timestamp t is played at t + offset.
 */
import { Concealer, HISTORY_SAMPLES } from "./concealment.ts";
import { FRAME_SAMPLES } from "./ticker.ts";

const RING_SAMPLES = 4_096;
const RING_MASK = RING_SAMPLES - 1;
/** No G.711 sample decodes to this, so it marks what has not come. */
const MISSING = -32_768;
const SAMPLES_PER_MS = 8;

/** The first packet is played at the second tick after it came. */
const FIRST_WAIT_SAMPLES = FRAME_SAMPLES;
/** Playing happens at ticks only: beyond the jitter itself the wait covers one tick and its unevenness. */
const MARGIN_SAMPLES = 24 * SAMPLES_PER_MS;
const WAIT_MIN_SAMPLES = 30 * SAMPLES_PER_MS;
const WAIT_MAX_SAMPLES = 80 * SAMPLES_PER_MS;
const TOO_SHORT_SAMPLES = 4 * SAMPLES_PER_MS;
const TOO_LONG_SAMPLES = 20 * SAMPLES_PER_MS;
/** Transits that the jitter is judged by: five seconds of 20 ms packets. */
const TRANSITS = 256;
const REVIEW_EVERY_PACKETS = 16;
/** Ticks between two adaptations. */
const LENGTHEN_EVERY_TICKS = 3;
const SHORTEN_EVERY_TICKS = 10;
const AHEAD_SAMPLES = FRAME_SAMPLES + 120;

export class JitterBuffer {
  /** Samples made up because nothing had come in time. */
  concealed = 0;
  /** Packets that came when their time was over. */
  late = 0;
  readonly #ring = new Int16Array(RING_SAMPLES).fill(MISSING);
  readonly #concealer = new Concealer();
  readonly #transits = new Float64Array(TRANSITS);
  #transitCount = 0;
  #playing = false;
  /** Timestamps, counted on without wrapping: of the last packet, and of the next sample to be played. */
  #lastTimestamp = 0;
  #lastWire = 0;
  #playAt = 0;
  /** Local time of the last pull, in samples. */
  #pulledAt = 0;
  /** The far side has said that it is silent. */
  #hushed = false;
  /** Positive: play so much later; negative: so much earlier. */
  #shift = 0;
  #ticksSinceShift = 0;
  #wanted = WAIT_MIN_SAMPLES;

  /** How long a packet that came by the fastest way waits, in ms. */
  get waitMs(): number {
    return this.#playing ? Math.max(0, (this.#offset - this.#leastTransit()) / SAMPLES_PER_MS) : 0;
  }

  /** Nothing is left of an earlier stream, but for the sound that the new one is joined to. */
  restart(): void {
    this.#playing = false;
    this.#transitCount = 0;
    this.#shift = 0;
    this.#ring.fill(MISSING);
  }

  /** Takes a packet: its wire timestamp, its payload with the table to decode it, and its arrival in ms. */
  push(packet: {
    readonly timestamp: number;
    readonly payload: Uint8Array;
    readonly table: Int16Array;
    readonly arrivedMs: number;
  }): void {
    const { payload, table } = packet;
    const arrivedAt = packet.arrivedMs * SAMPLES_PER_MS;
    let timestamp = this.#lastTimestamp + ((packet.timestamp - this.#lastWire) | 0);
    const ahead = timestamp + payload.length - this.#playAt;
    if (!this.#playing || ahead > RING_SAMPLES || (ahead <= 0 && this.#starving) || ahead < -RING_SAMPLES)
      timestamp = this.#begin();
    this.#lastWire = packet.timestamp;
    this.#lastTimestamp = timestamp;
    this.#judge(arrivedAt - timestamp);
    const from = Math.max(0, this.#playAt - timestamp);
    if (from >= payload.length) {
      this.late += 1;
      this.#review();
      return;
    }
    for (let i = from; i < payload.length; i += 1)
      this.#ring[(timestamp + i) & RING_MASK] = table[payload[i] ?? 0] ?? 0;
    this.#hushed = false;
  }

  /** The far side says that it has nothing to say (comfort noise, a digit): the gap that follows is no loss. */
  hush(): void {
    this.#hushed = true;
  }

  /** The next 20 ms. `dueMs` is the time at which the tick was due, on the clock of the arrivals. */
  pull(out: Int16Array, dueMs: number): void {
    this.#concealer.advance();
    this.#pulledAt = dueMs * SAMPLES_PER_MS;
    this.#ticksSinceShift += 1;
    if (!this.#playing) this.#concealer.hush(HISTORY_SAMPLES, FRAME_SAMPLES);
    else if (!this.#shorten()) this.#play();
    out.set(this.#concealer.line.subarray(HISTORY_SAMPLES));
  }

  /** Ticks were left out: what should have been played in them is over. */
  skip(ticks: number): void {
    // After a long standstill (the machine slept) the stream begins anew.
    if (ticks * FRAME_SAMPLES >= RING_SAMPLES) this.restart();
    else this.#consume(ticks * FRAME_SAMPLES);
  }

  get #offset(): number {
    return this.#pulledAt - (this.#playAt - FRAME_SAMPLES);
  }

  /** Silence is being played, so that a new beginning costs nothing. */
  get #starving(): boolean {
    return this.#concealer.faded;
  }

  /** The first packet of a stream, or the first after a break. */
  #begin(): number {
    this.restart();
    this.#playing = true;
    this.#playAt = RING_SAMPLES;
    return this.#playAt + FIRST_WAIT_SAMPLES;
  }

  #play(): void {
    const { line } = this.#concealer;
    let at = 0;
    while (at < FRAME_SAMPLES) {
      const from = at;
      let sample = this.#ring[(this.#playAt + at) & RING_MASK] ?? MISSING;
      while (at < FRAME_SAMPLES && sample !== MISSING) {
        line[HISTORY_SAMPLES + at] = sample;
        at += 1;
        sample = this.#ring[(this.#playAt + at) & RING_MASK] ?? MISSING;
      }
      if (at > from) this.#concealer.recover(HISTORY_SAMPLES + from, at - from);
      else at = this.#fillGap(at);
    }
    this.#consume(FRAME_SAMPLES - this.#lengthen());
  }

  /** Fills the gap that begins at `at`; gives where it ends. */
  #fillGap(from: number): number {
    let at = from + 1;
    while (at < FRAME_SAMPLES && this.#ring[(this.#playAt + at) & RING_MASK] === MISSING) at += 1;
    if (this.#hushed && !this.#concealer.concealing) this.#concealer.hush(HISTORY_SAMPLES + from, at - from);
    else {
      if (!this.#starving && !this.#hushed) this.concealed += at - from;
      this.#concealer.conceal(HISTORY_SAMPLES + from, at - from);
    }
    return at;
  }

  /** Plays one period twice when packets come later than we wait for; gives how many samples are to be played again. */
  #lengthen(): number {
    if (this.#shift < TOO_SHORT_SAMPLES || this.#ticksSinceShift < LENGTHEN_EVERY_TICKS) return 0;
    if (this.#concealer.concealing) return 0;
    const lag = this.#concealer.expand();
    this.#shifted(-lag);
    return lag;
  }

  /** Leaves out one period when we wait longer than needed, provided that enough has come. */
  #shorten(): boolean {
    if (this.#shift > -TOO_LONG_SAMPLES || this.#ticksSinceShift < SHORTEN_EVERY_TICKS) return false;
    if (this.#concealer.concealing) return false;
    const ahead = new Int16Array(AHEAD_SAMPLES);
    for (let i = 0; i < AHEAD_SAMPLES; i += 1) {
      const sample = this.#ring[(this.#playAt + i) & RING_MASK] ?? MISSING;
      if (sample === MISSING) return false;
      ahead[i] = sample;
    }
    const lag = this.#concealer.accelerate(ahead);
    this.#consume(FRAME_SAMPLES + lag);
    this.#shifted(lag);
    return true;
  }

  #consume(samples: number): void {
    for (let i = 0; i < samples; i += 1) this.#ring[(this.#playAt + i) & RING_MASK] = MISSING;
    this.#playAt += samples;
  }

  #shifted(by: number): void {
    this.#shift += by;
    this.#ticksSinceShift = 0;
  }

  #judge(transit: number): void {
    this.#transits[this.#transitCount % TRANSITS] = transit;
    this.#transitCount += 1;
    if (this.#transitCount % REVIEW_EVERY_PACKETS === 0) this.#review();
  }

  /** Compares how long we wait with what the last seconds ask for: one packet in a hundred may be late. */
  #review(): void {
    if (this.#pulledAt === 0) return;
    const count = Math.min(this.#transitCount, TRANSITS);
    const rank = count < 64 ? 0 : count < 128 ? 1 : 2;
    const top = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < count; i += 1) insert(top, this.#transits[i] ?? 0);
    const least = this.#leastTransit();
    const spread = (top[rank] ?? least) - least;
    this.#wanted = Math.min(WAIT_MAX_SAMPLES, Math.max(WAIT_MIN_SAMPLES, spread + MARGIN_SAMPLES));
    this.#shift = least + this.#wanted - this.#offset;
  }

  #leastTransit(): number {
    const count = Math.min(this.#transitCount, TRANSITS);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i += 1) least = Math.min(least, this.#transits[i] ?? least);
    return count === 0 ? 0 : least;
  }
}

/** Keeps the three greatest, the greatest first. */
function insert(top: number[], value: number): void {
  for (let i = 0; i < top.length; i += 1) {
    if (value <= (top[i] ?? value)) continue;
    top.splice(i, 0, value);
    top.pop();
    return;
  }
}
