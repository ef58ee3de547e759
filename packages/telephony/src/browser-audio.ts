/**
 * The audio of a browser's leg: WebRTC. Its descriptions are text that media makes and reads; nobody between looks into it.
 */
import type { BrowserSdp, EndpointFacts, Result } from "@legroom/media";
import type { OfferReply, RawSdp } from "@legroom/sip";
import { closeEndpoint } from "./leg-audio.ts";
import type { AudioOf, LegAudio, Told } from "./leg-audio.ts";

export class BrowserAudio implements LegAudio {
  readonly #of: AudioOf;
  /** Theirs, of a call from a page; a page that is dialled gets ours. */
  readonly #offered: string | undefined;
  #local: RawSdp | undefined;
  #isClosed = false;

  constructor(of: AudioOf, offered?: string) {
    this.#of = of;
    this.#offered = offered;
  }

  async open(process: number | undefined): Promise<Result<BrowserSdp>> {
    const { media, legId } = this.#of;
    const result = await media.createBrowserEndpoint({
      endpointId: legId,
      ...(process === undefined ? {} : { process }),
      ...(this.#offered === undefined ? {} : { offer: this.#offered }),
    });
    if (result.ok) this.#local = { raw: result.value.sdp };
    // The leg ended while its connection was made: nobody else would give it back.
    if (this.#isClosed) void media.closeEndpoint(legId);
    return result;
  }

  answer(): Promise<RawSdp | undefined> {
    return Promise.resolve(this.#local);
  }

  offer(): RawSdp {
    return this.#local ?? { raw: "" };
  }

  async agree({ text }: Told): Promise<boolean> {
    if (text === undefined) return false;
    const result = await this.#of.media.setBrowserAnswer(this.#of.legId, text);
    return result.ok;
  }

  /** Our pages mute by themselves and come back with a new call: there is nothing that a re-INVITE could change. */
  reoffered(): OfferReply {
    return { reject: 488 };
  }

  reanswered(): void {
    // We offer nothing in a re-INVITE, so there is nothing to answer.
  }

  async close(): Promise<EndpointFacts | undefined> {
    this.#isClosed = true;
    return this.#local === undefined ? undefined : await closeEndpoint(this.#of);
  }
}

/** Whether a page's offer can be that of a WebRTC call (RFC 8842 4: without a fingerprint there is no DTLS). */
export function isWebRtc(offer: string | undefined): offer is string {
  return offer !== undefined && /^a=fingerprint:/im.test(offer);
}
