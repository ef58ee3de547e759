/**
 * Writes one track to the disk while it is being spoken: a WAV file whose header is right every 640 ms, or a sealed track.
 *
 * Whoever kills the process at any second finds a file that opens and holds all but the last second.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { SEALED_HEADER_BYTES, TrackSeal } from "./sealed-track.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { WAV_HEADER_BYTES, setWavSamples, wavHeader } from "./wav.ts";

const CHUNK_FRAMES = 32;
const CHUNK_BYTES = CHUNK_FRAMES * FRAME_SAMPLES * 2;
/** Ten seconds that the disk did not take: it is too slow or stands still. */
const WAITING_CHUNKS_MAX = 16;
const ZEROS = Buffer.alloc(65_536);

/** The part of a file handle that is used, so that a full disk can be had in a test. */
export type TrackFile = {
  write(bytes: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>;
  close(): Promise<void>;
};

export type TrackWriterOptions = {
  readonly path: string;
  /** 32 bytes; the track is sealed by it. */
  readonly key?: Buffer | undefined;
  /** Called once when the disk fails; nothing more is written then. */
  failed(cause: string): void;
  readonly openFile?: (path: string) => Promise<TrackFile>;
};

type Chunk = { readonly silentSamples: number } | { readonly bytes: Buffer };

export class TrackWriter {
  readonly path: string;
  readonly #options: TrackWriterOptions;
  readonly #seal: TrackSeal | undefined;
  readonly #headerBytes: number;
  readonly #waiting: Chunk[] = [];
  readonly #header = wavHeader(0);
  /** A chunk that is on the disk is filled again: 200 tracks would else leave 3 MB a second behind them. */
  #spare: Buffer | undefined;
  #chunk: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  /** Silence that is written only if something follows it. */
  #silentSamples = 0;
  #samples = 0;
  #writtenBytes = 0;
  #file: TrackFile | undefined;
  #running: Promise<void> | undefined;
  #failed = false;

  constructor(options: TrackWriterOptions) {
    this.path = options.path;
    this.#options = options;
    this.#seal = options.key === undefined ? undefined : new TrackSeal(options.key);
    this.#headerBytes = this.#seal === undefined ? WAV_HEADER_BYTES : SEALED_HEADER_BYTES;
  }

  get durationMs(): number {
    return this.#samples / 8;
  }

  /** Takes the next 20 ms. */
  write(frame: Int16Array): void {
    if (this.#failed) return;
    this.#fillUp();
    Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).copy(this.#chunk, this.#filled);
    this.#filled += frame.byteLength;
    this.#samples += frame.length;
    if (this.#filled >= CHUNK_BYTES) this.#handOver();
  }

  /** So much time passes in which nobody is there: the track ends before it, unless something follows. */
  leaveOut(samples: number): void {
    this.#silentSamples += samples;
  }

  /** Writes what is left and closes the file; gives its SHA-256, or undefined if it could not be written. */
  async finish(): Promise<string | undefined> {
    this.#handOver();
    await this.#running;
    if (this.#file === undefined && !this.#failed) await this.#open();
    await this.#close();
    return this.#failed ? undefined : await sha256(this.path).catch((error: unknown) => this.#fail(error));
  }

  #fillUp(): void {
    if (this.#silentSamples === 0) return;
    this.#handOver();
    this.#queue({ silentSamples: this.#silentSamples });
    this.#samples += this.#silentSamples;
    this.#silentSamples = 0;
  }

  #handOver(): void {
    if (this.#filled === 0) return;
    this.#queue({ bytes: this.#chunk.subarray(0, this.#filled) });
    this.#chunk = this.#spare ?? Buffer.allocUnsafe(CHUNK_BYTES);
    this.#spare = undefined;
    this.#filled = 0;
  }

  #queue(chunk: Chunk): void {
    if (this.#failed) return;
    if (this.#waiting.length >= WAITING_CHUNKS_MAX) return this.#fail(new Error("the disk is too slow"));
    this.#waiting.push(chunk);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      if (this.#file === undefined) await this.#open();
      for (let chunk = this.#waiting.shift(); chunk !== undefined && !this.#failed; chunk = this.#waiting.shift()) {
        if ("bytes" in chunk) {
          await this.#append(chunk.bytes);
          this.#spare = Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset, CHUNK_BYTES);
        } else await this.#appendSilence(chunk.silentSamples * 2);
        await this.#writeHeader();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #open(): Promise<void> {
    try {
      // Never over an older recording.
      this.#file = await (this.#options.openFile ?? ((path) => open(path, "wx", 0o600)))(this.path);
      if (this.#seal !== undefined) await this.#put(this.#seal.header, 0);
      else await this.#writeHeader();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #append(samples: Buffer): Promise<void> {
    const bytes = this.#seal === undefined ? samples : this.#seal.seal(samples);
    await this.#put(bytes, this.#headerBytes + this.#writtenBytes);
    this.#writtenBytes += bytes.length;
  }

  /** Silence in a plain file is a hole in it; in a sealed one it must look like everything else. */
  async #appendSilence(bytes: number): Promise<void> {
    if (this.#seal === undefined) {
      await this.#append(Buffer.alloc(2));
      this.#writtenBytes += bytes - 2;
      return;
    }
    for (let left = bytes; left > 0; left -= ZEROS.length) await this.#append(ZEROS.subarray(0, left));
  }

  /** After the samples, so that it never promises more than there are. */
  async #writeHeader(): Promise<void> {
    if (this.#seal !== undefined) return;
    setWavSamples(this.#header, this.#writtenBytes / 2);
    await this.#put(this.#header, 0);
  }

  async #put(bytes: Buffer, position: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      if (bytesWritten === 0) throw new Error("the disk takes nothing more");
      done += bytesWritten;
    }
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): undefined {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting.length = 0;
    this.#options.failed(error instanceof Error ? error.message : String(error));
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 32_768 })) {
    // A readable stream without an encoding hands out buffers.
    hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}
