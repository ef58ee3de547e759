/** Whether a process still runs. One that has ended and whose parent has not looked yet does not. */
import { readFileSync } from "node:fs";

export function isAlive(pid: number): boolean {
  try {
    // proc(5): the state follows the name, which stands in parentheses and may hold anything.
    const state = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.[0];
    return state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}
