/**
 * One transport for all tracks of a recording.
 *
 * The tracks begin together and lie in audio elements of their own. One clock leads: the longest track's. Every other is
 * set right when it has drifted so far that two voices would no longer fall into place (Blauert: echoes part from about
 * 50 ms on).
 */
export type Track = { readonly seatId: string; readonly durationMs: number };

const DRIFT_MAX_S = 0.05;

/** The track that leads: the longest, since it is the last to end. */
export function leaderOf(tracks: readonly Track[]): Track | undefined {
  return tracks.reduce<Track | undefined>(
    (best, track) => (best === undefined || track.durationMs > best.durationMs ? track : best),
    undefined,
  );
}

/** Where a follower must be put, in seconds, or undefined when it is well where it is. */
export function corrected(options: {
  readonly leaderS: number;
  readonly followerS: number;
  readonly followerLengthS: number;
}): number | undefined {
  const { leaderS, followerS, followerLengthS } = options;
  const target = Math.min(leaderS, followerLengthS);
  return Math.abs(followerS - target) > DRIFT_MAX_S ? target : undefined;
}

/** A place within the recording, in seconds. Anything that is no number is its beginning. */
export function seekTo(wantedS: number, lengthS: number): number {
  if (!Number.isFinite(wantedS)) return 0;
  return Math.min(Math.max(0, wantedS), Math.max(0, lengthS));
}

/** Keys of the player: what they do to the place, in seconds. */
export function keyedSeek(key: string, atS: number, lengthS: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return seekTo(atS - 5, lengthS);
    case "ArrowRight":
      return seekTo(atS + 5, lengthS);
    case "Home":
      return 0;
    case "End":
      return lengthS;
    default:
      return undefined;
  }
}
