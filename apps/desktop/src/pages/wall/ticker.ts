/** One clock for all the running times of a page: five hundred rows are five hundred readers, not five hundred timers. */
import { useSyncExternalStore } from "react";
import { serverNow } from "../../clock.ts";

const TICK_MS = 1000;
const watchers = new Set<() => void>();
let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = serverNow();
  for (const watcher of watchers) watcher();
}

/** The server's now, new each second. */
export function useSecond(): number {
  return useSyncExternalStore(watch, second, second);
}

function second(): number {
  if (timer === undefined) now = serverNow();
  return Math.floor(now / TICK_MS) * TICK_MS;
}
