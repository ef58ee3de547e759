/** Which statistics are asked for: read from the address, and written into it, so that they can be sent to somebody. */
import { livePeriods } from "@legroom/model";
import type { LivePeriod } from "@legroom/model";
import type { StatsQuery } from "@legroom/sdk";

export const statsParts = ["queues", "agents", "routing"] as const;
export type StatsPart = (typeof statsParts)[number];

export const rowLengths = ["15m", "1h", "1d"] as const;
type RowLength = (typeof rowLengths)[number];

/** T in seconds, in place of each queue's own. */
export const serviceTimes = ["10", "20", "30", "60", "120"] as const;
type ServiceTime = (typeof serviceTimes)[number];

export type Asked = {
  readonly period: LivePeriod | "chosen";
  /** Of a chosen period; without an end it lasts until now. */
  readonly fromAt?: number;
  readonly toAt?: number;
  /** A row for each such stretch of a chosen period; empty: one row. */
  readonly rows: RowLength | "";
  /** Empty: all. */
  readonly queueId: string;
  readonly serviceTime: ServiceTime | "";
};

const DAY_MS = 86_400_000;

/** What is no period of ours counts as today. */
export function askedOf(search: URLSearchParams): Asked {
  const fromAt = instantIn(search.get("from"));
  const toAt = instantIn(search.get("to"));
  const live = livePeriods.find((one) => one === search.get("period")) ?? "today";
  return {
    period: fromAt === undefined ? live : "chosen",
    ...(fromAt === undefined ? {} : { fromAt, ...(toAt === undefined ? {} : { toAt }) }),
    rows: rowLengths.find((one) => one === search.get("rows")) ?? "",
    queueId: handleIn(search.get("queue")),
    serviceTime: serviceTimes.find((one) => one === search.get("t")) ?? "",
  };
}

export function searchOf({ period, fromAt, toAt, rows, queueId, serviceTime }: Asked): Record<string, string> {
  const chosen = {
    ...(fromAt === undefined ? {} : { from: new Date(fromAt).toISOString() }),
    ...(toAt === undefined ? {} : { to: new Date(toAt).toISOString() }),
    ...(rows === "" ? {} : { rows }),
  };
  return {
    ...(period === "chosen" ? chosen : period === "today" ? {} : { period }),
    ...(queueId === "" ? {} : { queue: queueId }),
    ...(serviceTime === "" ? {} : { t: serviceTime }),
  };
}

/** Another period; one that is to be chosen begins as the day before, in the reader's own zone. */
export function withPeriod(asked: Asked, period: Asked["period"], now: number): Asked {
  const { fromAt: _from, toAt: _to, ...others } = asked;
  if (period !== "chosen") return { ...others, period };
  const toAt = new Date(now).setHours(0, 0, 0, 0);
  return { ...others, period, fromAt: new Date(toAt - DAY_MS / 2).setHours(0, 0, 0, 0), toAt };
}

export function queryOf({ period, fromAt, toAt, rows, queueId }: Asked): StatsQuery {
  const of = queueId === "" ? {} : { queueId };
  if (period !== "chosen") return { period, ...of };
  return {
    from: new Date(fromAt ?? 0).toISOString(),
    ...(toAt === undefined ? {} : { to: new Date(toAt).toISOString() }),
    ...(rows === "" ? {} : { interval: rows }),
    ...of,
  };
}

/** Whether what is shown changes while one looks at it. */
export function isMoving({ period, toAt }: Asked, now: number): boolean {
  return period !== "chosen" || toAt === undefined || toAt > now;
}

function instantIn(text: string | null): number | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isSafeInteger(at) && at >= 0 ? at : undefined;
}

function handleIn(text: string | null): string {
  return text !== null && /^[a-z0-9][a-z0-9_.-]{0,63}$/.test(text) ? text : "";
}
