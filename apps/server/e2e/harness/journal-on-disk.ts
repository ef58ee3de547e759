/** The journal as it lies on the disk of a dead server, read from a copy, and what the pure machine says of it. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonical } from "@legroom/model";
import type { Event } from "@legroom/model";
import { emptyWorld, problems, step } from "@legroom/routing";
import { openStore } from "@legroom/store";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export type JournalOnDisk = {
  readonly events: readonly Event[];
  /** In words: where stepping the stored inputs again gives something else, and what must not be in the world. */
  readonly faults: readonly string[];
};

/** The directory stays as the dead server left it. */
export async function readJournal(directory: string): Promise<JournalOnDisk> {
  const copy = mkdtempSync(join(tmpdir(), "legroom-e2e-journal-"));
  try {
    // After an orderly end there is no write-ahead log.
    for (const part of ["journal.db", "journal.db-wal", "keys"].filter((each) => existsSync(join(directory, each))))
      cpSync(join(directory, part), join(copy, part), { recursive: true });
    return await replay(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function replay(directory: string): Promise<JournalOnDisk> {
  const store = await openStore({ directory, log: silent });
  const world = emptyWorld();
  const events: Event[] = [];
  const faults: string[] = [];
  for await (const batch of store.journal.steps(0))
    for (const stored of batch) {
      const again = step(world, stored.input);
      const same = again.ok && canonical(again.events) === canonical(stored.events);
      if (!same) faults.push(`input ${stored.input.id} (${stored.input.type}), stepped again, gives other events`);
      events.push(...stored.events);
    }
  await store.close();
  const gap = events.findIndex((event, index) => event.seq !== index + 1);
  if (gap >= 0) faults.push(`event ${gap + 1} is missing`);
  return { events, faults: [...faults, ...problems(world)] };
}
