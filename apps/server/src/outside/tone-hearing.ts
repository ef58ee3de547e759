/** Finding tones in what a phone heard, by the rules of design §13: Hann windows of 200 ms. */
import { SAMPLE_RATE_HZ, TONE_WINDOW_SAMPLES, toneLevelDbov } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";

const WINDOW_MS = (TONE_WINDOW_SAMPLES / SAMPLE_RATE_HZ) * 1000;
const LOOK_EVERY_MS = 20;
/** A tone sent at −12 dBov is there when it is louder than this in a window. */
export const HEARD_DBOV = -20;

/** Levels of a tone in each whole window of samples, from the first sample on. */
export function levelsOf(pcm: Int16Array, hz: number): number[] {
  const levels: number[] = [];
  for (let at = 0; at + TONE_WINDOW_SAMPLES <= pcm.length; at += TONE_WINDOW_SAMPLES)
    levels.push(toneLevelDbov(pcm.subarray(at, at + TONE_WINDOW_SAMPLES), hz));
  return levels;
}

/** The level of a tone in the last 200 ms that were heard; −Infinity while less was heard. */
export function levelNow(peer: RtpPeer, hz: number): number {
  const packets = peer.heard.slice(-(WINDOW_MS / 20));
  const pcm = new Int16Array(packets.reduce((sum, packet) => sum + packet.pcm.length, 0));
  let at = 0;
  for (const packet of packets) {
    pcm.set(packet.pcm, at);
    at += packet.pcm.length;
  }
  return pcm.length < TONE_WINDOW_SAMPLES ? Number.NEGATIVE_INFINITY : toneLevelDbov(pcm, hz);
}

/** Resolves with the level as soon as the tone is heard; rejects when it was not within `withinMs`. */
export async function hear(peer: RtpPeer, hz: number, withinMs = 5000): Promise<number> {
  const until = performance.now() + withinMs;
  for (;;) {
    const level = levelNow(peer, hz);
    if (level > HEARD_DBOV) return level;
    if (performance.now() > until)
      throw new Error(`${hz} Hz was not heard within ${withinMs} ms (${level.toFixed(1)} dBov in the last window)`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
