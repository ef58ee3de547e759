/** What is typed about an interaction, kept in this tab at each keystroke until the server has it. */
import type { KeptInTab } from "../../kept-in-tab.ts";

export type Draft = { readonly note: string; readonly disposition: string };

export const emptyDraft: Draft = { note: "", disposition: "" };
/** The server takes so much; what is longer stays here until it is shortened. */
export const NOTE_MAX = 4000;

const prefixOf = (handle: string): string => `legroom.draft.${handle}.`;

export function isEmpty(draft: Draft): boolean {
  return draft.note.trim() === "" && draft.disposition === "";
}

export function readDraft(kept: KeptInTab, { handle, interactionId }: DraftPlace): Draft {
  try {
    const read: unknown = JSON.parse(kept.getItem(prefixOf(handle) + interactionId) ?? "null");
    if (typeof read !== "object" || read === null) return emptyDraft;
    const { note, disposition } = read as Partial<Record<keyof Draft, unknown>>;
    return {
      note: typeof note === "string" ? note : "",
      disposition: typeof disposition === "string" ? disposition : "",
    };
  } catch {
    return emptyDraft; // no storage, or not ours
  }
}

export type DraftPlace = { readonly handle: string; readonly interactionId: string };

/** An empty one is taken away. Where nothing can be kept, what is typed lives as long as the page. */
export function keepDraft(kept: KeptInTab, { handle, interactionId }: DraftPlace, draft: Draft): void {
  try {
    if (isEmpty(draft)) kept.removeItem(prefixOf(handle) + interactionId);
    else kept.setItem(prefixOf(handle) + interactionId, JSON.stringify(draft));
  } catch {
    // Full or forbidden.
  }
}

/** Interactions with something typed that the server does not have. */
export function draftedInteractions(kept: KeptInTab, handle: string): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < kept.length; index += 1) {
    const key = kept.key(index) ?? "";
    if (key.startsWith(prefixOf(handle))) found.push(key.slice(prefixOf(handle).length));
  }
  return found.toSorted();
}
