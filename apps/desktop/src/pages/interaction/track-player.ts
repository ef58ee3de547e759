/** Plays the tracks of one recording together: one transport, each track with its own mute. Knows no page. */
import { corrected, leaderOf, seekTo } from "./transport.ts";
import type { Track } from "./transport.ts";

/** What is used of an audio element. */
export type Sound = Pick<
  HTMLAudioElement,
  "currentTime" | "muted" | "paused" | "play" | "pause" | "addEventListener" | "removeEventListener"
>;

export type PlayerState = {
  readonly isPlaying: boolean;
  readonly atS: number;
  readonly lengthS: number;
  readonly muted: ReadonlySet<string>;
  /** The browser refused to play, and why. */
  readonly blocked?: "not-allowed" | "unplayable";
};

export type PlayerTrack = Track & { readonly sound: Sound };

export class TrackPlayer {
  readonly #tracks: readonly PlayerTrack[];
  readonly #leader: PlayerTrack | undefined;
  readonly #onChange: (state: PlayerState) => void;
  #state: PlayerState;

  constructor(options: { tracks: readonly PlayerTrack[]; onChange: (state: PlayerState) => void }) {
    this.#tracks = options.tracks;
    this.#onChange = options.onChange;
    const longest = leaderOf(options.tracks);
    this.#leader = options.tracks.find(({ seatId }) => seatId === longest?.seatId);
    const lengthS = (longest?.durationMs ?? 0) / 1000;
    this.#state = { isPlaying: false, atS: 0, lengthS, muted: new Set() };
    this.#leader?.sound.addEventListener("timeupdate", this.#keepTogether);
    this.#leader?.sound.addEventListener("ended", this.#ended);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Never rejects: what the browser says is in the state. */
  async play(): Promise<void> {
    const { atS, lengthS } = this.#state;
    // From its end it begins again.
    const from = atS >= lengthS ? 0 : atS;
    this.#place(from);
    const { blocked: _, ...rest } = this.#state;
    this.#change({ ...rest, atS: from, isPlaying: true });
    const sounding = this.#tracks.filter(({ durationMs }) => durationMs / 1000 > from);
    try {
      await Promise.all(sounding.map(({ sound }) => sound.play()));
    } catch (error) {
      this.pause();
      // HTML 4.8.11.8: NotAllowedError without a person's act, AbortError when a pause came first.
      const name = error instanceof Error ? error.name : "";
      if (name !== "AbortError")
        this.#change({ ...this.#state, blocked: name === "NotAllowedError" ? "not-allowed" : "unplayable" });
    }
  }

  pause(): void {
    for (const { sound } of this.#tracks) sound.pause();
    this.#change({ ...this.#state, isPlaying: false });
  }

  seek(wantedS: number): void {
    const atS = seekTo(wantedS, this.#state.lengthS);
    this.#place(atS);
    this.#change({ ...this.#state, atS });
    // A track that had ended sounds again when the place lies before its end.
    if (this.#state.isPlaying)
      for (const { sound, durationMs } of this.#tracks)
        if (sound.paused && durationMs / 1000 > atS) void sound.play().catch(() => this.pause());
  }

  toggleMute(seatId: string): void {
    const muted = new Set(this.#state.muted);
    if (!muted.delete(seatId)) muted.add(seatId);
    for (const track of this.#tracks) track.sound.muted = muted.has(track.seatId);
    this.#change({ ...this.#state, muted });
  }

  close(): void {
    this.#leader?.sound.removeEventListener("timeupdate", this.#keepTogether);
    this.#leader?.sound.removeEventListener("ended", this.#ended);
    for (const { sound } of this.#tracks) sound.pause();
  }

  readonly #keepTogether = (): void => {
    const atS = this.#leader?.sound.currentTime ?? 0;
    for (const track of this.#tracks) {
      if (track === this.#leader) continue;
      const place = corrected({
        leaderS: atS,
        followerS: track.sound.currentTime,
        followerLengthS: track.durationMs / 1000,
      });
      if (place !== undefined) track.sound.currentTime = place;
    }
    this.#change({ ...this.#state, atS: seekTo(atS, this.#state.lengthS) });
  };

  readonly #ended = (): void => {
    for (const { sound } of this.#tracks) sound.pause();
    this.#change({ ...this.#state, isPlaying: false, atS: this.#state.lengthS });
  };

  #place(atS: number): void {
    for (const { sound, durationMs } of this.#tracks) sound.currentTime = Math.min(atS, durationMs / 1000);
  }

  #change(state: PlayerState): void {
    this.#state = state;
    this.#onChange(state);
  }
}
