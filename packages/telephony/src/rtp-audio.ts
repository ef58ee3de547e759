/** The audio of a phone's leg: plain RTP, described and negotiated here. */
import type { EndpointFacts, LocalAddress, Remote, Result } from "@legroom/media";
import { makeOffer, negotiate, readAnswer, sdpToText } from "@legroom/sip";
import type { MediaCapabilities, NegotiatedAudio, OfferReply, SessionDescription } from "@legroom/sip";
import { sdpSessionId } from "./derived-id.ts";
import { closeEndpoint } from "./leg-audio.ts";
import type { AudioOf, LegAudio, Told } from "./leg-audio.ts";

type Answering = { readonly sdp: SessionDescription; readonly audio: NegotiatedAudio };

/** The discard port: where audio goes from a leg that is not there yet. */
const NOWHERE = { address: "0.0.0.0", port: 9 };

export class RtpAudio implements LegAudio {
  readonly #of: AudioOf;
  /** Where the signalling of a far side comes from that has proven who it is: its audio may come from there too. */
  readonly #provenAddress: string | undefined;
  #local: LocalAddress | undefined;
  #isClosed = false;
  #version = 1;
  /** What we said last, to know whether we say something new (RFC 3264 8: then the version grows by one). */
  #said: string | undefined;
  #offered: SessionDescription | undefined;
  #remote: Remote | undefined;

  constructor(of: AudioOf, provenAddress?: string) {
    this.#of = of;
    this.#provenAddress = provenAddress;
  }

  async open(process: number | undefined): Promise<Result<LocalAddress>> {
    const { media, legId } = this.#of;
    const result = await media.createEndpoint({ endpointId: legId, ...(process === undefined ? {} : { process }) });
    if (result.ok) this.#local = result.value;
    // The leg ended while its sockets were opened: nobody else would give them back.
    if (this.#isClosed) void media.closeEndpoint(legId);
    return result;
  }

  async answer({ sdp }: Told): Promise<SessionDescription | undefined> {
    if (sdp === undefined) return this.offer();
    const answering = this.#answerTo(sdp);
    return answering !== undefined && (await this.#send(answering.audio)) ? answering.sdp : undefined;
  }

  offer(): SessionDescription {
    const sdp = this.#describe(makeOffer) ?? makeOffer(this.#capabilities());
    this.#offered = sdp;
    return sdp;
  }

  async agree({ sdp }: Told): Promise<boolean> {
    const audio = sdp === undefined ? undefined : this.#agreed(sdp);
    return audio !== undefined && (await this.#send(audio));
  }

  /** Our description as it is now, or as the offer makes it. */
  reoffered(offer: SessionDescription | undefined): OfferReply {
    if (offer === undefined) return { sdp: this.offer() };
    const answering = this.#answerTo(offer);
    if (answering === undefined) return { reject: 488 };
    void this.#send(answering.audio);
    return { sdp: answering.sdp };
  }

  reanswered(answer: SessionDescription): void {
    const audio = this.#agreed(answer);
    if (audio !== undefined) void this.#send(audio);
  }

  async close(): Promise<EndpointFacts | undefined> {
    this.#isClosed = true;
    return this.#local === undefined ? undefined : await closeEndpoint(this.#of);
  }

  /** Our answer to an offer; undefined if nothing is acceptable in common. */
  #answerTo(offer: SessionDescription): Answering | undefined {
    let audio: NegotiatedAudio | undefined;
    const sdp = this.#describe((capabilities) => {
      const negotiation = negotiate(offer, capabilities);
      if (!negotiation.ok) return undefined;
      audio = negotiation.audio;
      return negotiation.answer;
    });
    return sdp === undefined || audio === undefined ? undefined : { sdp, audio };
  }

  /** What an answer to our last offer agreed to. */
  #agreed(answer: SessionDescription): NegotiatedAudio | undefined {
    if (this.#offered === undefined) return undefined;
    const reading = readAnswer(this.#offered, answer);
    return reading.ok ? reading.audio : undefined;
  }

  /** States the far side to media. False if media cannot work with it. */
  async #send(audio: NegotiatedAudio): Promise<boolean> {
    const proven = this.#provenAddress === undefined ? {} : { provenAddress: this.#provenAddress };
    const remote: Remote = { ...remoteOf(audio, this.#remote), ...proven };
    this.#remote = remote;
    const result = await this.#of.media.setRemote(this.#of.legId, remote);
    return result.ok;
  }

  #describe(
    describe: (capabilities: MediaCapabilities) => SessionDescription | undefined,
  ): SessionDescription | undefined {
    let sdp = describe(this.#capabilities());
    if (sdp === undefined) return undefined;
    if (this.#said !== undefined && sdpToText(sdp) !== this.#said) {
      this.#version += 1;
      sdp = describe(this.#capabilities()) ?? sdp;
    }
    this.#said = sdpToText(sdp);
    return sdp;
  }

  #capabilities(): MediaCapabilities {
    const { address, port } = this.#local ?? NOWHERE;
    return {
      address,
      port,
      codecs: ["PCMU", "PCMA"],
      telephoneEvent: true,
      ptimeMs: 20,
      direction: "sendrecv",
      sessionId: sdpSessionId(this.#of.legId),
      sessionVersion: this.#version,
    };
  }
}

/** Whether an offer can be answered at all, before anything is opened for it. */
export function isAnswerable(offer: SessionDescription): boolean {
  const negotiation = negotiate(offer, {
    ...NOWHERE,
    codecs: ["PCMU", "PCMA"],
    telephoneEvent: true,
    ptimeMs: 20,
    direction: "sendrecv",
    sessionId: "1",
    sessionVersion: 1,
  });
  return negotiation.ok;
}

function remoteOf(audio: NegotiatedAudio, before: Remote | undefined): Remote {
  // RFC 2543's way to hold: an address of zeros is no place to send to, the one of before still is where audio comes from.
  const isZero = audio.remote.host === "0.0.0.0" || audio.remote.host === "::";
  const place = isZero && before !== undefined ? before : { address: audio.remote.host, port: audio.remote.port };
  return {
    address: place.address,
    port: place.port,
    codec: audio.codec,
    payloadType: audio.payloadType,
    ...(audio.telephoneEventPayloadType === undefined ? {} : { telephoneEventType: audio.telephoneEventPayloadType }),
    direction: isZero && audio.direction === "sendrecv" ? "recvonly" : audio.direction,
    rtcp: audio.rtcpMux || isZero ? "mux" : { address: audio.remoteRtcp.host, port: audio.remoteRtcp.port },
  };
}
