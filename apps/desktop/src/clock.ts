/** The server's clock, as far as the page knows it: instants are the server's, and so is the now they are compared with. */
import { useEffect, useState } from "react";

/** Server minus page, in milliseconds. */
let aheadMs = 0;

/** Every state that comes says when it was made; that it travelled makes it a little late, never early. */
export function noteServerTime(at: number, now: number = Date.now()): void {
  aheadMs = at - now;
}

export function serverNow(now: number = Date.now()): number {
  return now + aheadMs;
}

/** The server's now, again each `everyMs`. */
export function useServerNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => serverNow());
  useEffect(() => {
    const tick = (): void => setNow(serverNow());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
