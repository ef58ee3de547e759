/** RTP packets (RFC 3550 section 5.1), read and written. */
export const RTP_HEADER_BYTES = 12;
/** Payload type of comfort noise (RFC 3389). */
export const COMFORT_NOISE_TYPE = 13;

export type RtpPacket = {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits, in samples. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
};

/** Undefined for whatever is not one whole RTP packet of version 2. */
export function parseRtp(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < RTP_HEADER_BYTES) return undefined;
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  if (first >> 6 !== 2 || isRtcpType(second)) return undefined;
  const from = payloadStart(bytes, first);
  // RFC 3550 5.1: with the padding bit set the last octet says how many octets to ignore, itself included.
  const isPadded = (first & 0x20) !== 0;
  const padding = isPadded ? (bytes[bytes.length - 1] ?? 0) : 0;
  if ((isPadded && padding === 0) || from + padding > bytes.length) return undefined;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(from, bytes.length - padding),
  };
}

/** Behind the contributing sources and the header extension; beyond the end when these are cut short. */
function payloadStart(bytes: Buffer, first: number): number {
  const from = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) === 0) return from;
  return from + 4 > bytes.length ? bytes.length + 1 : from + 4 + bytes.readUInt16BE(from + 2) * 4;
}

/** RFC 5761 section 4: on a shared port the second octet tells RTCP (192 to 223) from RTP. */
export function isRtcpType(second: number): boolean {
  return second >= 192 && second <= 223;
}

/** Writes the header into `into`, whose payload begins at octet 12. */
export function writeRtpHeader(into: Buffer, header: Omit<RtpPacket, "payload">): void {
  into[0] = 0x80;
  into[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  into.writeUInt16BE(header.sequence, 2);
  into.writeUInt32BE(header.timestamp, 4);
  into.writeUInt32BE(header.ssrc, 8);
}

export function buildRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.allocUnsafe(RTP_HEADER_BYTES + packet.payload.length);
  writeRtpHeader(bytes, packet);
  packet.payload.copy(bytes, RTP_HEADER_BYTES);
  return bytes;
}
