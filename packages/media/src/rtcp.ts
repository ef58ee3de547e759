/** RTCP (RFC 3550 section 6): the reports we send and what we take from those that come. */

export type ReportBlock = {
  readonly ssrc: number;
  /** Lost since the last report, in 256ths. */
  readonly fraction: number;
  readonly lost: number;
  readonly highest: number;
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report, and how long ago it came, in 1/65536 s. */
  readonly lastReport: number;
  readonly sinceLastReport: number;
};

export type SenderInfo = { readonly timestamp: number; readonly packets: number; readonly octets: number };

export type RtcpFacts = {
  /** NTP middle 32 bits of a sender report that was in it. */
  readonly senderReport?: number;
  readonly blocks: readonly ReportBlock[];
  readonly bye: boolean;
};

const SR = 200;
const RR = 201;
const SDES = 202;
const BYE = 203;
const NTP_EPOCH_S = 2_208_988_800;

/** The middle 32 bits of the NTP time at a Unix time. */
export function ntpMiddle(unixMs: number): number {
  const seconds = unixMs / 1_000 + NTP_EPOCH_S;
  return Math.floor((seconds % 65_536) * 65_536) >>> 0;
}

/** A compound packet: sender or receiver report, our name, and a goodbye if wanted (RFC 3550 6.1). */
export function buildRtcp(report: {
  readonly ssrc: number;
  readonly cname: string;
  readonly unixMs: number;
  readonly sender?: SenderInfo | undefined;
  readonly block?: ReportBlock | undefined;
  readonly bye?: boolean;
}): Buffer {
  const parts = [reportPacket(report), sdes(report.ssrc, report.cname)];
  if (report.bye === true) parts.push(withHeader(BYE, 1, words(report.ssrc)));
  return Buffer.concat(parts);
}

/** What a compound packet tells; undefined when it is none. */
export function parseRtcp(bytes: Buffer): RtcpFacts | undefined {
  const packets = split(bytes);
  // RFC 3550 A.2: the first packet of a compound is a report.
  if (packets === undefined || (packets[0]?.[1] !== SR && packets[0]?.[1] !== RR)) return undefined;
  const sender = packets.find((packet) => packet[1] === SR && packet.length >= 28);
  return {
    ...(sender === undefined ? {} : { senderReport: sender.readUInt32BE(10) }),
    blocks: packets.flatMap((packet) => blocksOf(packet)),
    bye: packets.some((packet) => packet[1] === BYE),
  };
}

/** The packets of a compound; undefined unless all are of version 2 and their lengths add up. */
function split(bytes: Buffer): Buffer[] | undefined {
  const packets: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt16BE(at + 2) * 4;
    if (bytes.readUInt8(at) >> 6 !== 2 || end > bytes.length) return undefined;
    packets.push(bytes.subarray(at, end));
    at = end;
  }
  return at === bytes.length ? packets : undefined;
}

function blocksOf(packet: Buffer): ReportBlock[] {
  const type = packet[1];
  if (type !== SR && type !== RR) return [];
  const count = (packet[0] ?? 0) & 0x1f;
  const blocks: ReportBlock[] = [];
  for (let at = type === SR ? 28 : 8; blocks.length < count && at + 24 <= packet.length; at += 24)
    blocks.push({
      ssrc: packet.readUInt32BE(at),
      fraction: packet[at + 4] ?? 0,
      lost: packet.readIntBE(at + 5, 3),
      highest: packet.readUInt32BE(at + 8),
      jitter: packet.readUInt32BE(at + 12),
      lastReport: packet.readUInt32BE(at + 16),
      sinceLastReport: packet.readUInt32BE(at + 20),
    });
  return blocks;
}

function reportPacket(report: Parameters<typeof buildRtcp>[0]): Buffer {
  const { sender, block } = report;
  const body = [words(report.ssrc)];
  if (sender !== undefined) {
    const seconds = report.unixMs / 1_000 + NTP_EPOCH_S;
    const fraction = Math.floor((seconds % 1) * 2 ** 32);
    body.push(words(Math.floor(seconds), fraction, sender.timestamp, sender.packets, sender.octets));
  }
  if (block !== undefined) {
    const lost = Math.max(-0x800000, Math.min(0x7fffff, block.lost)) & 0xffffff;
    const lossWord = block.fraction * 2 ** 24 + lost;
    body.push(words(block.ssrc, lossWord, block.highest, block.jitter, block.lastReport, block.sinceLastReport));
  }
  return withHeader(sender === undefined ? RR : SR, block === undefined ? 0 : 1, Buffer.concat(body));
}

/** RFC 3550 6.5: one chunk with the CNAME, ended by at least one zero octet and filled up to whole words. */
function sdes(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, "utf8").subarray(0, 255);
  const chunk = Buffer.concat([words(ssrc), Buffer.from([1, name.length]), name, Buffer.from([0])]);
  return withHeader(SDES, 1, Buffer.concat([chunk, Buffer.alloc((4 - (chunk.length % 4)) % 4)]));
}

function withHeader(type: number, count: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | count, type, (body.length / 4) >> 8, (body.length / 4) & 0xff]), body]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
}
