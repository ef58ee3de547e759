/** Times and lengths of time in English. All take milliseconds; instants are UTC and shown in the reader's own zone. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In words: `less than a second`, `7 seconds`, `1 minute 20 seconds`, `2 hours 5 minutes`, `3 days`. */
export function spanInWords(ms: number): string {
  if (ms < SECOND) return "less than a second";
  if (ms >= DAY) return count(Math.floor(ms / DAY), "day");
  const parts = [
    [Math.floor(ms / HOUR), "hour"],
    [Math.floor(ms / MINUTE) % 60, "minute"],
    [Math.floor(ms / SECOND) % 60, "second"],
  ] as const;
  const told = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return told.map(([amount, unit]) => count(amount, unit)).join(" ");
}

/** `1 caller`, `2 callers`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** `14:03:27` */
export function timeOfDay(at: number): string {
  return timeFormat.format(at);
}

/** `Sat, 21 Nov 2026` */
export function dayOf(at: number): string {
  return dayFormat.format(at);
}

/** Today's instants by time alone. */
export function instantInWords(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? timeOfDay(at) : `${dayOf(at)}, ${timeOfDay(at)}`;
}

/** `just now`, `3 minutes ago`, `in 10 minutes`; coarser the farther it is. */
export function agoInWords(at: number, now: number): string {
  const away = Math.abs(now - at);
  if (away < 10 * SECOND) return "just now";
  const told = away < MINUTE ? spanInWords(away) : coarse(away);
  return at > now ? `in ${told}` : `${told} ago`;
}

function coarse(ms: number): string {
  if (ms < HOUR) return count(Math.floor(ms / MINUTE), "minute");
  return ms < DAY ? count(Math.floor(ms / HOUR), "hour") : count(Math.floor(ms / DAY), "day");
}
