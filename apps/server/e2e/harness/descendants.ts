/** All processes below one, as /proc tells. */
import { readFileSync, readdirSync } from "node:fs";

export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

/** Whichever thread has started them. */
function childrenOf(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}/children`);
    return tasks.flatMap((path) => readFileSync(path, "latin1").split(" ").filter(Boolean).map(Number));
  } catch {
    return []; // it has ended
  }
}
