/** Offer and answer for one audio stream (RFC 3264): each leg negotiates alone, SDP is never passed through. */
import type { Address } from "../transport/transport.ts";
import type { Direction, MediaDescription, SdpAttribute, SessionDescription } from "./session.ts";

export type AudioCodec = "PCMU" | "PCMA";

/** What we can do on one leg, and where we listen. */
export type MediaCapabilities = {
  /** Where we want RTP; written into `c=` and `m=`. */
  readonly address: string;
  readonly port: number;
  /** In the order of our offers; in answers the far side's order counts. */
  readonly codecs: readonly AudioCodec[];
  /** Offer or accept RFC 4733 digits. */
  readonly telephoneEvent: boolean;
  readonly ptimeMs: number;
  /** What we want; an answer is narrowed to what the offer allows. */
  readonly direction: Direction;
  /** Decimal text; the version grows by one with each change of our description (RFC 3264 8). */
  readonly sessionId: string;
  readonly sessionVersion: number;
};

/** What both sides agreed on. */
export type NegotiatedAudio = {
  readonly codec: AudioCodec;
  readonly payloadType: number;
  readonly telephoneEventPayloadType: number | undefined;
  /** What the far side wants to receive, in ms; 20 where it says nothing. */
  readonly ptimeMs: number;
  /** Seen from us. */
  readonly direction: Direction;
  /** The far side does not want to hear us: sendonly, inactive, or the old 0.0.0.0. */
  readonly held: boolean;
  readonly remote: Address;
  /** RFC 3605 or port + 1; equal to `remote` with rtcp-mux. */
  readonly remoteRtcp: Address;
  readonly rtcpMux: boolean;
};

/** `profile`: audio only under SRTP or unknown profiles; `codec`: none in common; telephony answers 488 to each. */
export type NegotiationRefusal = "no-audio" | "profile" | "codec" | "address";

export type Negotiation =
  | { readonly ok: true; readonly answer: SessionDescription; readonly audio: NegotiatedAudio }
  | { readonly ok: false; readonly refusal: NegotiationRefusal };

export type AnswerReading =
  | { readonly ok: true; readonly audio: NegotiatedAudio }
  | { readonly ok: false; readonly refusal: NegotiationRefusal };

const STATIC_PAYLOADS: Readonly<Record<AudioCodec, number>> = { PCMU: 0, PCMA: 8 };
const EVENT_PAYLOAD_TYPE = 101;
const PTIME_MS_DEFAULT = 20;
const EVENTS = "0-15";

/** Our answer to an offer. Streams other than the first usable audio get port 0 (RFC 3264 6). */
export function negotiate(offer: SessionDescription, capabilities: MediaCapabilities): Negotiation {
  let refusal: NegotiationRefusal = "no-audio";
  for (const [index, medium] of offer.media.entries()) {
    if (medium.kind !== "audio" || medium.port === 0) continue;
    const agreed = agree(offer, medium, capabilities);
    if (typeof agreed !== "string")
      return { ok: true, audio: agreed, answer: answerTo(offer, index, { capabilities, agreed }) };
    refusal = worse(refusal, agreed);
  }
  return { ok: false, refusal };
}

