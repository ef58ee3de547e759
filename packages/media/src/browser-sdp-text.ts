/** The SDP of a browser's leg, written: ours for the browser, and the browser's as the library is to see it. */
import { isIP } from "node:net";
import type { BrowserDescription, Section, Transport } from "./browser-sdp.ts";
import type { Agreement } from "./rtp-session.ts";
import { isLoopback } from "./udp.ts";

/** The mid of the one section that the library knows, and of our own offers. */
export const OWN_MID = "0";
/** What we offer: RFC 3551 gives PCMU its type, RFC 4733 leaves that of digits to us. */
export const OFFERED = {
  codec: "PCMU",
  payloadType: 0,
  telephoneEventType: 101,
  direction: "sendrecv",
} as const satisfies Agreement;

export type OwnDescription = {
  readonly transport: Transport;
  readonly agreement: Agreement;
  readonly publicAddress: string;
  readonly port: number;
  readonly ssrc: number;
  readonly cname: string;
  readonly sessionId: string;
  /** Grows with each text of one leg (RFC 8866 section 5.2). */
  readonly version: number;
};

/**
 * Our offer. It says that we are reached at what stands in it and nowhere else (ICE lite, RFC 8445 section 6.1.1), so that
 * the browser leads the checks, whoever offers.
 */
export function writeOffer(own: OwnDescription): string {
  return write(own, ["a=ice-lite", `a=group:BUNDLE ${OWN_MID}`], audioLines(own, OWN_MID));
}

/** The answer: one m-line for each that was offered, those that are not the leg's refused (RFC 3264 section 6). */
export function writeAnswer(own: OwnDescription, offer: BrowserDescription): string {
  const mid = offer.sections[offer.audio]?.mid ?? OWN_MID;
  const sections = offer.sections.flatMap((section, index) =>
    index === offer.audio ? audioLines(own, mid) : refusedLines(section),
  );
  return write(own, offer.isBundled ? [`a=group:BUNDLE ${mid}`] : [], sections);
}

/**
 * The browser's half in the library's words, as an offer that leaves it our role in DTLS (`own`); of the browser's addresses
 * only those that can be reached from our socket.
 */
export function writeForLibrary(browser: Transport, own: Transport["setup"], host: string): string {
  const candidates = browser.candidates.filter((line) => isReachable(line, host));
  return text([
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${OWN_MID}`,
    `m=audio 9 UDP/TLS/RTP/SAVPF ${OFFERED.payloadType}`,
    "c=IN IP4 0.0.0.0",
    `a=mid:${OWN_MID}`,
    "a=sendrecv",
    "a=rtcp-mux",
    "a=rtpmap:0 PCMU/8000",
    ...transportLines({ ...browser, setup: own === "active" ? "passive" : "active", candidates }),
  ]);
}

/** RFC 3264 section 6.1: our direction, by what the far side said of its own. */
export function answering(direction: Agreement["direction"]): Agreement["direction"] {
  if (direction === "sendonly") return "recvonly";
  return direction === "recvonly" ? "sendonly" : direction;
}

function write(own: OwnDescription, group: readonly string[], sections: readonly string[]): string {
  const origin = `o=- ${own.sessionId} ${own.version} IN ${place(own.publicAddress)}`;
  return text(["v=0", origin, "s=-", "t=0 0", ...group, "a=msid-semantic: WMS *", ...sections]);
}

function audioLines(own: OwnDescription, mid: string): string[] {
  const { codec, payloadType, telephoneEventType: digits, direction } = own.agreement;
  const types = digits === undefined ? `${payloadType}` : `${payloadType} ${digits}`;
  const sends = direction === "sendrecv" || direction === "sendonly";
  return [
    `m=audio ${own.port} UDP/TLS/RTP/SAVPF ${types}`,
    `c=IN ${place(own.publicAddress)}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    "a=rtcp-mux",
    `a=rtpmap:${payloadType} ${codec}/8000`,
    ...(digits === undefined ? [] : [`a=rtpmap:${digits} telephone-event/8000`, `a=fmtp:${digits} 0-15`]),
    "a=ptime:20",
    ...(sends ? ["a=msid:legroom audio", `a=ssrc:${own.ssrc} cname:${own.cname}`] : []),
    ...transportLines({ ...own.transport, candidates: withPublic(own) }),
    "a=end-of-candidates",
  ];
}

/** The socket's own addresses, and the public one, which may be that of a router before us. */
function withPublic({ transport, publicAddress, port }: OwnDescription): readonly string[] {
  const { candidates } = transport;
  if (isIP(publicAddress) === 0 || candidates.some((line) => line.split(" ")[4] === publicAddress)) return candidates;
  const priority = candidates[0]?.split(" ")[3] ?? "2130706431";
  return [`candidate:public 1 UDP ${priority} ${publicAddress} ${port} typ host`, ...candidates];
}

function refusedLines({ media, protocol, format, mid }: Section): string[] {
  return [`m=${media} 0 ${protocol} ${format}`, "c=IN IP4 0.0.0.0", `a=mid:${mid}`, "a=inactive"];
}

function transportLines({ ufrag, password, fingerprint, setup, candidates }: Transport): string[] {
  return [
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:${fingerprint}`,
    `a=setup:${setup}`,
    ...candidates.map((line) => `a=${line}`),
  ];
}

/** Nobody outside shall make us send to this machine's own loopback, unless that is where we are bound. */
function isReachable(candidate: string, host: string): boolean {
  const address = candidate.split(" ")[4] ?? "";
  if (isLoopback(address) && !isLoopback(host)) return false;
  return host === "::" || isIP(address) === isIP(host);
}

function place(address: string): string {
  return `${isIP(address) === 6 ? "IP6" : "IP4"} ${address}`;
}

function text(lines: readonly string[]): string {
  return `${lines.join("\r\n")}\r\n`;
}
