/**
 * What a browser says of its audio in SDP, read (RFC 8866, RFC 8829): only what a leg needs, each part looked at.
 *
 * The native library never sees a browser's text: it gets one that is written anew from what was understood here.
 */
import { isIP } from "node:net";
import { accept, refuse } from "./protocol.ts";
import type { Codec, Direction, Result } from "./protocol.ts";

const TEXT_LENGTH_MAX = 64_000;
const SECTIONS_MAX = 32;
const CANDIDATES_MAX = 16;

/** How the other side is reached and known, by ICE (RFC 8839) and DTLS (RFC 8842). */
export type Transport = {
  readonly ufrag: string;
  readonly password: string;
  /** "sha-256 AA:BB:…" */
  readonly fingerprint: string;
  readonly setup: "active" | "actpass" | "passive";
  /** "candidate:…", UDP and literal addresses only. */
  readonly candidates: readonly string[];
};

/** An m-section, of which nothing is used but its place and name unless it is the audio that was chosen. */
export type Section = {
  readonly media: string;
  readonly protocol: string;
  readonly format: string;
  readonly mid: string;
};

export type BrowserDescription = {
  readonly transport: Transport;
  readonly sections: readonly Section[];
  /** Which of the sections is the leg's. */
  readonly audio: number;
  readonly isBundled: boolean;
  readonly codec: Codec;
  readonly payloadType: number;
  readonly telephoneEventType?: number;
  /** The browser's own direction. */
  readonly direction: Direction;
};

/** One section with the attributes of the session behind its own: the first that fits counts (RFC 8866 section 5.13). */
type Lines = { readonly m: string; readonly attributes: readonly string[] };

/** Reads an offer or answer; the refusal `bad-sdp` says in words what is missing. */
export function readBrowserSdp(text: string): Result<BrowserDescription> {
  if (typeof text !== "string" || text.length > TEXT_LENGTH_MAX) return bad("longer than 64 kB, or no text");
  const [session, ...media] = split(text);
  if (session === undefined || !text.startsWith("v=0")) return bad("it does not begin with v=0");
  if (media.length > SECTIONS_MAX) return bad("too many m-lines");
  const sections = media.map((lines, index) => sectionOf(lines, index));
  const audio = media.findIndex((lines, index) => isAudio(lines, sections[index]));
  const [lines, section] = [media[audio], sections[audio]];
  if (lines === undefined || section === undefined) return bad("no audio over UDP/TLS/RTP/SAVPF");
  if (sections.some((each) => each === undefined)) return bad("an m-line that cannot be read");
  const own = { m: lines.m, attributes: [...lines.attributes, ...session.attributes] };
  if (!own.attributes.includes("rtcp-mux")) return bad("no a=rtcp-mux");
  const codec = codecOf(own);
  if (codec === undefined) return bad("neither PCMU nor PCMA");
  const transport = readTransport(own.attributes);
  if (!transport.ok) return transport;
  const groups = session.attributes.filter((line) => line.startsWith("group:BUNDLE "));
  return accept({
    transport: transport.value,
    sections: sections.flatMap((each) => (each === undefined ? [] : [each])),
    audio,
    isBundled: groups.some((line) => line.split(" ").slice(1).includes(section.mid)),
    ...codec,
    direction: directionOf(own.attributes),
  });
}

/** The attributes of the session, then those of each section. */
function split(text: string): Lines[] {
  const parts: { m: string; attributes: string[] }[] = [{ m: "", attributes: [] }];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("m=")) parts.push({ m: line.slice(2), attributes: [] });
    else if (line.startsWith("a=")) parts.at(-1)?.attributes.push(line.slice(2));
  }
  return parts;
}

function sectionOf({ m, attributes }: Lines, index: number): Section | undefined {
  const read = /^([a-z]{1,20}) \d{1,5}(?:\/\d+)? ([A-Za-z/]{1,30}) ([!-~]{1,40})/.exec(m);
  const mid = value(attributes, "mid") ?? String(index);
  if (read === null || !/^[!-~]{1,64}$/.test(mid)) return undefined;
  return { media: read[1] ?? "", protocol: read[2] ?? "", format: read[3] ?? "", mid };
}

/** A port of 0 means that it is refused, but for one that is bundled with another (RFC 8843 section 7.1.2). */
function isAudio({ m, attributes }: Lines, section: Section | undefined): boolean {
  if (section?.media !== "audio" || !/^(UDP\/TLS\/)?RTP\/SAVPF?$/.test(section.protocol)) return false;
  return !m.startsWith("audio 0 ") || attributes.includes("bundle-only");
}

