/** Processes that belong to a data directory: they were started with it, or by one that was. */
import { readFileSync, readdirSync } from "node:fs";
import { isAlive } from "./alive.ts";

/** By the setting that each of them has in its environment. */
export function processesOf(dataDirectory: string): number[] {
  const wanted = `LEGROOM_DATA_DIR=${dataDirectory}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isAlive(pid) && environmentOf(pid).includes(wanted));
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return []; // it has ended, or is not ours
  }
}
