/** When a tone was first heard: benches measure to it. */
import { levelDbov, toneLevelDbov } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";

const AUDIBLE_DBOV = -25;
const WAIT_MS_MAX = 3000;

/** performance.now() at which the first packet came in which this tone is most of what is heard. */
export async function firstHeard(peer: RtpPeer, hz: number): Promise<number> {
  const until = performance.now() + WAIT_MS_MAX;
  let looked = 0;
  while (performance.now() < until) {
    for (; looked < peer.heard.length; looked += 1) {
      const packet = peer.heard[looked];
      if (packet === undefined || levelDbov(packet.pcm) < AUDIBLE_DBOV) continue;
      if (toneLevelDbov(packet.pcm, hz) > AUDIBLE_DBOV) return packet.arrivedAt;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${hz} Hz was not heard within ${WAIT_MS_MAX} ms`);
}
