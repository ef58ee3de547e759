/**
 * Statistics of the windows that people watch, kept up event by event: of today, and from each five minutes of the last
 * hour on. Each window is a `Statistics` of its own, the same that history is folded by; a new one goes on from the one
 * before it.
 */
import { unixMs } from "@legroom/model";
import type { Event, LivePeriod, UnixMs } from "@legroom/model";
import { Statistics } from "./statistics.ts";

const LIVE_STEP_MS = 300_000;
const WINDOWS_MS: Readonly<Record<Exclude<LivePeriod, "today">, number>> = {
  "last-15m": 900_000,
  "last-30m": 1_800_000,
  "last-hour": 3_600_000,
};
const LONGEST_MS = WINDOWS_MS["last-hour"] + LIVE_STEP_MS;

/** Midnight before an instant, where the centre's people are. */
export type StartOfDay = (at: UnixMs) => UnixMs;

export class LiveStatistics {
  readonly #startOfDay: StartOfDay;
  /** By their beginnings, in order of making: the last one knows what holds now. */
  readonly #windows = new Map<UnixMs, Statistics>();
  #last: Statistics;
  /** Windows before this instant have been made. */
  #turnedAt: UnixMs;

  /** Feed it events in order, from a day before today on; `now` is where windows begin to be kept. */
  constructor(options: { readonly now: UnixMs; readonly startOfDay: StartOfDay; readonly first: Statistics }) {
    this.#startOfDay = options.startOfDay;
    this.#last = options.first;
    this.#turnedAt = unixMs(Math.min(options.startOfDay(options.now), options.now - LONGEST_MS) - 1);
  }

  apply(event: Event): void {
    this.#turn(event.at);
    if (this.#windows.size === 0) this.#last.apply(event); // from before all windows: what holds when they begin
    for (const window of this.#windows.values()) window.apply(event);
  }

  /** Whether the conservation law holds over all callers of today. */
  get isConserved(): boolean {
    return [...this.#windows.values()].every((window) => window.isConserved);
  }

  /** The window as it is now. Its `cut` says when it began. */
  read(period: LivePeriod, now: UnixMs): Statistics {
    this.#turn(now);
    const fromAt = period === "today" ? this.#startOfDay(now) : step(unixMs(now - WINDOWS_MS[period]));
    return this.#windows.get(fromAt) ?? this.#last;
  }

  /** Makes the windows that begin until this instant; each goes on from the newest, which knows all that was before. */
  #turn(at: UnixMs): void {
    if (at <= this.#turnedAt) return;
    const today = this.#startOfDay(at);
    const oldest = step(unixMs(at - LONGEST_MS + LIVE_STEP_MS));
    const beginnings = [today];
    for (let from = oldest; from <= at; from = unixMs(from + LIVE_STEP_MS)) beginnings.push(from);
    for (const fromAt of beginnings.toSorted((a, b) => a - b)) {
      if (fromAt <= this.#turnedAt || this.#windows.has(fromAt)) continue;
      this.#last = new Statistics({ fromAt, before: this.#last });
      this.#windows.set(fromAt, this.#last);
    }
    this.#turnedAt = at;
    for (const fromAt of this.#windows.keys()) if (fromAt !== today && fromAt < oldest) this.#windows.delete(fromAt);
  }
}

function step(at: UnixMs): UnixMs {
  return unixMs(Math.floor(at / LIVE_STEP_MS) * LIVE_STEP_MS);
}
