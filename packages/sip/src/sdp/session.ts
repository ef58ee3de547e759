/** A session description (RFC 4566) as data: what is understood is named, the rest is left behind. */

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type SdpAttribute = { readonly name: string; readonly value: string | undefined };

export type SdpOrigin = {
  readonly username: string;
  /** Decimal text: RFC 4566 allows more than 2^53. */
  readonly sessionId: string;
  readonly sessionVersion: string;
  readonly address: string;
};

export type MediaDescription = {
  /** `audio`, `video`, … */
  readonly kind: string;
  /** 0 refuses the stream (RFC 3264 6). */
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** The `c=` address of this stream, where it has one of its own. */
  readonly connection: string | undefined;
  readonly attributes: readonly SdpAttribute[];
};

export type SessionDescription = {
  readonly origin: SdpOrigin;
  readonly name: string;
  readonly connection: string | undefined;
  /** The `t=` line's value. */
  readonly timing: string;
  readonly attributes: readonly SdpAttribute[];
  readonly media: readonly MediaDescription[];
};

/** A description that is carried as it is, unread: what a browser and its media process say to each other. */
export type RawSdp = { readonly raw: string };

export type AnyDescription = SessionDescription | RawSdp;

const TEXT_MAX = 32_768;
const LINES_MAX = 1_024;
const MEDIA_MAX = 32;
const FORMATS_MAX = 64;

/** What is gathered while reading; the last medium takes the lines after its `m=`. */
type Draft = {
  origin: SdpOrigin | undefined;
  name: string;
  connection: string | undefined;
  timing: string;
  attributes: SdpAttribute[];
  media: DraftMedia[];
  isBad: boolean;
};
type DraftMedia = {
  kind: string;
  port: number;
  protocol: string;
  formats: string[];
  connection: string | undefined;
  attributes: SdpAttribute[];
};

/** Undefined where it cannot be read. Tolerant in what it does not need, bounded in everything. */
export function parseSdp(text: string): SessionDescription | undefined {
  if (text.length > TEXT_MAX || !text.startsWith("v=0")) return undefined;
  const lines = text.split("\n", LINES_MAX + 1);
  if (lines.length > LINES_MAX) return undefined;
  const draft: Draft = {
    origin: undefined,
    name: "-",
    connection: undefined,
    timing: "0 0",
    attributes: [],
    media: [],
    isBad: false,
  };
  for (const raw of lines) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.charCodeAt(1) === 61) readLine(draft, line.charAt(0), line.slice(2));
  }
  const { origin, isBad, ...rest } = draft;
  return origin === undefined || isBad || draft.media.length > MEDIA_MAX ? undefined : { origin, ...rest };
}

function readLine(draft: Draft, type: string, value: string): void {
  const medium = draft.media.at(-1);
  switch (type) {
    case "o":
      draft.origin ??= readOrigin(value);
      break;
    case "s":
      draft.name = value;
      break;
    case "t":
      draft.timing = value;
      break;
    case "c":
      (medium ?? draft).connection = readConnection(value);
      break;
    case "a":
      (medium ?? draft).attributes.push(readAttribute(value));
      break;
    case "m":
      readMedium(draft, value);
      break;
    default:
  }
}

function readOrigin(value: string): SdpOrigin | undefined {
  const [username = "-", sessionId = "", sessionVersion = "", , , address = ""] = value.split(" ", 7);
  if (!/^\d{1,20}$/.test(sessionId) || !/^\d{1,20}$/.test(sessionVersion)) return undefined;
  return { username, sessionId, sessionVersion, address };
}

/** `IN IP4 192.0.2.1/127`: the address alone. */
function readConnection(value: string): string | undefined {
  const [, , address] = value.split(" ", 4);
  const slash = address?.indexOf("/") ?? -1;
  return slash < 0 ? address : address?.slice(0, slash);
}

function readAttribute(value: string): SdpAttribute {
  const colon = value.indexOf(":");
  return colon < 0 ? { name: value, value: undefined } : { name: value.slice(0, colon), value: value.slice(colon + 1) };
}

function readMedium(draft: Draft, value: string): void {
  const [kind = "", portText = "", protocol = "", ...formats] = value.trim().split(" ", FORMATS_MAX + 3);
  const port = /^(\d{1,5})(?:\/\d{1,5})?$/.exec(portText)?.[1];
  if (kind === "" || protocol === "" || port === undefined || Number(port) > 65_535) draft.isBad = true;
  else draft.media.push({ kind, port: Number(port), protocol, formats, connection: undefined, attributes: [] });
}

/** Lines end in CRLF, and one address family is written for each address. */
export function sdpToText(sdp: SessionDescription): string {
  const { origin } = sdp;
  const lines = [
    "v=0",
    `o=${origin.username} ${origin.sessionId} ${origin.sessionVersion} ${networkText(origin.address)}`,
    `s=${sdp.name === "" ? "-" : sdp.name}`,
  ];
  if (sdp.connection !== undefined) lines.push(`c=${networkText(sdp.connection)}`);
  lines.push(`t=${sdp.timing}`, ...sdp.attributes.map(attributeText));
  for (const medium of sdp.media) {
    lines.push(`m=${[medium.kind, medium.port, medium.protocol, ...medium.formats].join(" ")}`);
    if (medium.connection !== undefined) lines.push(`c=${networkText(medium.connection)}`);
    lines.push(...medium.attributes.map(attributeText));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function networkText(address: string): string {
  return `IN ${address.includes(":") ? "IP6" : "IP4"} ${address}`;
}

function attributeText(attribute: SdpAttribute): string {
  return attribute.value === undefined ? `a=${attribute.name}` : `a=${attribute.name}:${attribute.value}`;
}
