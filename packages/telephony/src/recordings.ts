/** Starts and stops recordings: a sealed track for each seat, in a directory of its own. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import { pipeline } from "node:stream/promises";
import { asId } from "@legroom/model";
import type { TelephonyEffect, RecordingId, Track } from "@legroom/model";
import type { MediaEvent } from "@legroom/media";
import type { Context } from "./context.ts";
import { isPlainName, recordingDirectory, trackKey } from "./recording-place.ts";

type StartEffect = TelephonyEffect & { readonly type: "recording.start" };
type FinishedEvent = Extract<MediaEvent, { type: "recording.finished" }>;

const TRACK_ENDING = ".track";
/** What a sealed track has before its samples, and samples a millisecond in bytes. */
const HEADER_BYTES = 40;
const BYTES_PER_MS = 16;

export class Recordings {
  readonly #context: Context;
  readonly #root: string;
  /** Directories of those that run. */
  readonly #running = new Map<RecordingId, string>();

  constructor(context: Context, root: string) {
    this.#context = context;
    this.#root = root;
  }

  /** Confirmed by `recording.started`; what fails is told by `recording.failed`. */
  async start(effect: StartEffect): Promise<undefined> {
    const cause = await this.#begin(effect);
    if (cause !== undefined) this.#fail(effect.recordingId, cause);
    return undefined;
  }

  /** Confirmed by `recording.finished`: also for one whose media process is gone, from what it left on the disk. */
  async stop(recordingId: RecordingId): Promise<undefined> {
    const result = await this.#context.media.stopRecording(recordingId);
    if (!result.ok) await this.salvage(recordingId);
    return undefined;
  }

  finished(event: FinishedEvent): Promise<void> {
    const recordingId: RecordingId = asId(event.recordingId);
    this.#running.delete(recordingId);
    const tracks = event.tracks.map((track): Track => {
      const { base } = parse(track.path);
      return { seatId: asId(track.seat), file: base, durationMs: Math.round(track.durationMs), sha256: track.sha256 };
    });
    return this.#context.outlet.tell({ type: "recording.finished", recordingId, tracks });
  }

  failed(recordingId: RecordingId, cause: string): Promise<void> {
    this.#running.delete(recordingId);
    return this.#context.outlet.tell({ type: "recording.failed", recordingId, cause });
  }

  /** Closes the books of a recording that nobody writes any more: its tracks are valid to the last full write. */
  async salvage(recordingId: RecordingId): Promise<void> {
    const directory = this.#running.get(recordingId) ?? (await this.#find(recordingId));
    this.#running.delete(recordingId);
    const tracks = directory === undefined ? [] : await tracksIn(directory);
    if (tracks.length === 0) return this.#fail(recordingId, "recording.unknown");
    return await this.#context.outlet.tell({ type: "recording.finished", recordingId, tracks });
  }

  async #begin(effect: StartEffect): Promise<string | undefined> {
    const { recordingId, person } = effect;
    const directory = recordingDirectory(this.#root, effect);
    if (directory === undefined) return "recording.bad-id";
    const seats = effect.seats.flatMap(({ seatId }) => {
      const key = trackKey(this.#context.vault, { person, recordingId, seatId });
      return key === undefined || !isPlainName(seatId) ? [] : [{ seat: seatId, key: key.toString("base64") }];
    });
    if (seats.length < effect.seats.length || seats.length === 0) return "recording.no-key";
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      this.#context.log.error("a recording has no place", { recordingId, error: String(error) });
      return "recording.disk";
    }
    this.#running.set(recordingId, directory);
    const result = await this.#context.media.startRecording({ recordingId, directory, seats });
    if (result.ok) return undefined;
    this.#running.delete(recordingId);
    return `media.${result.refusal.code}`;
  }

  #fail(recordingId: RecordingId, cause: string): void {
    this.#context.counters.count("recording.failed");
    void this.failed(recordingId, cause);
  }

  /** One of a process before this: its effect does not say of which interaction it is. */
  async #find(recordingId: RecordingId): Promise<string | undefined> {
    if (!isPlainName(recordingId)) return undefined;
    for (const interaction of await readdir(this.#root).catch(() => [])) {
      const directory = join(this.#root, interaction, recordingId);
      if (await isDirectory(directory)) return directory;
    }
    return undefined;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // not there
  }
}

/** What lies there: the file's name is the seat's, its length tells its duration; no key is needed for either. */
async function tracksIn(directory: string): Promise<readonly Track[]> {
  const files = await readdir(directory).catch(() => []);
  const tracks = files.filter((file) => file.endsWith(TRACK_ENDING)).map((file) => trackOf(directory, file));
  return await Promise.all(tracks);
}

async function trackOf(directory: string, file: string): Promise<Track> {
  const path = join(directory, file);
  const { size } = await stat(path);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const durationMs = Math.max(0, Math.floor((size - HEADER_BYTES) / BYTES_PER_MS));
  return { seatId: asId(parse(file).name), file, durationMs, sha256: hash.digest("hex") };
}
