/** How long a phone heard nothing of a tone, told from what came over the wire. */
import { SAMPLE_RATE_HZ, toneLevelDbov } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";

/** Short enough to place a gap, long enough to tell tones 225 Hz apart. */
const PIECE_SAMPLES = 160;
const PIECE_MS = (PIECE_SAMPLES / SAMPLE_RATE_HZ) * 1000;
/** A tone of −12 dBov that is half there in a piece is still louder than this. */
const THERE_DBOV = -22;

/**
 * The longest stretch without the tone, in ms of audio, in what was heard since `fromAt` (performance.now()), less what the
 * peer that sent it stood still itself: `from` is that peer.
 */
export function longestGapMs(
  peer: RtpPeer,
  of: { readonly hz: number; readonly fromAt: number; readonly from: RtpPeer },
): number {
  let [longest, current] = [0, 0];
  let previous: number | undefined;
  for (const packet of peer.heard.filter((each) => each.arrivedAt >= of.fromAt)) {
    // What is missing by the timestamps was not sent or was lost: silence either way.
    const missing = previous === undefined ? 0 : ((packet.timestamp - previous) >>> 0) / PIECE_SAMPLES - 1;
    previous = packet.timestamp;
    current += Math.max(0, missing) * PIECE_MS;
    const isThere = toneLevelDbov(packet.pcm, of.hz) > THERE_DBOV;
    current = isThere ? 0 : current + PIECE_MS;
    longest = Math.max(longest, current);
  }
  return longest - of.from.stallMs;
}

/** The longest time between two packets' arrivals since `fromAt`, less what this machine itself stood still. */
export function longestWaitMs(peer: RtpPeer, fromAt: number): number {
  const arrivals = peer.heard.map((packet) => packet.arrivedAt).filter((at) => at >= fromAt);
  const waits = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
  return Math.max(0, ...waits) - peer.stallMs;
}
