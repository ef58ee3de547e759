/** `bench journal`: how fast the journal is on this disk. */
import { mkdir } from "node:fs/promises";
import { benchJournal } from "@legroom/store";
import { settingsOfProcess } from "../settings.ts";

/** Where the server would write: in the data directory that the settings name. */
export async function benchJournalHere(): Promise<object> {
  const read = settingsOfProcess();
  const directory = read.ok ? read.settings.dataDirectory : ".";
  await mkdir(directory, { recursive: true });
  return await benchJournal({ directory });
}
