/** A browser's far side without a browser: says a tone, keeps what it hears, and conceals nothing. Lives in a process of its own. */
import { readBrowserSdp } from "./browser-sdp.ts";
import type { BrowserDescription, Transport } from "./browser-sdp.ts";
import { OFFERED, writeAnswer, writeOffer } from "./browser-sdp-text.ts";
import type { OwnDescription } from "./browser-sdp-text.ts";
import { decodingTable, encodeG711 } from "./g711.ts";
import { RtpSender } from "./rtp-sender.ts";
import { parseRtp } from "./rtp.ts";
import { DigitReceiver } from "./telephone-event.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { Oscillator } from "./tone.ts";
import { freePort } from "./udp.ts";
import { WebRtc } from "./webrtc.ts";
import type { PeerLink } from "./webrtc.ts";

const HEARD_PACKETS_MAX = 500;
const DIGIT_MS = 100;

export class BrowserFarSide {
  /** Audio packets heard, ever. */
  received = 0;
  digits = "";
  isOpen = false;
  readonly #host: string;
  readonly #heard: Int16Array[] = [];
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #encoded = new Uint8Array(FRAME_SAMPLES);
  readonly #digitReceiver = new DigitReceiver({
    begun: () => undefined,
    over: ({ digit }) => {
      this.digits += digit;
    },
  });
  #sender = new RtpSender();
  /** Of the present connection: as in a browser, each has a port of its own. */
  #webrtc: WebRtc | undefined;
  #own: Transport | undefined;
  #link: PeerLink | undefined;
  #fill: ((frame: Int16Array) => void) | undefined = (frame) => frame.fill(0);

  constructor(host: string) {
    this.#host = host;
  }

  /** A new connection, as after a reload of the page; the one before is given up. */
  async offer(): Promise<string> {
    await this.#begin("actpass");
    return writeOffer(this.#description());
  }

  async answer(sdp: string): Promise<void> {
    const browser = described(sdp);
    this.#own = { ...this.#begun.own, setup: browser.transport.setup === "active" ? "passive" : "active" };
    await this.#connect(browser);
  }

  /** A new connection by the other side's offer. */
  async answerTo(sdp: string): Promise<string> {
    const offer = described(sdp);
    await this.#begin("active");
    await this.#connect(offer);
    return writeAnswer(this.#description(), offer);
  }

  sayTone(hz: number, dbov: number): void {
    const oscillator = new Oscillator({ hz, dbov });
    this.#fill = (frame) => oscillator.fill(frame);
  }

  saySilence(): void {
    this.#fill = (frame) => frame.fill(0);
  }

  /** Sends nothing, as a page does whose microphone was taken away. */
  pause(): void {
    this.#fill = undefined;
  }

  sendDigit(digit: string): void {
    this.#sender.digits.add(digit, DIGIT_MS, DIGIT_MS);
  }

  /** What was heard last, packet after packet; fewer than asked for when there were not so many. */
  last(packets: number): Int16Array {
    const parts = this.#heard.slice(-packets);
    const pcm = new Int16Array(parts.length * FRAME_SAMPLES);
    parts.forEach((part, index) => pcm.set(part.subarray(0, FRAME_SAMPLES), index * FRAME_SAMPLES));
    return pcm;
  }

  tick(nowMs: number): void {
    this.#digitReceiver.tick(nowMs);
    this.#sender.advance();
    if (!this.isOpen) return;
    const digit = this.#sender.digit(OFFERED.telephoneEventType);
    if (digit !== undefined) this.#link?.send(digit);
    if (digit !== undefined || this.#fill === undefined) return;
    this.#fill(this.#frame);
    encodeG711(OFFERED.codec, this.#frame, this.#encoded);
    this.#link?.send(this.#sender.audio(this.#encoded, OFFERED.payloadType));
  }

  close(): void {
    this.#link?.close();
    this.isOpen = false;
  }

  async #begin(setup: Transport["setup"]): Promise<void> {
    this.close();
    this.#sender = new RtpSender();
    const webrtc = new WebRtc({ host: this.#host, port: await freePort(this.#host), isShared: false });
    const opened = await webrtc.open();
    if (!opened.ok) throw new Error(opened.refusal.message);
    this.#webrtc = webrtc;
    this.#own = webrtc.transport(setup);
  }

  async #connect({ transport }: BrowserDescription): Promise<void> {
    const { webrtc, own } = this.#begun;
    const linked = await webrtc.link({
      own,
      browser: transport,
      leads: true,
      ssrc: this.#sender.ssrc,
      listener: {
        opened: () => {
          this.isOpen = true;
        },
        received: (bytes) => this.#hear(bytes),
        ended: () => undefined,
      },
    });
    if (!linked.ok) throw new Error(linked.refusal.message);
    this.#link = linked.value;
  }

  get #begun(): { readonly webrtc: WebRtc; readonly own: Transport } {
    if (this.#own === undefined || this.#webrtc === undefined) throw new Error("nothing was offered");
    return { webrtc: this.#webrtc, own: this.#own };
  }

  #description(): OwnDescription {
    const { webrtc, own } = this.#begun;
    return {
      transport: own,
      agreement: OFFERED,
      publicAddress: this.#host,
      port: webrtc.port,
      ssrc: this.#sender.ssrc,
      cname: "far-side",
      sessionId: "1",
      version: 1,
    };
  }

  #hear(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    if (packet === undefined) return;
    if (packet.payloadType === OFFERED.telephoneEventType)
      return this.#digitReceiver.receive(packet, performance.now());
    if (packet.payloadType !== OFFERED.payloadType) return;
    const table = decodingTable(OFFERED.codec);
    this.#heard.push(Int16Array.from(packet.payload, (byte) => table[byte] ?? 0));
    if (this.#heard.length > HEARD_PACKETS_MAX) this.#heard.shift();
    this.received += 1;
  }
}

function described(sdp: string): BrowserDescription {
  const read = readBrowserSdp(sdp);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}
