/**
 * A browser's leg: RTP over a connection that the WebRTC library made.
 *
 *   offered ──answer──► agreed ──DTLS──► open ──close──► closed
 *   (or agreed at once, by our answer to the browser's offer)
 */
import { readBrowserSdp } from "./browser-sdp.ts";
import type { BrowserDescription, Transport } from "./browser-sdp.ts";
import { OFFERED, answering, writeAnswer, writeOffer } from "./browser-sdp-text.ts";
import type { OwnDescription } from "./browser-sdp-text.ts";
import type { Endpoint } from "./endpoint.ts";
import { accept, refuse } from "./protocol.ts";
import type { BrowserSdp, Codec, EndpointFacts, Result } from "./protocol.ts";
import { RtpSession } from "./rtp-session.ts";
import type { EndpointEvent } from "./rtp-session.ts";
import { isRtcpType } from "./rtp.ts";
import type { DigitListener } from "./telephone-event.ts";
import { TICK_MS } from "./ticker.ts";
import type { PeerLink, WebRtc } from "./webrtc.ts";

/** A page that hangs up ends the connection a moment before control hears of it: no loss to tell of. */
const ENDED_MS = 300;
/** Three seconds: ICE and DTLS take a tenth of one, with a lost packet one. */
const OPENING_TICKS = 3000 / TICK_MS;

export type BrowserEndpointOptions = {
  readonly endpointId: string;
  /** Open. */
  readonly webrtc: WebRtc;
  readonly publicAddress: string;
  readonly mediaLostMs: number;
  readonly digits: DigitListener;
  tell(event: EndpointEvent): void;
};

export class BrowserEndpoint implements Endpoint {
  readonly kind = "browser";
  readonly endpointId: string;
  readonly #options: BrowserEndpointOptions;
  readonly #session: RtpSession;
  readonly #sessionId = String(Date.now());
  #version = 0;
  /** Our half of the connection, with the DTLS role that was settled. */
  #own: Transport;
  /** The browser's half. */
  #browser: Transport | undefined;
  #link: PeerLink | undefined;
  /** What was last taken from the browser and what was said to it. */
  #taken: string | undefined;
  #said = "";
  #open = false;
  #closed = false;
  #endedMs: number | undefined;
  #ticks = 0;

  private constructor(options: BrowserEndpointOptions) {
    this.#options = options;
    this.endpointId = options.endpointId;
    this.#own = options.webrtc.transport("actpass");
    this.#session = new RtpSession({ ...options, sendRtcp: (packet) => void this.#link?.send(packet) });
  }

  /** A leg that the browser is to answer: there is no connection yet, only our half of one, in `sdp`. */
  static offered(options: BrowserEndpointOptions): BrowserEndpoint {
    const endpoint = new BrowserEndpoint(options);
    endpoint.#said = writeOffer(endpoint.#description());
    return endpoint;
  }

  /** A leg that the browser offered, with our answer in `sdp`. */
  static async answering(options: BrowserEndpointOptions, offer: string): Promise<Result<BrowserEndpoint>> {
    const read = readBrowserSdp(offer);
    if (!read.ok) return read;
    const endpoint = new BrowserEndpoint(options);
    const connected = await endpoint.#connect(read.value, offer);
    if (!connected.ok) return connected;
    endpoint.#said = writeAnswer(endpoint.#description(), read.value);
    return accept(endpoint);
  }

