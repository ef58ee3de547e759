/** Files run two at a time, one after the other in each of two workers: one block of ports serves a worker's servers. */

const WORKER = Number(process.env["VITEST_POOL_ID"] ?? 1);
const WEBRTC_FROM = 43_040 + 20 * (WORKER % 8);
const RTP_FROM = 48_800 + 400 * (WORKER % 8);

export const workerPorts = {
  webrtcPorts: `${WEBRTC_FROM}-${WEBRTC_FROM + 15}`,
  rtpPorts: `${RTP_FROM}-${RTP_FROM + 399}`,
} as const;
