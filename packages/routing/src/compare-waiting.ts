/** The order in which a queue serves. */
import type { InteractionId } from "@legroom/model";
import type { Waiting } from "./places.ts";
import type { QueueEntry } from "./queue-entry.ts";

/** Band, then virtual entry, then id (R-ROUTE-4). */
export function compareWaiting(a: Waiting, b: Waiting): number {
  return a.band - b.band || a.virtualEntryAt - b.virtualEntryAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function waitingKey(id: InteractionId, entry: QueueEntry): Waiting {
  return { id, band: entry.band, virtualEntryAt: entry.virtualEntryAt };
}
