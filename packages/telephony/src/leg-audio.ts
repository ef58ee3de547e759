/**
 * The audio of one leg: its media endpoint and its side of offer and answer. Each leg negotiates alone.
 *
 * The endpoint in media has the leg's id.
 */
import type { LegId, LegQuality } from "@legroom/model";
import type { EndpointFacts, LocalAddress, MediaPool, Remote, Result } from "@legroom/media";
import { makeOffer, negotiate, readAnswer, sdpToText } from "@legroom/sip";
import type { MediaCapabilities, NegotiatedAudio, SessionDescription } from "@legroom/sip";
import type { Closings } from "./closings.ts";
import { sdpSessionId } from "./derived-id.ts";

export type Answering = { readonly sdp: SessionDescription; readonly audio: NegotiatedAudio };

/** How long the quality of a leg that ends is waited for. */
const FACTS_MS_MAX = 300;
/** The discard port: where audio goes from a leg that is not there yet. */
const NOWHERE = { address: "0.0.0.0", port: 9 };

export class LegAudio {
  readonly #media: MediaPool;
  readonly #closings: Closings;
  readonly #legId: LegId;
  readonly #provenAddress: string | undefined;
  #local: LocalAddress | undefined;
  #isClosed = false;
  #version = 1;
  /** What we said last, to know whether we say something new (RFC 3264 8: then the version grows by one). */
  #said: string | undefined;
  #offered: SessionDescription | undefined;
  #remote: Remote | undefined;

  constructor(of: { media: MediaPool; closings: Closings; legId: LegId; provenAddress?: string | undefined }) {
    const { media, closings, legId } = of;
    this.#provenAddress = of.provenAddress;
    this.#media = media;
    this.#closings = closings;
    this.#legId = legId;
  }

  /** Opens the leg's sockets, in this media process or in the least loaded. */
  async open(process: number | undefined): Promise<Result<LocalAddress>> {
    const result = await this.#media.createEndpoint({
      endpointId: this.#legId,
      ...(process === undefined ? {} : { process }),
    });
    if (result.ok) this.#local = result.value;
    // The leg ended while its sockets were opened: nobody else would give them back.
    if (this.#isClosed) void this.#media.closeEndpoint(this.#legId);
    return result;
  }

  /** Our answer to an offer; undefined if nothing is acceptable in common. */
  answerTo(offer: SessionDescription): Answering | undefined {
    let audio: NegotiatedAudio | undefined;
    const sdp = this.#describe((capabilities) => {
      const negotiation = negotiate(offer, capabilities);
      if (!negotiation.ok) return undefined;
      audio = negotiation.audio;
      return negotiation.answer;
    });
    return sdp === undefined || audio === undefined ? undefined : { sdp, audio };
  }

  /** Our offer: of a dial, of an answer to an INVITE without one, of a re-INVITE without one. */
  offer(): SessionDescription {
    const sdp = this.#describe(makeOffer) ?? makeOffer(this.#capabilities());
    this.#offered = sdp;
    return sdp;
  }

  /** What an answer to our last offer agreed to. */
  agreed(answer: SessionDescription): NegotiatedAudio | undefined {
    if (this.#offered === undefined) return undefined;
    const reading = readAnswer(this.#offered, answer);
    return reading.ok ? reading.audio : undefined;
  }

  /** States the far side to media. False if media cannot work with it. */
  async send(audio: NegotiatedAudio): Promise<boolean> {
    const proven = this.#provenAddress === undefined ? {} : { provenAddress: this.#provenAddress };
    const remote: Remote = { ...remoteOf(audio, this.#remote), ...proven };
    this.#remote = remote;
    const result = await this.#media.setRemote(this.#legId, remote);
    return result.ok;
  }

  /** Gives the ports back; tells how it was, unless its media process is gone. */
  async close(): Promise<EndpointFacts | undefined> {
    this.#isClosed = true;
    if (this.#local === undefined) return undefined;
    const facts = this.#closings.wait(this.#legId, FACTS_MS_MAX);
    const result = await this.#media.closeEndpoint(this.#legId);
    if (!result.ok) this.#closings.settle(this.#legId, undefined);
    return await facts;
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
      sessionId: sdpSessionId(this.#legId),
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

/** Integers, as they stand in the journal. */
export function qualityOf(facts: EndpointFacts): LegQuality {
  return {
    packetsReceived: facts.received.packets,
    packetsLost: facts.lost,
    packetsSent: facts.sent.packets,
    jitterMs: Math.round(facts.jitterMs),
    ...(facts.rttMs === null ? {} : { roundTripMs: Math.round(facts.rttMs) }),
    mosHundredths: Math.round(facts.mos * 100),
  };
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
