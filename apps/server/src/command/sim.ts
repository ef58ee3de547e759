/** `legroom sim`: random days of a whole centre in virtual time, each one twice; what fails is made a short story and kept. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { keepStory, keptSeeds, runSim, toText } from "@legroom/sim";
import type { Progress } from "@legroom/sim";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";

/** Progress is told so often, and at the end. */
const TOLD_EVERY_S = 10;

export const run: RunCommand = async (words, terminal) => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      days: { type: "string", default: "10" },
      seed: { type: "string", default: "1" },
      /** One for each processor unless stated. */
      workers: { type: "string", default: String(availableParallelism()) },
      /** Seeds and stories that once found something, besides. */
      kept: { type: "boolean", default: false },
      /** Failing days are not added to the stories. */
      "no-keep": { type: "boolean", default: false },
    },
  });
  const options = {
    days: whole("days", values.days),
    seed: whole("seed", values.seed),
    workers: whole("workers", values.workers),
  };
  const calledOff = new AbortController();
  const callOff = (): void => calledOff.abort();
  process.once("SIGINT", callOff);
  let toldAt = 0;
  const result = await runSim({
    ...options,
    more: values.kept ? keptSeeds() : [],
    stories: values.kept,
    signal: calledOff.signal,
    onStory: (story) => {
      if (!values["no-keep"]) keepStory(story);
    },
    onDay: (progress) => {
      if (progress.seconds < toldAt + TOLD_EVERY_S && progress.done < progress.of) return;
      toldAt = progress.seconds;
      terminal.err(inWords(progress));
    },
  });
  process.off("SIGINT", callOff);
  terminal.out(toText(result));
  return result.failed === 0 ? 0 : 1;
};

function inWords({ done, of, failed, nextSeed, seconds }: Progress): string {
  const leftMinutes = Math.round(((of - done) * seconds) / done / 60);
  const pace = `${(done / seconds).toFixed(1)} a second, ${leftMinutes} min left`;
  return `${done} of ${of} days, ${pace}, violations ${failed}; seeds below ${nextSeed} are begun`;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} wants a whole number`);
  return Number(text);
}
