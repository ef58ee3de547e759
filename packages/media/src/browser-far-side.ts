/** A browser's far side without a browser: says a tone, keeps what it hears, and conceals nothing. Lives in a process of its own. */
import { readBrowserSdp } from "./browser-sdp.ts";
import { OFFERED, writeAnswer, writeForLibrary, writeOffer } from "./browser-sdp-text.ts";
import type { OwnDescription } from "./browser-sdp-text.ts";
import { decodingTable, encodeG711 } from "./g711.ts";
import { RtpSender } from "./rtp-sender.ts";
import { parseRtp } from "./rtp.ts";
import { DigitReceiver } from "./telephone-event.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { Oscillator } from "./tone.ts";
import { PeerLink } from "./webrtc.ts";
import type { Library } from "./webrtc.ts";

const HEARD_PACKETS_MAX = 500;
const DIGIT_MS = 100;

export class BrowserFarSide {
  /** Audio packets heard, ever. */
  received = 0;
  digits = "";
  isOpen = false;
  readonly #library: Library;
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
  #link: PeerLink | undefined;
  #fill: ((frame: Int16Array) => void) | undefined = (frame) => frame.fill(0);

  constructor(library: Library, host: string) {
    this.#library = library;
    this.#host = host;
  }

  /** A new connection, as after a reload of the page; the one before is given up. */
  async offer(): Promise<string> {
    return writeOffer(await this.#describe(undefined));
  }

  async answer(sdp: string): Promise<void> {
    const read = readBrowserSdp(sdp);
    if (!read.ok) throw new Error(read.refusal.message);
    await this.#link?.answered(writeForLibrary(read.value.transport, this.#host));
  }

  /** A new connection by the other side's offer. */
  async answerTo(sdp: string): Promise<string> {
    const read = readBrowserSdp(sdp);
    if (!read.ok) throw new Error(read.refusal.message);
    return writeAnswer(await this.#describe(writeForLibrary(read.value.transport, this.#host)), read.value);
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

  async #describe(offer: string | undefined): Promise<OwnDescription> {
    this.close();
    this.#sender = new RtpSender();
    const link = new PeerLink({
      library: this.#library,
      host: this.#host,
      endpointId: "far-side",
      ssrc: this.#sender.ssrc,
      listener: {
        opened: () => {
          this.isOpen = true;
        },
        received: (bytes) => this.#hear(bytes),
        ended: () => undefined,
      },
    });
    this.#link = link;
    const transport = await link.describe(offer);
    const port = Number(transport.candidates[0]?.split(" ")[5] ?? 9);
    const { ssrc } = this.#sender;
    const own = { publicAddress: this.#host, port, ssrc, cname: "far-side", sessionId: "1", version: 1 };
    return { ...own, transport, agreement: OFFERED };
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
