/**
 * A small RTP far side: sends a tone, a file or silence every 20 ms and keeps what it hears.
 *
 * The self-call of `doctor`, the benches and the tests use it; it has no jitter buffer and conceals nothing, so that what
 * it heard is what was on the wire.
 */
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { decodingTable, encodeG711 } from "./g711.ts";
import type { Codec, Remote, ToneSpec } from "./protocol.ts";
import { RTP_HEADER_BYTES, buildRtp, parseRtp, writeRtpHeader } from "./rtp.ts";
import { DigitReceiver } from "./telephone-event.ts";
import { FRAME_SAMPLES, Ticker } from "./ticker.ts";
import { Oscillator } from "./tone.ts";

/** A bad road for what the peer sends: repeatable by its seed. */
export type Impairment = {
  readonly seed: number;
  /** Share of packets that are lost, each independently. */
  readonly loss: number;
  /** Each packet is delayed by 0 to so many ms, evenly. */
  readonly delayMsMax: number;
};

export type RtpPeerOptions = {
  readonly host?: string;
  readonly port?: number;
  readonly codec?: Codec;
  readonly telephoneEventType?: number;
  readonly impairment?: Impairment;
  /** How much is kept of what is heard; 120 s by default. */
  readonly heardMsMax?: number;
};

/** One packet as it came. */
export type HeardPacket = {
  /** performance.now() at its arrival. */
  readonly arrivedAt: number;
  readonly payloadType: number;
  readonly timestamp: number;
  readonly pcm: Int16Array;
};

const DIGITS = "0123456789*#ABCD";

type OutgoingDigit = { readonly event: number; timestamp: number; left: number; duration: number };

