/**
 * Brings the tracks of a recording into the page, whole: then seeking needs no server, and what is wrong can be said in
 * words (an audio element tells only that it failed).
 */
import { interactionWords as words } from "../../words/en-interaction.ts";
import { words as all } from "../../words/index.ts";

export type LoadedTrack = { readonly seatId: string; readonly durationMs: number; readonly url: string };
export type LoadedTracks = { readonly tracks: readonly LoadedTrack[]; readonly problems: readonly string[] };

type Wanted = { readonly seatId: string; readonly durationMs: number; readonly from: string };

/** Rejects only when `signal` aborts. The URLs are the caller's to revoke. */
export async function loadTracks(
  wanted: readonly Wanted[],
  options: { signal: AbortSignal; fetch?: typeof fetch; toUrl?: (blob: Blob) => string },
): Promise<LoadedTracks> {
  const { signal, fetch: get = globalThis.fetch, toUrl = (blob) => URL.createObjectURL(blob) } = options;
  const loaded = await Promise.all(
    wanted.map(async ({ seatId, durationMs, from }) => {
      try {
        const response = await get(from, { signal, credentials: "same-origin" });
        if (!response.ok) return problemOf(response.status);
        return { seatId, durationMs, url: toUrl(await response.blob()) };
      } catch (error) {
        if (signal.aborted) throw error;
        return all.errors["network"] ?? String(error);
      }
    }),
  );
  return {
    tracks: loaded.filter((one) => typeof one !== "string"),
    problems: [...new Set(loaded.filter((one) => typeof one === "string"))],
  };
}

function problemOf(status: number): string {
  if (status === 404 || status === 410) return words.gone;
  if (status === 401) return all.errors["auth.signed-out"] ?? words.notYours;
  if (status === 403) return words.notYours;
  return all.shell.failed;
}
