/** Takes a browser's network away, puts its laptop to sleep, or kills it, by signals to its processes. */
import { readFileSync } from "node:fs";
import type { Chromium } from "../../src/outside/chromium.ts";
import { descendantsOf } from "./descendants.ts";

/** Undoes it. May be called twice. */
export type Undo = () => void;

/** Nothing arrives and nothing leaves, and nobody says so; pages go on. Its sockets are all in one process. */
export async function cutNetwork(chromium: Chromium): Promise<Undo> {
  const pids = descendantsOf(await chromium.pid()).filter((pid) => commandOf(pid).includes("network.mojom"));
  if (pids.length !== 1) throw new Error(`a browser has one process for its network, not ${pids.length}`);
  return stop(pids);
}

/** Nothing of it runs, and nothing is closed. */
export async function fallAsleep(chromium: Chromium): Promise<Undo> {
  const pid = await chromium.pid();
  return stop([pid, ...descendantsOf(pid)]);
}

/** It is gone without a word, and its connections with it. */
export async function killNow(chromium: Chromium): Promise<void> {
  const pid = await chromium.pid();
  for (const one of [pid, ...descendantsOf(pid)]) signal(one, "SIGKILL");
}

function stop(pids: readonly number[]): Undo {
  for (const pid of pids) signal(pid, "SIGSTOP");
  return () => {
    for (const pid of pids) signal(pid, "SIGCONT");
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return ""; // it has ended
  }
}