/** The refusal that comes nearest to a call is the one worth telling. */
function worse(a: NegotiationRefusal, b: NegotiationRefusal): NegotiationRefusal {
  const order: readonly NegotiationRefusal[] = ["no-audio", "profile", "address", "codec"];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** Plain RTP; AVPF is the same stream to us. Encrypted profiles are not ours to answer (yet). */
function isPlainRtp(protocol: string): boolean {
  return protocol === "RTP/AVP" || protocol === "RTP/AVPF";
}

function agree(
  sdp: SessionDescription,
  medium: MediaDescription,
  ours: Pick<MediaCapabilities, "codecs" | "telephoneEvent" | "direction">,
): NegotiatedAudio | NegotiationRefusal {
  if (!isPlainRtp(medium.protocol)) return "profile";
  const offered = payloads(medium);
  // Both sides may have an order; the first of the offer is what the other side can do best, so theirs counts.
  const chosen = offered.find((payload) => ours.codecs.some((codec) => codec === payload.name));
  if (chosen === undefined) return "codec";
  const host = medium.connection ?? sdp.connection;
  if (host === undefined || host === "") return "address";
  const events = ours.telephoneEvent ? offered.find((payload) => payload.name === "TELEPHONE-EVENT") : undefined;
  const remote = { host, port: medium.port };
  const rtcpMux = has(medium, "rtcp-mux");
  return {
    codec: chosen.name === "PCMU" ? "PCMU" : "PCMA",
    payloadType: chosen.type,
    telephoneEventPayloadType: events?.type,
    ptimeMs: ptimeOf(medium),
    ...flowOf(directionOf(sdp, medium), host, ours.direction),
    remote,
    remoteRtcp: rtcpMux ? remote : rtcpOf(medium, remote),
    rtcpMux,
  };
}

/** RFC 3264 8.4: a stream is held by sendonly or inactive, and was by an address of zeros in RFC 2543. */
function flowOf(theirs: Direction, host: string, wanted: Direction): Pick<NegotiatedAudio, "direction" | "held"> {
  if (host === "0.0.0.0" || host === "::") return { direction: narrow("sendonly", wanted), held: true };
  return { direction: narrow(theirs, wanted), held: theirs === "sendonly" || theirs === "inactive" };
}

type Payload = { readonly type: number; readonly name: string };

/** Formats with their names in upper case; those with static numbers need no rtpmap (RFC 3551 6). */
function payloads(medium: MediaDescription): Payload[] {
  const mapped = new Map(
    medium.attributes
      .filter((attribute) => attribute.name === "rtpmap")
      .map((attribute): [string, string] => {
        const [type = "", encoding = ""] = (attribute.value ?? "").trim().split(" ", 2);
        return [type, encoding.toUpperCase()];
      }),
  );
  return medium.formats.flatMap((format) => {
    const type = /^\d{1,3}$/.test(format) ? Number(format) : 128;
    if (type > 127) return [];
    const [name, rate, channels] = (mapped.get(format) ?? staticName(type)).split("/", 3);
    const isPlain = rate === "8000" && (channels === undefined || channels === "1");
    return name === undefined || !isPlain ? [] : [{ type, name }];
  });
}

function staticName(type: number): string {
  return type === 0 ? "PCMU/8000" : type === 8 ? "PCMA/8000" : "";
}

function has(medium: MediaDescription, name: string): boolean {
  return medium.attributes.some((attribute) => attribute.name === name);
}

function valueOf(medium: MediaDescription, name: string): string | undefined {
  return medium.attributes.find((attribute) => attribute.name === name)?.value;
}

const directions: readonly string[] = ["sendrecv", "sendonly", "recvonly", "inactive"] satisfies Direction[];

/** The stream's own word, else the session's, else sendrecv (RFC 4566 6). */
function directionOf(sdp: SessionDescription, medium: MediaDescription): Direction {
  const found = [...medium.attributes, ...sdp.attributes].find((attribute) => directions.includes(attribute.name));
  return (found?.name ?? "sendrecv") as Direction;
}

/** Ours, seen from us, from what they said, seen from them, and what we want (RFC 3264 6.1). */
function narrow(theirs: Direction, wanted: Direction): Direction {
  const sends = (theirs === "sendrecv" || theirs === "recvonly") && (wanted === "sendrecv" || wanted === "sendonly");
  const receives = (theirs === "sendrecv" || theirs === "sendonly") && (wanted === "sendrecv" || wanted === "recvonly");
  if (sends) return receives ? "sendrecv" : "sendonly";
  return receives ? "recvonly" : "inactive";
}

function ptimeOf(medium: MediaDescription): number {
  const ptime = Number(valueOf(medium, "ptime") ?? PTIME_MS_DEFAULT);
  return Number.isInteger(ptime) && ptime >= 10 && ptime <= 60 ? ptime : PTIME_MS_DEFAULT;
}

/** RFC 3605: `a=rtcp:53020` or `a=rtcp:53020 IN IP4 192.0.2.1`; else the next port. */
function rtcpOf(medium: MediaDescription, remote: Address): Address {
  const [port = "", , , host] = (valueOf(medium, "rtcp") ?? "").split(" ", 4);
  const isGiven = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535;
  return isGiven
    ? { host: host ?? remote.host, port: Number(port) }
    : { host: remote.host, port: Math.min(remote.port + 1, 65_535) };
}

function answerTo(
  offer: SessionDescription,
  chosen: number,
  ours: { readonly capabilities: MediaCapabilities; readonly agreed: NegotiatedAudio },
): SessionDescription {
  const { capabilities, agreed } = ours;
  const codec = { type: agreed.payloadType, name: agreed.codec };
  return describe(
    capabilities,
    offer.media.map((medium, index) =>
      index === chosen
        ? audioLine(capabilities, {
            protocol: medium.protocol,
            codecs: [codec],
            eventType: agreed.telephoneEventPayloadType,
            direction: agreed.direction,
            rtcpMux: agreed.rtcpMux,
          })
        : // "To reject an offered stream, the port number … MUST be set to zero"; one format has to stand there.
          { ...medium, port: 0, formats: medium.formats.slice(0, 1), connection: undefined, attributes: [] },
    ),
    // RFC 3264 6: the t= line of the answer is that of the offer.
    offer.timing,
  );
}

/** Our offer, or our description for a re-INVITE without one. */
export function makeOffer(capabilities: MediaCapabilities): SessionDescription {
  const line = audioLine(capabilities, {
    protocol: "RTP/AVP",
    codecs: capabilities.codecs.map((name) => ({ type: STATIC_PAYLOADS[name], name })),
    eventType: capabilities.telephoneEvent ? EVENT_PAYLOAD_TYPE : undefined,
    direction: capabilities.direction,
    rtcpMux: false,
  });
  return describe(capabilities, [line], "0 0");
}

function describe(ours: MediaCapabilities, media: readonly MediaDescription[], timing: string): SessionDescription {
  const { sessionId, sessionVersion, address } = ours;
  return {
    origin: { username: "-", sessionId, sessionVersion: String(sessionVersion), address },
    name: "-",
    connection: address,
    timing,
    attributes: [],
    media,
  };
}

type AudioLine = {
  readonly protocol: string;
  readonly codecs: readonly { readonly type: number; readonly name: AudioCodec }[];
  readonly eventType: number | undefined;
  readonly direction: Direction;
  readonly rtcpMux: boolean;
};

function audioLine(ours: MediaCapabilities, line: AudioLine): MediaDescription {
  const attributes: SdpAttribute[] = line.codecs.map(({ type, name }) => ({
    name: "rtpmap",
    value: `${type} ${name}/8000`,
  }));
  if (line.eventType !== undefined)
    attributes.push(
      { name: "rtpmap", value: `${line.eventType} telephone-event/8000` },
      { name: "fmtp", value: `${line.eventType} ${EVENTS}` },
    );
  attributes.push({ name: "ptime", value: String(ours.ptimeMs) }, { name: line.direction, value: undefined });
  if (line.rtcpMux) attributes.push({ name: "rtcp-mux", value: undefined });
  const types = line.codecs.map(({ type }) => type);
  return {
    kind: "audio",
    port: ours.port,
    protocol: line.protocol,
    formats: [...types, ...(line.eventType === undefined ? [] : [line.eventType])].map(String),
    connection: undefined,
    attributes,
  };
}

/** What an answer to our offer agreed to. */
export function readAnswer(offer: SessionDescription, answer: SessionDescription): AnswerReading {
  const index = offer.media.findIndex((medium) => medium.kind === "audio" && medium.port !== 0);
  const [ours, theirs] = [offer.media[index], answer.media[index]];
  if (ours === undefined || theirs === undefined || theirs.kind !== "audio" || theirs.port === 0)
    return { ok: false, refusal: "no-audio" };
  const offered = payloads(ours).map((payload) => payload.name);
  const agreed = agree(answer, theirs, {
    codecs: offered.filter((name) => name === "PCMU" || name === "PCMA"),
    telephoneEvent: offered.includes("TELEPHONE-EVENT"),
    direction: directionOf(offer, ours),
  });
  return typeof agreed === "string" ? { ok: false, refusal: agreed } : { ok: true, audio: agreed };
}
