/**
 * A recording: a track per seat, all on the clock of the process, so that they can be laid over each other.
 *
 * A track begins with the recording (with silence, if the seat came later), goes on over moves and new legs of the seat,
 * and ends with the last moment at which the seat had a leg. A pause is silence in it: the clock goes on.
 */
import { join } from "node:path";
import { accept, refuse } from "./protocol.ts";
import type { RecordedTrack, RecordingRequest, Result } from "./protocol.ts";
import type { Untimed } from "./prompt-desk.ts";
import type { Seat } from "./seat.ts";
import { FRAME_SAMPLES } from "./ticker.ts";
import { TrackWriter } from "./track-writer.ts";

const RECORDINGS_MAX = 2_000;
const TRACKS_MAX = 64;
const SILENT_FRAME = new Int16Array(FRAME_SAMPLES);

type Recording = {
  readonly recordingId: string;
  readonly directory: string;
  readonly tracks: Map<string, TrackWriter>;
  ticks: number;
  paused: boolean;
  failed: boolean;
};

export type RecorderOptions = {
  seat(id: string): Seat | undefined;
  tell(event: Untimed): void;
};

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #recordings = new Map<string, Recording>();
  readonly #finishing = new Set<Promise<void>>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#recordings.size;
  }

  /** Begins, or adds the seats that are new. */
  start(request: RecordingRequest): Result<null> {
    const { recordingId } = request;
    const fault = examine(request);
    if (fault !== undefined) return refuse("bad-request", fault);
    const known = this.#recordings.get(recordingId);
    if (known === undefined && this.#recordings.size >= RECORDINGS_MAX)
      return refuse("overloaded", "too many recordings");
    const recording = known ?? {
      recordingId,
      directory: request.directory,
      tracks: new Map<string, TrackWriter>(),
      ticks: 0,
      paused: false,
      failed: false,
    };
    this.#recordings.set(recordingId, recording);
    for (const seat of request.seats) if (!recording.tracks.has(seat.seat)) this.#addTrack(recording, seat);
    if (known === undefined) this.#options.tell({ type: "recording.started", recordingId });
    return accept(null);
  }

  pause(recordingId: string): Result<null> {
    return this.#setPaused(recordingId, true);
  }

  resume(recordingId: string): Result<null> {
    return this.#setPaused(recordingId, false);
  }

  /** Closes the tracks; told by `recording.finished` when they are on the disk. */
  stop(recordingId: string): Result<null> {
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined) return refuse("unknown-recording", recordingId);
    this.#recordings.delete(recordingId);
    const finishing = this.#finish(recording).finally(() => this.#finishing.delete(finishing));
    this.#finishing.add(finishing);
    return accept(null);
  }

  /** Stops all; resolves when the files are whole. */
  async stopAll(): Promise<void> {
    for (const recordingId of this.#recordings.keys()) this.stop(recordingId);
    await Promise.all(this.#finishing);
  }

  /** Takes what each recorded seat said in this tick. */
  tick(): void {
    for (const recording of this.#recordings.values()) {
      if (recording.failed) continue;
      recording.ticks += 1;
      for (const [id, track] of recording.tracks) {
        const endpoint = this.#options.seat(id)?.endpoint;
        if (endpoint === undefined) track.leaveOut(FRAME_SAMPLES);
        else track.write(recording.paused ? SILENT_FRAME : endpoint.frame);
      }
    }
  }

  /** Ticks were left out: the tracks stay on the clock. */
  skip(ticks: number): void {
    for (const recording of this.#recordings.values()) {
      recording.ticks += ticks;
      for (const track of recording.tracks.values()) track.leaveOut(ticks * FRAME_SAMPLES);
    }
  }

  #addTrack(recording: Recording, seat: RecordingRequest["seats"][number]): void {
    const name = seat.name ?? seat.seat;
    const track = new TrackWriter({
      path: join(recording.directory, seat.key === undefined ? `${name}.wav` : `${name}.track`),
      key: seat.key === undefined ? undefined : Buffer.from(seat.key, "base64"),
      failed: (cause) => this.#fail(recording, cause),
    });
    track.leaveOut(recording.ticks * FRAME_SAMPLES);
    recording.tracks.set(seat.seat, track);
  }

  #setPaused(recordingId: string, paused: boolean): Result<null> {
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined) return refuse("unknown-recording", recordingId);
    if (recording.paused !== paused)
      this.#options.tell({ type: paused ? "recording.paused" : "recording.resumed", recordingId });
    recording.paused = paused;
    return accept(null);
  }

  /** The disk has failed one track: all are closed, what lies there stays, the call goes on. */
  #fail(recording: Recording, cause: string): void {
    if (recording.failed) return;
    recording.failed = true;
    this.#recordings.delete(recording.recordingId);
    for (const track of recording.tracks.values()) void track.finish();
    this.#options.tell({ type: "recording.failed", recordingId: recording.recordingId, cause });
  }

  async #finish(recording: Recording): Promise<void> {
    const tracks: RecordedTrack[] = [];
    for (const [seat, track] of recording.tracks) {
      const sha256 = await track.finish();
      if (sha256 !== undefined) tracks.push({ seat, path: track.path, durationMs: track.durationMs, sha256 });
    }
    if (recording.failed) return;
    this.#options.tell({ type: "recording.finished", recordingId: recording.recordingId, tracks });
  }
}

function examine(request: RecordingRequest): string | undefined {
  if (request.seats.length === 0 || request.seats.length > TRACKS_MAX) return `${request.seats.length} seats`;
  for (const { seat, name, key } of request.seats) {
    if (!/^[\w.:@-]{1,200}$/.test(name ?? seat) || (name ?? seat).startsWith("."))
      return `no file name: ${name ?? seat}`;
    if (key !== undefined && Buffer.from(key, "base64").length !== 32) return "a key has 32 bytes";
  }
  return undefined;
}
