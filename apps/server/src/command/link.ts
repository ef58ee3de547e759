/** `legroom link NAME`: makes a one-time link with which a person signs in, and prints it. */
import { parseArgs } from "node:util";
import { Fault, linkWire } from "@legroom/model";
import { askCentre } from "../centre-access.ts";
import { makeLog } from "../log.ts";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

export const run: RunCommand = async (words, terminal) => {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const [name, more] = positionals;
  if (name === undefined || more !== undefined) throw new UsageError("a link for whom? for example: link alice");
  const settings = settingsOrFault();
  const path = `/people/${encodeURIComponent(name.toLowerCase())}/link`;
  const body = await askCentre(settings, makeLog(settings.logLevel), { method: "POST", path });
  const { url, expiresAt } = linkWire.parse(body);
  if (new URL(url).port === "0") {
    const message = "no server runs, and LEGROOM_HTTP_PORT=0 does not say where the next one will be: start it first";
    throw new Fault("start.failed", message, { retriable: true, side: "theirs" });
  }
  const minutes = Math.max(1, Math.round((expiresAt - Date.now()) / 60_000));
  terminal.out(`A link for ${name.toLowerCase()}, for one use within ${minutes} minutes:`);
  terminal.out(`  ${url}`);
  return 0;
};
