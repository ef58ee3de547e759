/** How many come into a queue, by class: counted in windows, in whole numbers. */
import { after } from "@legroom/model";
import type { CustomerClass, UnixMs } from "@legroom/model";
import type { Arrivals } from "./world.ts";

const WINDOW_MS = 600_000;

/** One more. */
export function countArrival(before: Arrivals | undefined, customerClass: CustomerClass, at: UnixMs): Arrivals {
  const arrivals = rolled(before, at);
  return { ...arrivals, now: { ...arrivals.now, [customerClass]: (arrivals.now[customerClass] ?? 0) + 1 } };
}

function rolled(arrivals: Arrivals | undefined, at: UnixMs): Arrivals {
  if (arrivals === undefined || at - arrivals.windowAt >= 2 * WINDOW_MS) return { windowAt: at, now: {}, before: {} };
  if (at - arrivals.windowAt < WINDOW_MS) return arrivals;
  return { windowAt: after(arrivals.windowAt, WINDOW_MS), now: {}, before: arrivals.now };
}

/** Of the window of before as much counts as of the present one is still to come. */
export function arrivalsPerMs(arrivals: Arrivals, customerClass: CustomerClass, at: UnixMs): number {
  const { now, before, windowAt } = rolled(arrivals, at);
  const share = (at - windowAt) / WINDOW_MS;
  return ((now[customerClass] ?? 0) + (before[customerClass] ?? 0) * (1 - share)) / WINDOW_MS;
}
