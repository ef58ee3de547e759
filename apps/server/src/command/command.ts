/** The commands of `legroom`, and how one is run: usage errors end with 2, failures with one line and 1. */
import { Fault } from "@legroom/model";
import { UsageError } from "./terminal.ts";
import type { RunCommand, Terminal } from "./terminal.ts";

type Entry = { readonly usage: string; readonly summary: string; readonly load: () => Promise<{ run: RunCommand }> };

export const commands: Readonly<Record<string, Entry>> = {
  start: {
    usage: "start [--dev] [--accept-clock]",
    summary: "runs the server until SIGINT or SIGTERM",
    load: () => import("./start.ts"),
  },
  phone: {
    usage: "phone NAME",
    summary: "makes a phone's secret, or a new one, and prints what to type into the phone",
    load: () => import("./phone.ts"),
  },
  link: {
    usage: "link NAME",
    summary: "makes a one-time link with which a person signs in",
    load: () => import("./link.ts"),
  },
  trace: {
    usage: "trace ID|last",
    summary: "tells the story of one interaction in time order; the beginning of its id is enough",
    load: () => import("./trace.ts"),
  },
  explain: {
    usage: "explain ID|last",
    summary: "why each offer of an interaction, or one offer, went to whom it did, made again from the journal",
    load: () => import("./explain.ts"),
  },
  doctor: {
    usage: "doctor",
    summary: "checks ports, disk, codecs and a call to itself",
    load: () => import("./doctor.ts"),
  },
  sim: {
    usage: "sim [--days N] [--seed N] [--workers N] [--kept]",
    summary: "runs random days of a whole centre in virtual time and checks the laws",
    load: () => import("./sim.ts"),
  },
  bench: {
    usage: "bench routing|journal|explain [--whole]|calls [--whole]|legs|offer|connect|page|start",
    summary: "measures, and prints one line of JSON",
    load: () => import("./bench.ts"),
  },
  export: {
    usage: "export FILE",
    summary: "writes the centre's configuration, without secrets",
    load: () => import("./centre-file.ts").then((door) => ({ run: door.runExport })),
  },
  import: {
    usage: "import FILE",
    summary: "takes a centre's configuration from a file",
    load: () => import("./centre-file.ts").then((door) => ({ run: door.runImport })),
  },
  rebuild: {
    usage: "rebuild",
    summary: "makes the read models anew from the journal; the server must not run",
    load: () => import("./rebuild.ts"),
  },
};

/** Runs the command that the words name; says what there is when they name none. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name = "", ...rest] = words;
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    if (name !== "" && !/^(--help|-h|help)$/.test(name)) terminal.err(`legroom: there is no command "${name}"`);
    terminal.err(usage());
    return 2;
  }
  try {
    const command = await entry.load();
    return await command.run(rest, terminal);
  } catch (error) {
    return failed(error, entry, terminal);
  }
}

function failed(error: unknown, entry: Entry, terminal: Terminal): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    terminal.err(`legroom: ${error.message}\nusage: legroom ${entry.usage}`);
    return 2;
  }
  // A fault's message is one clear line; anything else is a bug of ours, and its stack says where.
  terminal.err(
    error instanceof Fault ? `legroom: ${error.message}` : String(error instanceof Error ? error.stack : error),
  );
  return 1;
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

function usage(): string {
  const width = Math.max(...Object.values(commands).map((entry) => entry.usage.length));
  const lines = Object.values(commands).map((entry) => `  legroom ${entry.usage.padEnd(width)}  ${entry.summary}`);
  return ["usage:", ...lines].join("\n");
}
