/** Where a snapshot goes: beside the journal for the next start, and compressed as a checkpoint. From any thread. */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadCheckpoint, newer, saveCheckpoint } from "./checkpoint-files.ts";
import { loadSnapshot, saveSnapshot } from "./snapshot-files.ts";
import type { Snapshot } from "./snapshot-files.ts";

const BYTES_MAX = 8 * 1024 ** 3;
/** Of a large journal checkpoints may take so much, if that is more. */
const SHARE_MAX = 1 / 20;

/** Both are durable when it returns; throws what the disk says. The directory is a data directory. */
export function keepSnapshot(directory: string, snapshot: Snapshot): void {
  const journalBytes = statSync(join(directory, "journal.db"), { throwIfNoEntry: false })?.size ?? 0;
  const bounds = { nowMs: Date.now(), bytesMax: Math.max(BYTES_MAX, journalBytes * SHARE_MAX) };
  saveSnapshot(snapshotsIn(directory), snapshot);
  saveCheckpoint(checkpointsIn(directory), snapshot, bounds);
}

/** The newest whole snapshot that holds nothing beyond `lastSeq`. */
export function snapshotBefore(directory: string, lastSeq: number): Snapshot | undefined {
  return loadSnapshot(snapshotsIn(directory), lastSeq);
}

/** The newest whole snapshot or checkpoint that holds nothing beyond `lastSeq`. */
export function worldBefore(directory: string, lastSeq: number): Snapshot | undefined {
  return newer(snapshotBefore(directory, lastSeq), loadCheckpoint(checkpointsIn(directory), lastSeq));
}

/** Before anything else, while nobody writes: what a process left that ended in the middle of one is taken away. */
export function makePlaces(directory: string): void {
  for (const place of [snapshotsIn(directory), checkpointsIn(directory)]) {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(place)) if (name.endsWith(".unfinished")) rmSync(join(place, name), { force: true });
  }
}

function snapshotsIn(directory: string): string {
  return join(directory, "snapshots");
}

function checkpointsIn(directory: string): string {
  return join(directory, "checkpoints");
}
