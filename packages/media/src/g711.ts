/** G.711 (ITU-T), both laws, between 8-bit samples and 16-bit linear. Tables: one look-up a sample either way. */
import type { Codec } from "./protocol.ts";

const ulawToLinear = Int16Array.from({ length: 256 }, (_, byte) => expandUlaw(byte));
const alawToLinear = Int16Array.from({ length: 256 }, (_, byte) => expandAlaw(byte));
/** Indexed by sample + 32768, so that no sign has to be looked at. */
const linearToUlaw = Uint8Array.from({ length: 65_536 }, (_, index) => compressUlaw(index - 32_768));
const linearToAlaw = Uint8Array.from({ length: 65_536 }, (_, index) => compressAlaw(index - 32_768));

/** The table that turns a payload byte into a sample. */
export function decodingTable(codec: Codec): Int16Array {
  return codec === "PCMU" ? ulawToLinear : alawToLinear;
}

/** Decodes a whole payload. */
export function decodeG711(codec: Codec, payload: Uint8Array): Int16Array {
  const table = decodingTable(codec);
  const pcm = new Int16Array(payload.length);
  for (let i = 0; i < payload.length; i += 1) pcm[i] = table[payload[i] ?? 0] ?? 0;
  return pcm;
}

/** Encodes all of `pcm` into `payload`, from its beginning. */
export function encodeG711(codec: Codec, pcm: Int16Array, payload: Uint8Array): void {
  const table = codec === "PCMU" ? linearToUlaw : linearToAlaw;
  for (let i = 0; i < pcm.length; i += 1) payload[i] = table[(pcm[i] ?? 0) + 32_768] ?? 0;
}

function expandUlaw(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 0x07);
  return (inverted & 0x80) === 0 ? magnitude - 0x84 : 0x84 - magnitude;
}

function compressUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 0x84;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function expandAlaw(byte: number): number {
  const even = byte ^ 0x55;
  const exponent = (even >> 4) & 0x07;
  const mantissa = ((even & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (even & 0x80) === 0 ? -magnitude : magnitude;
}

function compressAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767);
  if (magnitude < 256) return (sign | (magnitude >> 4)) ^ 0x55;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return (sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) ^ 0x55;
}
