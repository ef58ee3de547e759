/** Files of the suite `pages` run two at a time: each worker has ports of its own. */

const WORKER = Number(process.env["VITEST_POOL_ID"] ?? 1);
const WEBRTC_FROM = 43_040 + 20 * (WORKER % 8);
const RTP_FROM = 48_800 + 400 * (WORKER % 8);

export const workerPorts = {
  webrtcPorts: `${WEBRTC_FROM}-${WEBRTC_FROM + 15}`,
  rtpPorts: `${RTP_FROM}-${RTP_FROM + 399}`,
} as const;
