/** The order in which a queue serves. */
import type { Waiting } from "./places.ts";

/** Band, then virtual entry, then id (R-ROUTE-4). */
export function compareWaiting(a: Waiting, b: Waiting): number {
  return a.band - b.band || a.virtualEntryAt - b.virtualEntryAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
