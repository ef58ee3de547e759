/** The visit that this tab is in, so that it can come back to it after it was loaded again. */
import type { KeptInTab } from "../kept-in-tab.ts";

export type KeptVisit = {
  readonly visitId: string;
  readonly token: string;
  /** The page's SIP user. */
  readonly user: string;
};

const KEY = "legroom.visit";

export function readVisit(kept: KeptInTab): KeptVisit | undefined {
  try {
    const read: unknown = JSON.parse(kept.getItem(KEY) ?? "null");
    if (typeof read !== "object" || read === null) return undefined;
    const { visitId, token, user } = read as Record<string, unknown>;
    if (typeof visitId !== "string" || typeof token !== "string" || typeof user !== "string") return undefined;
    return { visitId, token, user };
  } catch {
    return undefined;
  }
}

export function keepVisit(kept: KeptInTab, visit: KeptVisit | undefined): void {
  try {
    if (visit === undefined) kept.removeItem(KEY);
    else kept.setItem(KEY, JSON.stringify(visit));
  } catch {
    // Nothing can be kept here: a reload then ends the call for this page.
  }
}
