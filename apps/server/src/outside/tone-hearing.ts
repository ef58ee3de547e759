/** Finding tones in what a phone heard, by the rules of design §13: Hann windows of 200 ms. */
import { SAMPLE_RATE_HZ, TONE_WINDOW_SAMPLES, toneLevelDbov } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";

const WINDOW_MS = (TONE_WINDOW_SAMPLES / SAMPLE_RATE_HZ) * 1000;
const WINDOW_PACKETS = WINDOW_MS / 20;
const LOOK_EVERY_MS = 20;
/** What has not come by then does not come: a busy machine is slow, and not broken. */
const PATIENCE_MS = 60_000;
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
  return levelFrom(peer, hz, peer.heard.length - WINDOW_PACKETS);
}

/** Of the window that begins with this packet. */
function levelFrom(peer: RtpPeer, hz: number, first: number): number {
  if (first < 0) return Number.NEGATIVE_INFINITY;
  const packets = peer.heard.slice(first, first + WINDOW_PACKETS);
  const pcm = new Int16Array(packets.reduce((sum, packet) => sum + packet.pcm.length, 0));
  let at = 0;
  for (const packet of packets) {
    pcm.set(packet.pcm, at);
    at += packet.pcm.length;
  }
  return pcm.length < TONE_WINDOW_SAMPLES ? Number.NEGATIVE_INFINITY : toneLevelDbov(pcm, hz);
}

/**
 * Resolves with the level of the first window from now on in which the tone is heard; rejects when none is within
 * `withinMs`. Every window is looked at, so that a short prompt is not missed by who stood still while it was played.
 */
export async function hear(peer: RtpPeer, hz: number, withinMs = PATIENCE_MS): Promise<number> {
  const until = performance.now() + withinMs;
  let next = Math.max(0, peer.heard.length - WINDOW_PACKETS);
  for (;;) {
    if (next > peer.heard.length) next = 0; // it has forgotten what was before
    for (; next + WINDOW_PACKETS <= peer.heard.length; next += 1) {
      const level = levelFrom(peer, hz, next);
      if (level > HEARD_DBOV) return level;
    }
    if (performance.now() > until) {
      const last = levelNow(peer, hz).toFixed(1);
      throw new Error(`${hz} Hz was not heard within ${withinMs} ms (${last} dBov in the last window)`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
