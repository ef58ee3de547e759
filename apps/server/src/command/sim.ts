/** `legroom sim`: random days of a whole centre in virtual time, each seed twice. */
import { parseArgs } from "node:util";
import { keptSeeds, runSim, toText } from "@legroom/sim";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";

const TOLD_EVERY = 10;

export const run: RunCommand = async (words, terminal) => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      days: { type: "string", default: "10" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "1" },
      /** Seeds that once found something, besides. */
      kept: { type: "boolean", default: false },
    },
  });
  const result = await runSim({
    days: whole("days", values.days),
    seed: whole("seed", values.seed),
    workers: whole("workers", values.workers),
    more: values.kept ? keptSeeds() : [],
    onDay: ({ done, of, seed }) => {
      if (done % TOLD_EVERY === 0 || done === of) terminal.err(`${done} of ${of} days (seed ${seed})`);
    },
  });
  terminal.out(toText(result));
  return result.failures.length === 0 ? 0 : 1;
};

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} wants a whole number`);
  return Number(text);
}