export class RtpPeer {
  readonly address: string;
  readonly port: number;
  readonly codec: Codec;
  /** Audio packets in the order of arrival, the oldest left out beyond the bound. */
  readonly heard: HeardPacket[] = [];
  /** Audio packets heard, ever. */
  received = 0;
  /** Packets from others than the one that is sent to. */
  strays = 0;
  /** Digits heard (RFC 4733), in their order. */
  digits = "";
  /** performance.now() of the first packet sent. */
  sentFirstAt: number | undefined;
  readonly #socket: Socket;
  readonly #options: RtpPeerOptions;
  readonly #ticker: Ticker;
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #random: () => number;
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #ssrc = Math.floor(Math.random() * 2 ** 32);
  #sequence = Math.floor(Math.random() * 2 ** 16);
  #timestamp = Math.floor(Math.random() * 2 ** 32);
  #target: { readonly address: string; readonly port: number } | undefined;
  #fill: ((frame: Int16Array) => void) | undefined;
  readonly #digits: OutgoingDigit[] = [];
  readonly #awaiting = new Set<() => void>();
  readonly #digitReceiver = new DigitReceiver({
    begun: () => undefined,
    over: ({ digit }) => {
      this.digits += digit;
      for (const check of this.#awaiting) check();
    },
  });

  private constructor(socket: Socket, options: RtpPeerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.address = socket.address().address;
    this.port = socket.address().port;
    this.codec = options.codec ?? "PCMU";
    this.#random = seeded(options.impairment?.seed ?? 1);
    this.#ticker = new Ticker({ onTick: () => this.#tick() });
    socket.on("message", (bytes, from) => {
      // A port that was somebody else's a moment ago still gets what was meant for them.
      if (this.#target !== undefined && from.port !== this.#target.port) this.strays += 1;
      else this.#hear(bytes);
    });
    socket.on("error", () => undefined);
    this.#ticker.start();
  }

  /** Binds a socket, 127.0.0.1 and any port by default. */
  static async open(options: RtpPeerOptions = {}): Promise<RtpPeer> {
    const host = options.host ?? "127.0.0.1";
    const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: 262_144 });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(options.port ?? 0, host, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    return new RtpPeer(socket, options);
  }

  /** What signalling would tell of this peer. */
  remote(over: Partial<Remote> = {}): Remote {
    return {
      address: this.address,
      port: this.port,
      codec: this.codec,
      payloadType: this.codec === "PCMU" ? 0 : 8,
      telephoneEventType: this.#options.telephoneEventType ?? 101,
      direction: "sendrecv",
      ...over,
    };
  }

  /** Sends to an address from the next tick on; silence until told otherwise. */
  sendTo(target: { readonly address: string; readonly port: number }): void {
    this.#target = target;
    this.#fill ??= (frame) => frame.fill(0);
  }

  sendTone(tone: ToneSpec): void {
    const oscillator = new Oscillator(tone);
    this.#fill = (frame) => oscillator.fill(frame);
  }

  sendSilence(): void {
    this.#fill = (frame) => frame.fill(0);
  }

  /** Sends whatever is put into each frame of 160 samples, asked for just before it is sent. */
  sendFrames(fill: (frame: Int16Array) => void): void {
    this.#fill = fill;
  }

  /** Plays samples once, then silence. */
  sendPcm(pcm: Int16Array): void {
    let at = 0;
    this.#fill = (frame) => {
      frame.fill(0);
      frame.set(pcm.subarray(at, at + frame.length));
      at += frame.length;
    };
  }

  /** Sends nothing more, as a phone does that is gone or saves the silence. */
  pause(): void {
    this.#fill = undefined;
  }

  /** Sends a digit of 100 ms (RFC 4733) instead of audio. */
  sendDigit(digit: string): void {
    const event = DIGITS.indexOf(digit);
    if (event < 0) throw new Error(`no digit: ${digit}`);
    this.#digits.push({ event, left: 5, duration: 0, timestamp: 0 });
  }

  /** Sends any bytes at once, for bad input. */
  sendRaw(bytes: Buffer, target = this.#target): void {
    if (target !== undefined) this.#socket.send(bytes, target.port, target.address);
  }

  /** Resolves when so many audio packets were heard in all; rejects when that takes too long. */
  untilReceived(packets: number, limitMs: number): Promise<void> {
    return this.#until(() => this.received >= packets, limitMs);
  }

  /** Resolves when so many digits were heard in all; rejects when that takes too long. */
  untilDigits(count: number, limitMs: number): Promise<void> {
    return this.#until(() => this.digits.length >= count, limitMs);
  }

  /** All that was heard since `fromMs` ago (or ever), packet after packet. */
  pcm(fromMs = Number.POSITIVE_INFINITY): Int16Array {
    const packets = this.heard.filter((packet) => packet.arrivedAt >= performance.now() - fromMs);
    const pcm = new Int16Array(packets.reduce((sum, packet) => sum + packet.pcm.length, 0));
    let at = 0;
    for (const packet of packets) {
      pcm.set(packet.pcm, at);
      at += packet.pcm.length;
    }
    return pcm;
  }

  /** How late this peer itself sent at worst, since `forgetStall`: a stalled machine is no bad road. */
  get stallMs(): number {
    return this.#ticker.worstLateMs;
  }

  forgetStall(): void {
    this.#ticker.worstLateMs = 0;
  }

  /** Forgets what was heard. */
  forget(): void {
    this.heard.length = 0;
  }

  /** May be called twice. */
  close(): void {
    this.#ticker.stop();
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    try {
      this.#socket.close();
    } catch {
      // It is closed already.
    }
  }

  #until(holds: () => boolean, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#awaiting.delete(check);
      };
      const check = (): void => {
        if (!holds()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`heard ${this.received} packets and the digits "${this.digits}" within ${limitMs} ms`));
      }, limitMs);
      this.#awaiting.add(check);
      check();
    });
  }

  #tick(): void {
    const timestamp = this.#timestamp;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    if (this.#target === undefined) return;
    const digit = this.#digits[0];
    if (digit !== undefined) return this.#sendDigitPacket(digit);
    if (this.#fill === undefined) return;
    this.#fill(this.#frame);
    const packet = Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES);
    const payloadType = this.codec === "PCMU" ? 0 : 8;
    writeRtpHeader(packet, { payloadType, marker: false, sequence: this.#next(), timestamp, ssrc: this.#ssrc });
    encodeG711(this.codec, this.#frame, packet.subarray(RTP_HEADER_BYTES));
    this.sentFirstAt ??= performance.now();
    this.#send(packet);
  }

  #sendDigitPacket(digit: OutgoingDigit): void {
    const isEnd = digit.left <= 1;
    if (digit.duration === 0) digit.timestamp = this.#timestamp;
    if (!isEnd || digit.duration === 0) digit.duration += FRAME_SAMPLES;
    digit.left -= 1;
    const payload = Buffer.from([digit.event, (isEnd ? 0x80 : 0) | 10, digit.duration >> 8, digit.duration & 0xff]);
    const payloadType = this.#options.telephoneEventType ?? 101;
    const common = { payloadType, timestamp: digit.timestamp, ssrc: this.#ssrc, payload };
    const repeats = isEnd ? 3 : 1;
    for (let i = 0; i < repeats; i += 1)
      this.#send(buildRtp({ ...common, marker: digit.duration === FRAME_SAMPLES, sequence: this.#next() }));
    if (isEnd) this.#digits.shift();
  }

  #next(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  #send(packet: Buffer): void {
    const { impairment } = this.#options;
    if (impairment === undefined) return this.sendRaw(packet);
    if (this.#random() < impairment.loss) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.sendRaw(packet);
    }, this.#random() * impairment.delayMsMax);
    this.#waiting.add(timer);
  }

  #hear(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    if (packet !== undefined && packet.payloadType === (this.#options.telephoneEventType ?? 101))
      this.#digitReceiver.receive(packet, performance.now());
    if (packet === undefined || (packet.payloadType !== 0 && packet.payloadType !== 8)) return;
    const table = decodingTable(packet.payloadType === 0 ? "PCMU" : "PCMA");
    const pcm = Int16Array.from(packet.payload, (byte) => table[byte] ?? 0);
    this.heard.push({
      arrivedAt: performance.now(),
      payloadType: packet.payloadType,
      timestamp: packet.timestamp,
      pcm,
    });
    this.received += 1;
    for (const check of this.#awaiting) check();
    if (this.heard.length > (this.#options.heardMsMax ?? 120_000) / 20) this.heard.shift();
  }
}

/** A small generator of even numbers in [0, 1), repeatable (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
