/** `legroom bench NAME`: measures one thing and prints one line of JSON. */
import { parseArgs } from "node:util";
import { Fault } from "@legroom/model";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";

const names = ["routing", "journal", "calls", "legs", "offer", "connect", "start"];

export const run: RunCommand = (words) => {
  const { positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { whole: { type: "boolean", default: false } },
  });
  const [name] = positionals;
  if (name === undefined || !names.includes(name)) throw new UsageError(`one of ${names.join(", ")} is wanted`);
  return Promise.reject(new Fault("start.failed", "no bench is built yet", { retriable: false, side: "ours" }));
};
