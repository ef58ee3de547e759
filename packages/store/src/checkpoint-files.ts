/**
 * Checkpoints: snapshots that are kept, compressed, so that the world of any moment is near: what explains a decision begins
 * at the one before it. All of ninety days are kept, then one of each day; and where they grow too many bytes, the older
 * the sparser, so that no moment ever is so far from one as the journal's beginning.
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Snapshot } from "./snapshot-files.ts";
import { syncDirectory } from "./snapshot-files.ts";

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;
const FILE = /^(\d{16})\.checkpoint$/;

export type CheckpointBounds = { readonly nowMs: number; readonly bytesMax: number };

/** Durable when it returns, and older ones beyond the bounds are gone. */
export function saveCheckpoint(directory: string, { seq, world }: Snapshot, bounds: CheckpointBounds): void {
  const path = join(directory, `${String(seq).padStart(16, "0")}.checkpoint`);
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, "w", 0o600);
  try {
    // With its own check sum: a damaged one is passed by.
    writeSync(file, zstdCompressSync(world, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
  syncDirectory(directory);
  for (const name of tooMany(sized(directory), bounds)) rmSync(join(directory, name), { force: true });
}

/** The newest whole one that holds nothing beyond `lastSeq`. */
export function loadCheckpoint(directory: string, lastSeq: number): Snapshot | undefined {
  for (const { name, seq } of files(directory)) {
    if (seq > lastSeq) continue;
    try {
      return { seq, world: zstdDecompressSync(readFileSync(join(directory, name))).toString("utf8") };
    } catch {
      continue; // damaged, or gone meanwhile
    }
  }
  return undefined;
}

export function newer(a: Snapshot | undefined, b: Snapshot | undefined): Snapshot | undefined {
  return (a?.seq ?? 0) >= (b?.seq ?? 0) ? (a ?? b) : b;
}

type Sized = { readonly name: string; readonly seq: number; readonly bytes: number; readonly atMs: number };

/** Newest first. */
function sized(directory: string): readonly Sized[] {
  return files(directory).flatMap(({ name, seq }) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false }); // another thread forgets too
    return found === undefined ? [] : [{ name, seq, bytes: found.size, atMs: found.mtimeMs }];
  });
}

/** The names of those that go; the newest never does. */
function tooMany(all: readonly Sized[], { nowMs, bytesMax }: CheckpointBounds): readonly string[] {
  const dayOf = ({ atMs }: Sized): number => Math.floor(atMs / DAY_MS);
  const kept = all.filter((one, at) => {
    const before = all[at + 1];
    return at === 0 || one.atMs >= nowMs - KEPT_MS || before === undefined || dayOf(before) < dayOf(one);
  });
  let bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  while (bytes > bytesMax && kept.length > 1) bytes -= kept.splice(leastMissed(kept), 1)[0]?.bytes ?? 0;
  const names = new Set(kept.map(({ name }) => name));
  return all.flatMap(({ name }) => (names.has(name) ? [] : [name]));
}

/** Of these, newest first, the one without which what must be read grows least for its age. Not the newest. */
function leastMissed(kept: readonly Sized[]): number {
  const seqAt = (at: number): number => kept[at]?.seq ?? 0;
  let found = kept.length - 1;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < kept.length; at += 1) {
    const missed = (seqAt(at - 1) - seqAt(at + 1)) / (seqAt(0) - seqAt(at));
    if (missed < least) [found, least] = [at, missed];
  }
  return found;
}

/** Newest first; none where nothing was ever kept. */
function files(directory: string): { name: string; seq: number }[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const seq = FILE.exec(name)?.[1];
      return seq === undefined ? [] : [{ name, seq: Number(seq) }];
    })
    .toSorted((a, b) => b.seq - a.seq);
}
