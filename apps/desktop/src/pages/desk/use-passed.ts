import { useCallback, useSyncExternalStore } from "react";
import { keptInTab } from "../../kept-in-tab.ts";
import { useOnEvent } from "../../live.tsx";
import { useSession } from "../../session.ts";
import { keepPassed, passedIn, readPassed, withPassed } from "./passed.ts";
import type { PassedOffer } from "./passed.ts";

const watchers = new Set<() => void>();
let known: { readonly handle: string; readonly passed: readonly PassedOffer[] } | undefined;

function passedOf(handle: string): readonly PassedOffer[] {
  if (known?.handle !== handle) known = { handle, passed: readPassed(keptInTab(), handle) };
  return known.passed;
}

/** On every page of an agent: an offer may pass while another page is open. */
export function useNotePassed(agentId: string): void {
  const { handle } = useSession();
  useOnEvent(
    useCallback(
      (event) => {
        const next = passedIn(event, agentId);
        if (next === undefined) return;
        known = { handle, passed: withPassed(passedOf(handle), next) };
        keepPassed(keptInTab(), handle, known.passed);
        for (const watcher of watchers) watcher();
      },
      [agentId, handle],
    ),
  );
}

export function usePassed(): readonly PassedOffer[] {
  const { handle } = useSession();
  const read = (): readonly PassedOffer[] => passedOf(handle);
  return useSyncExternalStore(watch, read, read);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}
