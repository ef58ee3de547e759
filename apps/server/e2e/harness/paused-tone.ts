/** A tone with pauses whose beginnings are known to the millisecond: what lies in a recording can be laid beside it. */
import { SAMPLE_RATE_HZ, levelDbov, makeTone } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";

const FRAME_SAMPLES = 160;
const PAUSE_MS = 200;
const SILENCE_DBOV = -50;
/** Steps of two milliseconds tell where a pause begins. */
const STEP_SAMPLES = 16;

/** From now on sends a tone that pauses every `everyMs`; resolves with performance.now() of the pauses' beginnings. */
export function sendPausing(
  peer: RtpPeer,
  options: { hz: number; everyMs: number; pauses: number },
): Promise<number[]> {
  const { hz, everyMs, pauses } = options;
  const tone = makeTone({ hz, dbov: -12, ms: 1000 });
  const begunAt: number[] = [];
  const { promise, resolve } = Promise.withResolvers<number[]>();
  let frames = 0;
  peer.sendFrames((frame) => {
    const sinceMs = (frames * 1000 * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
    const inPeriodMs = sinceMs % everyMs;
    const isPaused = inPeriodMs >= everyMs - PAUSE_MS && sinceMs < pauses * everyMs;
    if (isPaused && inPeriodMs < everyMs - PAUSE_MS + 20) begunAt.push(performance.now());
    const at = (frames * FRAME_SAMPLES) % tone.length;
    frame.set(isPaused ? new Int16Array(FRAME_SAMPLES) : tone.subarray(at, at + FRAME_SAMPLES));
    frames += 1;
    if (sinceMs >= pauses * everyMs) resolve(begunAt);
  });
  return promise;
}

/** Where in a track its pauses begin, in ms from its start; what comes before its first sound is no pause. */
export function pausesIn(pcm: Int16Array): number[] {
  const found: number[] = [];
  let [quiet, hasSounded] = [0, false];
  for (let at = 0; at + STEP_SAMPLES <= pcm.length; at += STEP_SAMPLES) {
    const isQuiet = levelDbov(pcm.subarray(at, at + STEP_SAMPLES)) < SILENCE_DBOV;
    quiet = isQuiet ? quiet + STEP_SAMPLES : 0;
    hasSounded ||= !isQuiet;
    // Half a pause on end is one, whatever was lost elsewhere.
    if (hasSounded && quiet === (PAUSE_MS * SAMPLE_RATE_HZ) / 2000)
      found.push(((at + STEP_SAMPLES - quiet) * 1000) / SAMPLE_RATE_HZ);
  }
  return found;
}