  get sdp(): BrowserSdp {
    return { sdp: this.#said };
  }

  get frame(): Int16Array {
    return this.#session.frame;
  }

  get voiced(): boolean {
    return this.#session.voiced;
  }

  get codec(): Codec | null {
    return this.#session.agreed?.codec ?? null;
  }

  get sends(): boolean {
    return this.#open && this.#session.sends;
  }

  get opening(): boolean {
    return !this.#open && this.#ticks < OPENING_TICKS;
  }

  /** A new offer on the same connection: the page holds or resumes. What was answered already gets the same answer. */
  renew(offer: string): Result<BrowserSdp> {
    if (offer === this.#taken) return accept(this.sdp);
    const read = this.#again(offer);
    if (!read.ok) return read;
    this.#taken = offer;
    this.#agree(read.value);
    this.#said = writeAnswer(this.#description(), read.value);
    return accept(this.sdp);
  }

  /** The browser's answer to our offer. */
  async answered(sdp: string): Promise<Result<null>> {
    if (sdp === this.#taken) return accept(null);
    if (this.#browser !== undefined) return this.#answeredAgain(sdp);
    const read = readBrowserSdp(sdp);
    if (!read.ok) return read;
    const { transport, codec, payloadType } = read.value;
    if (codec !== OFFERED.codec || payloadType !== OFFERED.payloadType)
      return refuse("bad-sdp", "not what was offered");
    if (transport.setup === "actpass") return refuse("bad-sdp", "an answer decides a=setup");
    return await this.#connect(read.value, sdp);
  }

  pull(dueMs: number): void {
    this.#ticks += 1;
    this.#session.pull(dueMs);
    if (this.#endedMs !== undefined && dueMs - this.#endedMs > ENDED_MS) this.#session.lose();
  }

  send(payload: Uint8Array): void {
    if (!this.#open) return;
    const packet = this.#session.packet(payload);
    if (packet !== undefined) this.#link?.send(packet);
  }

  sendDigits(digits: string, digitMs: number, gapMs: number): Result<null> {
    return this.#session.sendDigits(digits, digitMs, gapMs);
  }

  skip(ticks: number): void {
    this.#session.skip(ticks);
  }

  facts(): EndpointFacts {
    return this.#session.facts();
  }

  close(): void {
    if (this.#closed) return;
    this.#session.rtcp.bye();
    this.#closed = true;
    this.#link?.close();
  }

  /** Both halves are known: the browser leads the checks and, where it leaves us the choice, the handshake too. */
  async #connect(browser: BrowserDescription, taken: string): Promise<Result<null>> {
    const { transport } = browser;
    const setup = transport.setup === "passive" ? "active" : "passive";
    this.#own = { ...this.#own, setup };
    this.#browser = transport;
    this.#taken = taken;
    const linked = await this.#options.webrtc.link({
      own: this.#own,
      browser: transport,
      ssrc: this.#session.ssrc,
      listener: {
        opened: () => this.#opened(),
        received: (bytes) => this.#take(bytes),
        ended: () => {
          this.#endedMs ??= performance.now();
        },
      },
    });
    if (!linked.ok) {
      this.#browser = undefined;
      this.#taken = undefined;
      return linked;
    }
    this.#link = linked.value;
    if (this.#closed) linked.value.close();
    else this.#agree(browser);
    return accept(null);
  }

  #agree({ codec, payloadType, telephoneEventType, direction }: BrowserDescription): void {
    this.#session.agree({
      codec,
      payloadType,
      ...(telephoneEventType === undefined ? {} : { telephoneEventType }),
      direction: answering(direction),
    });
  }

  #answeredAgain(sdp: string): Result<null> {
    const read = this.#again(sdp);
    if (!read.ok) return read;
    this.#taken = sdp;
    this.#agree(read.value);
    return accept(null);
  }

  /** What comes after the connection was settled must be of the same one: a new one is a new leg. */
  #again(sdp: string): Result<BrowserDescription> {
    const read = readBrowserSdp(sdp);
    if (!read.ok) return read;
    const { ufrag, fingerprint } = read.value.transport;
    if (this.#browser === undefined) return refuse("bad-sdp", "an offer while ours is not answered");
    return ufrag === this.#browser.ufrag && fingerprint === this.#browser.fingerprint
      ? read
      : refuse("bad-sdp", "another connection than this leg's");
  }

  #description(): OwnDescription {
    this.#version += 1;
    return {
      transport: this.#own,
      agreement: this.#session.agreed ?? OFFERED,
      publicAddress: this.#options.publicAddress,
      port: this.#options.webrtc.port,
      ssrc: this.#session.ssrc,
      cname: this.#session.rtcp.cname,
      sessionId: this.#sessionId,
      version: this.#version,
    };
  }

  #opened(): void {
    this.#open = true;
    this.#session.heard(performance.now());
    this.#session.begin();
  }

  #take(bytes: Buffer): void {
    const now = performance.now();
    if (isRtcpType(bytes[1] ?? 0)) this.#session.takeRtcp(bytes, now);
    else this.#session.take(bytes, now);
  }
}
