/** Which period is asked for: `from` and `to`, or a live window; nothing of it is guessed. */
import { livePeriods, unixMs } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import * as z from "zod";
import type { StatsPeriod } from "../figures.ts";
import { Problem } from "../problem.ts";

const MINUTE_MS = 60_000;
const UNIT_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS } as const;
const DAYS_MAX = 400;
/** Rows of an answer: intervals times queues or agents. */
const ROWS_MAX = 2000;

const instant = z.iso
  .datetime({ offset: true, error: "an instant as in RFC 3339, such as 2026-11-21T08:00:00Z" })
  .transform((text) => unixMs(Date.parse(text)));

const interval = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, "a length such as 15m, 1h or 1d")
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS]); // as the expression says

export const periodQuery = z.strictObject({
  /** The first instant that counts. */
  from: instant.optional(),
  /** The first instant after it; until now unless told. */
  to: instant.optional(),
  /** A row for each such stretch, counted from `from`. */
  interval: interval.optional(),
  /** In place of `from` and `to`; `today` unless told. */
  period: z.enum(livePeriods).optional(),
});
export type PeriodQuery = z.output<typeof periodQuery>;

/** Throws a `Problem` that names the field. */
export function periodOf({ from, ...asked }: PeriodQuery, now: UnixMs): StatsPeriod {
  return from === undefined ? liveOf(asked) : stretchOf(from, asked, now);
}

function liveOf({ to, interval: intervalMs, period }: Omit<PeriodQuery, "from">): StatsPeriod {
  if (to !== undefined) throw invalid("from", "`to` needs `from`");
  if (intervalMs !== undefined) throw invalid("interval", "rows need `from`: a live window is one figure");
  return { period: period ?? "today" };
}

function stretchOf(fromAt: UnixMs, asked: Omit<PeriodQuery, "from">, now: UnixMs): StatsPeriod {
  const { to, interval: intervalMs, period } = asked;
  if (period !== undefined) throw invalid("period", "either a live window, or `from` and `to`");
  if (to !== undefined && to <= fromAt) throw invalid("to", "the end must lie after `from`");
  if ((to ?? now) - fromAt > DAYS_MAX * UNIT_MS.d)
    throw invalid(to === undefined ? "from" : "to", `a period has at most ${DAYS_MAX} days`);
  // Rows need an end: a period that has none ends now.
  if (intervalMs !== undefined) return { fromAt, untilAt: to ?? unixMs(Math.max(now, fromAt + 1)), intervalMs };
  return to === undefined ? { fromAt } : { fromAt, untilAt: to };
}

/** `items`: how many queues or agents each interval has a row for. */
export function assertRows(period: StatsPeriod, items: number): void {
  if ("period" in period || period.intervalMs === undefined || period.untilAt === undefined) return;
  const intervals = Math.ceil((period.untilAt - period.fromAt) / period.intervalMs);
  if (intervals * Math.max(1, items) <= ROWS_MAX) return;
  const text = `${intervals} intervals of ${items} make more than ${ROWS_MAX} rows: a longer interval, a shorter period or one alone`;
  throw invalid("interval", text);
}

function invalid(field: string, message: string): Problem {
  return new Problem("request.invalid", message, { field, params: { in: "query" } });
}
