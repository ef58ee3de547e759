/**
 * A block of ports that this process has for itself: no other worker and no other run of the tests on this machine takes
 * it, and it lies below the ports that the system hands out (from 32,768 on), so that no browser or phone comes to stand
 * on one of them by chance, nor while a server is started again on the ports it had.
 */
import { createSocket } from "node:dgram";

const FIRST = 10_000;
const BLOCK = 600;
const BLOCKS = 16;
/** Within a block: audio of phones, of browsers, whatever else a test wants, and the flag. */
const WEBRTC_FROM = 400;
const OTHERS_FROM = 420;
const FLAG = BLOCK - 1;

const from = await claim();
let next = OTHERS_FROM;

export const ownPorts = {
  rtpPorts: `${from}-${from + WEBRTC_FROM - 1}`,
  webrtcPorts: `${from + WEBRTC_FROM}-${from + WEBRTC_FROM + 15}`,
} as const;

/** The first of so many ports, an even one; not those of before, whose program may still be ending. */
export function ownPort(count = 1): number {
  if (next + count > FLAG) next = OTHERS_FROM;
  const first = from + next;
  next += count + (count % 2);
  return first;
}

/** A block is whose who has bound its last port, for as long as they live. */
async function claim(): Promise<number> {
  for (let block = 0; block < BLOCKS; block += 1) {
    const first = FIRST + block * BLOCK;
    if (await hold(first + FLAG)) return first;
  }
  throw new Error(`somebody has all of the ports from ${FIRST} to ${FIRST + BLOCKS * BLOCK - 1}`);
}

function hold(port: number): Promise<boolean> {
  const flag = createSocket("udp4");
  return new Promise((resolve) => {
    flag.once("error", () => {
      flag.close();
      resolve(false);
    });
    flag.bind({ address: "127.0.0.1", port, exclusive: true }, () => {
      flag.unref();
      resolve(true);
    });
  });
}
