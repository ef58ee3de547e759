/** `legroom phone NAME`: makes or rotates the secret of a SIP phone and prints what to type into it. */
import { parseArgs } from "node:util";
import { askCentre } from "../centre-access.ts";
import { makeLog } from "../log.ts";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

export const run: RunCommand = async (words, terminal) => {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const [name, more] = positionals;
  if (name === undefined || more !== undefined) throw new UsageError("whose phone? for example: phone alice");
  const settings = settingsOrFault();
  const path = `/devices/${encodeURIComponent(name.toLowerCase())}/secret`;
  const body = await askCentre(settings, makeLog(settings.logLevel), { method: "POST", path });
  const phone = body as PhoneAccount; // the shape of the API's own route
  terminal.out(`A SIP phone for ${name.toLowerCase()} (an earlier secret is void):`);
  terminal.out(`  address    ${phone.address}`);
  terminal.out(`  user       ${phone.user}`);
  terminal.out(`  secret     ${phone.secret}`);
  return 0;
};

type PhoneAccount = { readonly address: string; readonly user: string; readonly secret: string };
