/** `legroom sim`: random days of a whole centre in virtual time. */
import { parseArgs } from "node:util";
import { Fault } from "@legroom/model";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";

export const run: RunCommand = (words) => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      days: { type: "string", default: "10" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "1" },
      until: { type: "string" },
    },
  });
  if (!Object.values(values).every((value) => /^\d+$/.test(value))) throw new UsageError("whole numbers are wanted");
  return Promise.reject(
    new Fault("start.failed", "the simulator is not built yet", { retriable: false, side: "ours" }),
  );
};
