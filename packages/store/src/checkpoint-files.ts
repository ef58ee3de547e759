/**
 * Checkpoints: snapshots that are kept, compressed, so that the world of any moment is near: what explains a decision begins
 * at the one before it. Bounded by age and by size, the oldest first to go; without one the journal is read from its beginning.
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

const KEPT_MS = 90 * 86_400_000;
const BYTES_MAX = 8 * 1024 ** 3;
const FILE = /^(\d{16})\.checkpoint$/;

/** Durable when it returns. */
export function saveCheckpoint(directory: string, { seq, world }: Snapshot, nowMs: number): void {
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
  forgetOld(directory, nowMs);
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

function forgetOld(directory: string, nowMs: number): void {
  let bytes = 0;
  for (const { name } of files(directory)) {
    const path = join(directory, name);
    const { size, mtimeMs } = statSync(path);
    bytes += size;
    if (mtimeMs < nowMs - KEPT_MS || bytes > BYTES_MAX) rmSync(path, { force: true });
  }
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
