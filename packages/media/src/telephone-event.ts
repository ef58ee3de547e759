/** Digits in RTP (RFC 4733), received and sent. */
import { FRAME_SAMPLES, TICK_MS } from "./ticker.ts";

/** RFC 4733 section 3.2, table 3: events 0 to 15 in this order. */
const DIGITS = "0123456789*#ABCD";
/** After so long without a further packet a digit is over, whether or not its end was seen. */
const END_LOST_MS = 120;
/** Nobody presses faster; more is an attack or a fault. */
const DIGITS_A_SECOND_MAX = 25;
const VOLUME_DBM0 = 10;

type CurrentDigit = { readonly digit: string; readonly timestamp: number; duration: number; seenMs: number };

export type ReceivedDigit = { readonly digit: string; readonly durationMs: number };

export function isDigits(text: string): boolean {
  return /^[0-9*#A-D]{1,64}$/.test(text);
}

export type DigitListener = {
  /** The first packet of a digit has come: what a digit stops can be stopped. */
  begun(digit: string): void;
  /** The digit is over; told once. */
  over(digit: ReceivedDigit): void;
};

/** Makes one digit of the many packets that tell of it. */
export class DigitReceiver {
  /** Digits left out because they came too fast. */
  flooded = 0;
  readonly #listener: DigitListener;
  #current: CurrentDigit | undefined;
  /** Timestamp of the last digit that was told: its repeated ends, and whatever is older, say nothing new. */
  #toldTimestamp: number | undefined;
  #secondBegan = 0;
  #inSecond = 0;

  constructor(listener: DigitListener) {
    this.#listener = listener;
  }

  receive(packet: { readonly timestamp: number; readonly payload: Buffer }, nowMs: number): void {
    const { payload, timestamp } = packet;
    const digit = DIGITS[payload[0] ?? 255];
    if (payload.length < 4 || digit === undefined || this.#isOld(timestamp)) return;
    const current = this.#current?.timestamp === timestamp ? this.#current : this.#begin(digit, timestamp, nowMs);
    if (current === undefined) return;
    current.duration = Math.max(current.duration, payload.readUInt16BE(2));
    current.seenMs = nowMs;
    const isEnd = ((payload[1] ?? 0) & 0x80) !== 0;
    if (isEnd) this.#end(current);
  }

  /** A digit whose ends were all lost is over when nothing more is heard of it. */
  tick(nowMs: number): void {
    const current = this.#current;
    if (current !== undefined && nowMs - current.seenMs > END_LOST_MS) this.#end(current);
  }

  #begin(digit: string, timestamp: number, nowMs: number): CurrentDigit | undefined {
    const before = this.#current;
    if (before !== undefined && ((timestamp - before.timestamp) | 0) < 0) return undefined;
    // All ends of the digit before were lost.
    if (before !== undefined) this.#end(before);
    if (this.#isFlood(nowMs)) return undefined;
    const current = { digit, timestamp, duration: 0, seenMs: nowMs };
    this.#current = current;
    this.#listener.begun(digit);
    return current;
  }

  #end(current: CurrentDigit): void {
    this.#current = undefined;
    this.#toldTimestamp = current.timestamp;
    this.#listener.over({ digit: current.digit, durationMs: Math.round(current.duration / 8) });
  }

  #isOld(timestamp: number): boolean {
    return this.#toldTimestamp !== undefined && ((timestamp - this.#toldTimestamp) | 0) <= 0;
  }

  #isFlood(nowMs: number): boolean {
    if (nowMs - this.#secondBegan >= 1_000) [this.#secondBegan, this.#inSecond] = [nowMs, 0];
    this.#inSecond += 1;
    if (this.#inSecond <= DIGITS_A_SECOND_MAX) return false;
    this.flooded += 1;
    return true;
  }
}

/** One packet of a digit that is being sent. */
export type DigitPacket = {
  readonly payload: Buffer;
  /** Samples since the digit began: its packets all carry the timestamp of its beginning. */
  readonly sinceBegin: number;
  readonly marker: boolean;
};

/** Sends digits one after the other, a packet each tick. */
export class DigitSender {
  readonly #waiting: { readonly event: number; readonly ticks: number; readonly gapTicks: number }[] = [];
  #tick = 0;

  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** False when too many wait already. */
  add(digits: string, digitMs: number, gapMs: number): boolean {
    if (this.#waiting.length + digits.length > 128) return false;
    const ticks = Math.max(2, Math.ceil(digitMs / TICK_MS));
    const gapTicks = Math.max(2, Math.ceil(gapMs / TICK_MS));
    for (const digit of digits) this.#waiting.push({ event: DIGITS.indexOf(digit), ticks, gapTicks });
    return true;
  }

  /**
   * What to send in this tick besides audio: nothing within a pause.
   *
   * RFC 4733 2.5.1.4: the packet that ends the event is sent three times; its repeats go into the pause.
   */
  next(): DigitPacket | undefined {
    const digit = this.#waiting[0];
    if (digit === undefined) return undefined;
    this.#tick += 1;
    const tick = this.#tick;
    if (tick >= digit.ticks + digit.gapTicks) {
      this.#waiting.shift();
      this.#tick = 0;
    }
    if (tick > digit.ticks + 2) return undefined;
    const duration = Math.min(tick, digit.ticks) * FRAME_SAMPLES;
    const end = tick >= digit.ticks ? 0x80 : 0;
    return {
      payload: Buffer.from([digit.event, end | VOLUME_DBM0, duration >> 8, duration & 0xff]),
      sinceBegin: (tick - 1) * FRAME_SAMPLES,
      marker: tick === 1,
    };
  }
}
