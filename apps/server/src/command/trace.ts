/** `legroom trace ID`: journal, reasons, SIP ladder and media facts of one interaction, in time order. */
import { parseArgs } from "node:util";
import type { InteractionId, UnixMs } from "@legroom/model";
import { openStoreBeside } from "@legroom/store";
import type { StoreBeside } from "@legroom/store";
import { makeLog } from "../log.ts";
import { clockTime, short, tell } from "../story.ts";
import type { Names } from "../story.ts";
import { findInteraction } from "./find-interaction.ts";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";
import { settingsOrFault } from "./settings-or-fault.ts";

type Line = { readonly at: UnixMs; readonly source: string; readonly text: string };

export const run: RunCommand = async (words, terminal) => {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { full: { type: "boolean", default: false } },
  });
  const [wanted, more] = positionals;
  if (wanted === undefined || more !== undefined) throw new UsageError("which interaction? its id, or last");
  const settings = settingsOrFault();
  const store = await openStoreBeside({ directory: settings.dataDirectory, log: makeLog(settings.logLevel) });
  try {
    const id = await findInteraction(store, wanted);
    terminal.out(`Interaction ${id}`);
    for (const line of await story(store, id, values.full))
      terminal.out(`${clockTime(line.at)}  ${line.source.padEnd(7)} ${line.text}`);
    for (const line of await recordings(store, id)) terminal.out(line);
  } finally {
    await store.close();
  }
  return 0;
};

/** In time order; at one instant the wire came first, then what followed from it in the journal. */
async function story(store: StoreBeside, id: InteractionId, full: boolean): Promise<Line[]> {
  const names = namesOf(store);
  const wire = (await store.queries.ladder(id)).map((entry): Line => {
    const arrow = entry.direction === "in" ? "<-" : entry.direction === "out" ? "->" : "--";
    const text = entry.kind === "media" ? mediaFacts(entry.text) : full ? indented(entry.text) : firstLine(entry.text);
    return { at: entry.at, source: entry.kind, text: `${arrow} ${entry.peer} leg ${short(entry.legId)}: ${text}` };
  });
  const journal = (await store.queries.timeline(id)).flatMap((event): Line[] => {
    const text = tell(event, names);
    return text === undefined ? [] : [{ at: event.at, source: "journal", text }];
  });
  return [...wire, ...journal].toSorted((a, b) => a.at - b.at);
}

function firstLine(message: string): string {
  return message.split(/\r?\n/, 1)[0] ?? "";
}

/** Media's own facts of a leg: numbers by name, those of one kind together. */
function mediaFacts(text: string): string {
  try {
    const facts = Object.entries(JSON.parse(text) as Record<string, unknown>); // telephony's own line
    return facts
      .filter(([name, value]) => name !== "endpointId" && value !== null)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(", ")
      .replaceAll(/[{}"]/g, "");
  } catch {
    return text;
  }
}

function indented(message: string): string {
  return message
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `\n${" ".repeat(24)}${line}`)
    .join("");
}

function namesOf(store: StoreBeside): Names {
  return {
    person: (ref) => {
      const details = store.vault.describe(ref as Parameters<typeof store.vault.describe>[0]); // from our own journal
      const identity = details?.identities[0];
      return details?.name ?? (identity === undefined ? "a person whose name was erased" : identity.value);
    },
  };
}

async function recordings(store: StoreBeside, id: InteractionId): Promise<string[]> {
  const records = await store.queries.recordings(id);
  return records.flatMap((record) => [
    `Recording ${record.id}: ${record.status}`,
    ...record.tracks.map(
      (track) => `  track of seat ${short(track.seatId)}: ${(track.durationMs / 1000).toFixed(1)} s, ${track.file}`,
    ),
  ]);
}
