/**
 * Whether this very tab was the agent's phone just before it was loaded again: then it may take its own place.
 * Written while the page goes away, read once: a tab that was doubled has a copy of the rest, but not of this.
 */
import type { KeptInTab } from "../kept-in-tab.ts";

type KeptStrings = Pick<KeptInTab, "getItem" | "setItem" | "removeItem">;

const FRESH_MS = 60_000;
const keyOf = (handle: string): string => `legroom.was-phone.${handle}`;

export function noteWasPhone(kept: KeptStrings, { handle, now }: { handle: string; now: number }): void {
  kept.setItem(keyOf(handle), String(now));
}

export function readWasPhone(kept: KeptStrings, { handle, now }: { handle: string; now: number }): boolean {
  const at = Number(kept.getItem(keyOf(handle)) ?? Number.NaN);
  kept.removeItem(keyOf(handle));
  return now - at < FRESH_MS;
}
