/**
 * Snapshots: a world as text, so that a start need not read the whole journal.
 *
 * The machine is never stopped for one: while it runs, snapshots are made elsewhere from the journal (`buildSnapshot` in a
 * second thread, behind `SnapshotMaker`). Without a maker one is saved when nothing runs: at stop, and at start after a
 * long tail.
 */
import { assert } from "@legroom/model";
import type { LiveWorld, Machine } from "./machine.ts";
import type { Journal, JournalOpening } from "./ports/journal.ts";

/** `world` begins with a line that names the code that wrote it. */
export type Snapshot = { readonly seq: number; readonly world: string };

/**
 * Makes a snapshot that ends with this event, which is durable, and keeps it where the journal's next opening finds it, off
 * the machine's thread: a large world never passes through that, and what comes meanwhile is not run after. Resolves with
 * the snapshot's last event; undefined when there is nothing new. Never two at once.
 */
export interface SnapshotMaker {
  make(untilSeq: number): Promise<number | undefined>;
}

/** The text of a snapshot of this world, which must be durable. */
export function toSnapshot(world: LiveWorld, codeVersion: string): Snapshot {
  return { seq: world.seq(), world: `${codeVersion}\n${world.save()}` };
}

/** The world of a snapshot, or undefined if another version of the code wrote it or it cannot be read. */
export function fromSnapshot(
  machine: Machine,
  snapshot: JournalOpening["snapshot"],
  codeVersion: string,
): LiveWorld | undefined {
  const head = `${codeVersion}\n`;
  if (snapshot?.world.startsWith(head) !== true) return undefined;
  try {
    const world = machine.load(snapshot.world.slice(head.length));
    return world.seq() === snapshot.seq ? world : undefined;
  } catch {
    return undefined; // the journal has everything that a snapshot has: read on from the beginning
  }
}

/** The world of a snapshot and all events after it. For a start, a fence, and a second thread that makes snapshots. */
export async function rebuild(
  machine: Machine,
  journal: Pick<Journal, "read">,
  from: { snapshot: JournalOpening["snapshot"]; codeVersion: string },
): Promise<LiveWorld> {
  const world = fromSnapshot(machine, from.snapshot, from.codeVersion) ?? machine.empty();
  for await (const events of journal.read(world.seq())) {
    for (const event of events) {
      assert(event.seq === world.seq() + 1, `the journal is gapless at ${event.seq}`);
      world.apply(event);
    }
  }
  return world;
}