/** PCMU, else PCMA; digits beside it at the same clock (RFC 4733 section 2.1). */
function codecOf({
  m,
  attributes,
}: Lines): Pick<BrowserDescription, "codec" | "payloadType" | "telephoneEventType"> | undefined {
  const types = m
    .split(" ")
    .slice(3)
    .filter((type) => /^\d{1,3}$/.test(type))
    .map(Number);
  const names = new Map([
    [0, "pcmu/8000"],
    [8, "pcma/8000"],
  ]);
  for (const line of attributes) {
    const map = /^rtpmap:(\d{1,3}) ([^ ]+)$/.exec(line);
    if (map !== null) names.set(Number(map[1]), (map[2] ?? "").toLowerCase().replace(/\/1$/, ""));
  }
  const typeOf = (name: string): number | undefined => types.find((type) => type < 128 && names.get(type) === name);
  const telephoneEventType = typeOf("telephone-event/8000");
  const digits = telephoneEventType === undefined ? {} : { telephoneEventType };
  const pcmu = typeOf("pcmu/8000");
  if (pcmu !== undefined) return { codec: "PCMU", payloadType: pcmu, ...digits };
  const pcma = typeOf("pcma/8000");
  return pcma === undefined ? undefined : { codec: "PCMA", payloadType: pcma, ...digits };
}

function readTransport(attributes: readonly string[]): Result<Transport> {
  const ufrag = value(attributes, "ice-ufrag") ?? "";
  const password = value(attributes, "ice-pwd") ?? "";
  // RFC 8839 section 5.4.
  if (!/^[A-Za-z0-9+/]{4,256}$/.test(ufrag)) return bad("no a=ice-ufrag");
  if (!/^[A-Za-z0-9+/]{22,256}$/.test(password)) return bad("no a=ice-pwd");
  const fingerprint = attributes.flatMap(fingerprintOf)[0];
  if (fingerprint === undefined) return bad("no a=fingerprint of SHA-256, 384 or 512");
  const setup = value(attributes, "setup") ?? "";
  if (setup !== "actpass" && setup !== "active" && setup !== "passive") return bad("no a=setup");
  const candidates = [...new Set(attributes.flatMap(candidateOf))].slice(0, CANDIDATES_MAX);
  return accept({ ufrag, password, fingerprint, setup, candidates });
}

/** RFC 8122 section 5: pairs of hex digits, as many as the hash has octets. */
function fingerprintOf(line: string): string[] {
  const [, bits, digest] = /^fingerprint:sha-(256|384|512) ([0-9A-F]{2}(?::[0-9A-F]{2})*)$/i.exec(line) ?? [];
  if (bits === undefined || digest === undefined || digest.length !== (Number(bits) / 8) * 3 - 1) return [];
  return [`sha-${bits} ${digest.toUpperCase()}`];
}

/** A name (mDNS, RFC 8828) is left out: nobody shall make us ask for it, and the browser's own checks find us. */
function candidateOf(line: string): string[] {
  const [, foundation, priority, address, port, kind] =
    /^candidate:([A-Za-z0-9+/]{1,32}) 1 udp (\d{1,10}) ([0-9A-Fa-f.:]+) (\d{1,5}) typ (host|srflx|prflx|relay)\b/i.exec(
      line,
    ) ?? [];
  if (address === undefined || isIP(address) === 0 || isNobody(address)) return [];
  if (!(Number(port) > 0 && Number(port) < 65_536 && Number(priority) < 2 ** 32)) return [];
  return [`candidate:${foundation} 1 UDP ${priority} ${address} ${port} typ ${kind}`];
}

/** Addresses of nobody, or of many: 0.0.0.0/8, 224.0.0.0/3, :: and multicast. */
function isNobody(address: string): boolean {
  if (isIP(address) === 6) return /^(::$|ff)/i.test(address);
  const first = Number(address.split(".")[0]);
  return first === 0 || first >= 224;
}

function directionOf(attributes: readonly string[]): Direction {
  const directions = ["sendrecv", "sendonly", "recvonly", "inactive"] as const;
  const stated = attributes.find((line) => directions.some((each) => each === line));
  return directions.find((each) => each === stated) ?? "sendrecv";
}

function value(attributes: readonly string[], name: string): string | undefined {
  return attributes.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
}

function bad(what: string): ReturnType<typeof refuse> {
  return refuse("bad-sdp", what);
}
