/** `legroom start`: runs the server until it is asked to end. */
import { parseArgs } from "node:util";
import { askedToEnd } from "../ending.ts";
import { makeLog } from "../log.ts";
import { buildPages } from "../page-build.ts";
import { startServer } from "../server.ts";
import { banner, firstLinks } from "./banner.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

/** Everything has to be over by then: what hangs longer is left to the system. */
const END_MS_MAX = 4500;

export const run: RunCommand = async (words, terminal) => {
  const { values } = parseArgs({
    args: [...words],
    options: { dev: { type: "boolean", default: false }, "accept-clock": { type: "boolean", default: false } },
  });
  const settings = settingsOrFault();
  const log = makeLog(values.dev ? "debug" : settings.logLevel);
  const asked = askedToEnd();
  await buildPages((line) => terminal.out(line));
  const started = startServer({ settings, log, acceptClock: values["accept-clock"] });
  const first = await Promise.race([asked.then(() => undefined), started]);
  if (first !== undefined) terminal.out(banner({ ...first, settings, links: await firstLinks(settings) }));
  const cause = await asked;
  terminal.out(`Legroom ends (${cause}).`);
  const ended = started.then((server) => server.stop()).then(() => true);
  const inTime = await Promise.race([ended, afterMs(END_MS_MAX).then(() => false)]);
  if (!inTime) log.warn("the end took too long and was cut short", { endMsMax: END_MS_MAX });
  return 0;
};

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
