/** Snapshots lie beside the journal, a file each, so that writing a large world never holds up a commit. */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

export type Snapshot = { readonly seq: number; readonly world: string };

/** The one before the newest stays, for the case that the newest cannot be read. */
const KEPT = 2;
const FILE = /^(\d{16})\.snapshot$/;

/** Durable when it returns; the older ones but one are gone. */
export function saveSnapshot(directory: string, { seq, world }: Snapshot): void {
  const path = join(directory, `${String(seq).padStart(16, "0")}.snapshot`);
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, "w", 0o600);
  try {
    writeSync(file, `${digest(world)}\n${world}`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
  syncDirectory(directory);
  for (const older of files(directory).slice(KEPT)) rmSync(join(directory, older.name), { force: true });
}

/** The newest whole snapshot that holds nothing beyond `lastSeq`. */
export function loadSnapshot(directory: string, lastSeq: number): Snapshot | undefined {
  for (const { name, seq } of files(directory)) {
    if (seq > lastSeq) continue;
    const text = readFileSync(join(directory, name), "utf8");
    const world = text.slice(text.indexOf("\n") + 1);
    if (text.startsWith(`${digest(world)}\n`)) return { seq, world };
  }
  return undefined;
}

/** Makes names durable: a file that was renamed or made is there after a crash only then. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Newest first. */
function files(directory: string): { name: string; seq: number }[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const seq = FILE.exec(name)?.[1];
      return seq === undefined ? [] : [{ name, seq: Number(seq) }];
    })
    .toSorted((a, b) => b.seq - a.seq);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
