/** `legroom rebuild`: folds the journal into the read models again. */
import { openStore } from "@legroom/store";
import { makeLog } from "../log.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

export const run: RunCommand = async (_words, terminal) => {
  const settings = settingsOrFault();
  const store = await openStore({ directory: settings.dataDirectory, log: makeLog(settings.logLevel) });
  try {
    const events = await store.rebuildReadModels();
    terminal.out(`The read models are made anew from ${events} events.`);
  } finally {
    await store.close();
  }
  return 0;
};
