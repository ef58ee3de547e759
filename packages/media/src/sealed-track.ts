/**
 * A recorded track sealed by a key: AES-256-CTR over the samples, so that it can be read from any place, and cut short.
 *
 *   "LGTRACK1" · 16 bytes initial counter · 16 bytes key check · samples (16-bit little-endian, 8 kHz mono), sealed
 *
 * What the key check does not do is prove that the samples are untouched; the SHA-256 told by `recording.finished` does.
 */
import { createCipheriv, createHmac, createSecretKey, randomBytes, timingSafeEqual } from "node:crypto";
import type { Cipheriv } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { WAV_HEADER_BYTES, wavHeader } from "./wav.ts";

const MAGIC = "LGTRACK1";
export const SEALED_HEADER_BYTES = 40;
const BLOCK_BYTES = 16;

/** Seals what is given to it in the order of the file. */
export class TrackSeal {
  readonly header: Buffer;
  readonly #cipher: Cipheriv;

  constructor(key: Buffer) {
    const counter = randomBytes(BLOCK_BYTES);
    this.header = Buffer.concat([Buffer.from(MAGIC, "latin1"), counter, keyCheck(key, counter)]);
    this.#cipher = createCipheriv("aes-256-ctr", createSecretKey(key), counter);
  }

  seal(samples: Buffer): Buffer {
    return this.#cipher.update(samples);
  }
}

/** A recorded track that can be read as the WAV file it stands for, from any place. */
export type Track = {
  readonly wavBytes: number;
  readonly durationMs: number;
  /** Bytes of the WAV file from `from` on, at most `length`. */
  read(from: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

export type TrackResult =
  | { readonly ok: true; readonly track: Track }
  | { readonly ok: false; readonly cause: "not-a-track" | "wrong-key" | "no-key" };

/** Opens a track, sealed (then `key` is its 32 bytes) or plain. The caller closes it. Throws what the file system throws. */
export async function openTrack(path: string, key?: Buffer): Promise<TrackResult> {
  const file = await open(path, "r");
  const opened = await examine(file, key);
  if (!opened.ok) await file.close();
  return opened;
}

async function examine(file: FileHandle, key: Buffer | undefined): Promise<TrackResult> {
  const { size } = await file.stat();
  const header = await readAt(file, 0, WAV_HEADER_BYTES);
  if (header.toString("latin1", 0, 4) === "RIFF") return { ok: true, track: new PlainTrack(file, size) };
  if (header.length < SEALED_HEADER_BYTES || header.toString("latin1", 0, 8) !== MAGIC)
    return { ok: false, cause: "not-a-track" };
  if (key === undefined) return { ok: false, cause: "no-key" };
  const counter = header.subarray(8, 24);
  if (key.length !== 32 || !timingSafeEqual(keyCheck(key, counter), header.subarray(24, 40)))
    return { ok: false, cause: "wrong-key" };
  return { ok: true, track: new SealedTrack({ file, size, key, counter }) };
}

class PlainTrack implements Track {
  readonly wavBytes: number;
  readonly durationMs: number;
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.wavBytes = size;
    this.durationMs = Math.floor((size - WAV_HEADER_BYTES) / 16);
  }

  read(from: number, length: number): Promise<Buffer> {
    return readAt(this.#file, from, length);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

class SealedTrack implements Track {
  readonly wavBytes: number;
  readonly durationMs: number;
  readonly #file: FileHandle;
  readonly #key: Buffer;
  readonly #counter: Buffer;
  readonly #header: Buffer;

  constructor(options: {
    readonly file: FileHandle;
    readonly size: number;
    readonly key: Buffer;
    readonly counter: Buffer;
  }) {
    const samples = (options.size - SEALED_HEADER_BYTES) >> 1;
    this.#file = options.file;
    this.#key = options.key;
    this.#counter = options.counter;
    this.#header = wavHeader(samples);
    this.wavBytes = WAV_HEADER_BYTES + samples * 2;
    this.durationMs = Math.floor(samples / 8);
  }

  async read(from: number, length: number): Promise<Buffer> {
    const until = Math.min(from + length, this.wavBytes);
    const head = this.#header.subarray(Math.min(from, WAV_HEADER_BYTES), Math.min(until, WAV_HEADER_BYTES));
    const samplesFrom = Math.max(0, from - WAV_HEADER_BYTES);
    const samplesUntil = Math.max(0, until - WAV_HEADER_BYTES);
    if (samplesUntil <= samplesFrom) return head;
    return Buffer.concat([head, await this.#unseal(samplesFrom, samplesUntil - samplesFrom)]);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Counter mode begins at a block: the one that holds the first byte, whose beginning is thrown away. */
  async #unseal(from: number, length: number): Promise<Buffer> {
    const block = Math.floor(from / BLOCK_BYTES);
    const lead = from - block * BLOCK_BYTES;
    const sealed = await readAt(this.#file, SEALED_HEADER_BYTES + block * BLOCK_BYTES, lead + length);
    const cipher = createCipheriv("aes-256-ctr", createSecretKey(this.#key), advance(this.#counter, block));
    return cipher.update(sealed).subarray(lead);
  }
}

/** The counter so many blocks on: 128 bits, big-endian, wrapping. */
function advance(counter: Buffer, blocks: number): Buffer {
  const sum = BigInt.asUintN(128, BigInt(`0x${counter.toString("hex")}`) + BigInt(blocks));
  return Buffer.from(sum.toString(16).padStart(32, "0"), "hex");
}

function keyCheck(key: Buffer, counter: Buffer): Buffer {
  return createHmac("sha256", key).update("legroom track").update(counter).digest().subarray(0, 16);
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, from);
  return bytes.subarray(0, bytesRead);
}
