/** A page's line over a WebSocket of its own: what JsSIP needs of the browser, put together. */
import { PageSocket } from "./page-socket.ts";
import { openLine } from "./sip-line.ts";
import type { Line, LineEvents } from "./sip-line.ts";
import { pageTimers } from "./timers.ts";

export type PageLineOptions = LineEvents & {
  readonly user: string;
  /** Path and query of the WebSocket, asked for before each connection. */
  readonly path: () => Promise<string>;
};

export function openPageLine({ user, path, ...events }: PageLineOptions): Line {
  const isSecure = location.protocol === "https:";
  const socket = new PageSocket({
    isSecure,
    host: location.host,
    timers: pageTimers,
    url: async () => `${isSecure ? "wss" : "ws"}://${location.host}${await path()}`,
    open: (url) => new WebSocket(url, "sip"),
  });
  return openLine({ ...events, socket, user, host: location.hostname, timers: pageTimers });
}

/** The system knows more than a timer: it tells when the network is back, when it wakes, and when the page is looked at. */
export function watchNetwork(line: Line): () => void {
  const look = (): void => line.wake();
  const stopWaking = onWake(look);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    stopWaking();
    window.removeEventListener("online", look);
    window.removeEventListener("offline", look);
    document.removeEventListener("visibilitychange", look);
  };
}

const TICK_MS = 1000;
/** A tick that is so late was slept through. */
const SLEPT_MS = 5000;

function onWake(awake: () => void): () => void {
  let last = Date.now();
  return pageTimers.every(TICK_MS, () => {
    const now = Date.now();
    if (now - last > SLEPT_MS) awake();
    last = now;
  });
}
