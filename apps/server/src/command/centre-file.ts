/** `legroom export FILE` and `legroom import FILE`: a centre's configuration, without secrets. */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Fault } from "@legroom/model";
import { askCentre } from "../centre-access.ts";
import { makeLog } from "../log.ts";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

export const runExport: RunCommand = async (words, terminal) => {
  const path = onePath(words);
  const settings = settingsOrFault();
  const file = await askCentre(settings, makeLog(settings.logLevel), { method: "GET", path: "/centre" });
  await onDisk(writeFile(path, `${JSON.stringify(file, null, 2)}\n`));
  terminal.out(`The centre is in ${path}, without secrets.`);
  return 0;
};

export const runImport: RunCommand = async (words, terminal) => {
  const path = onePath(words);
  const settings = settingsOrFault();
  const body = parse(await onDisk(readFile(path, "utf8")), path);
  await askCentre(settings, makeLog(settings.logLevel), { method: "PUT", path: "/centre", body });
  terminal.out(`The centre is what ${path} says.`);
  return 0;
};

function onePath(words: readonly string[]): string {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const [path, more] = positionals;
  if (path === undefined || more !== undefined) throw new UsageError("one file name is wanted");
  return path;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault("start.failed", `${path} is not JSON`, { retriable: false, side: "theirs", cause });
  }
}

async function onDisk<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Fault("start.failed", message, { retriable: false, side: "theirs", cause });
  }
}
