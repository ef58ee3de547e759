/**
 * The keys, in a file of their own, mode 0600, outside the journal's back-ups: a key that is destroyed here is destroyed.
 *
 * Lines are appended and synced in groups: `key <id> <key> <crc>` and `erased <id> <crc>`. Erasing first makes the
 * tombstone durable and then overwrites the key's line; a crash between the two is made good at the next start. A line
 * that a crash has torn was never acknowledged, and is passed by.
 */
import { createSecretKey, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { chmod, mkdir, open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { Batch } from "./batch.ts";
import { syncDirectory } from "./snapshot-files.ts";

const KEY_BYTES = 32;
const LINES_MAX = 1000;

type Place = { readonly offset: number; readonly bytes: number };
type Kept = { readonly place: Place; readonly key: Buffer | KeyObject };

export class KeyFile {
  readonly #file: FileHandle;
  readonly #keys = new Map<string, Kept>();
  /** Tombstone durable, bytes not overwritten yet. */
  readonly #halfErased = new Map<string, Place>();
  readonly #appends: Batch<{ readonly line: string; readonly added: (place: Place) => void }>;
  /** Up to here all is whole and synced. */
  #goodBytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
    this.#appends = new Batch({ write: (lines) => this.#append(lines), max: LINES_MAX });
  }

  /** Makes the file and its directory if they are not there, and completes what a crash has left half done. */
  static async open(path: string): Promise<KeyFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await chmod(dirname(path), 0o700);
    const handle = await open(path, "a", 0o600);
    await handle.close();
    await chmod(path, 0o600);
    syncDirectory(dirname(path));
    const file = new KeyFile(await open(path, "r+"));
    const erased = await file.#load();
    await file.#file.truncate(file.#goodBytes);
    for (const place of erased) await file.#overwrite(place);
    return file;
  }

  /** Without changing anything, beside the process that writes. */
  static async openBeside(path: string): Promise<KeyFile> {
    const file = new KeyFile(await open(path, "r"));
    await file.#load();
    return file;
  }

  key(id: string): KeyObject | undefined {
    const kept = this.#keys.get(id);
    if (kept === undefined) return undefined;
    if (!Buffer.isBuffer(kept.key)) return kept.key;
    // Once: a raw buffer would cost its own key schedule at each use.
    const key = createSecretKey(kept.key);
    this.#keys.set(id, { ...kept, key });
    return key;
  }

  /** A new random key, durable when it resolves. */
  async add(id: string): Promise<void> {
    const key = randomBytes(KEY_BYTES);
    const added = (place: Place): void => void this.#keys.set(id, { place, key });
    await this.#appends.add({ line: withCrc(`key ${id} ${key.toString("base64url")}`), added });
  }

  /** The key's bytes are gone from file and memory when it resolves. After a failure it may be called again. */
  async erase(id: string): Promise<void> {
    const kept = this.#keys.get(id);
    if (kept !== undefined) {
      await this.#appends.add({ line: withCrc(`erased ${id}`), added: () => undefined });
      this.#keys.delete(id);
      if (Buffer.isBuffer(kept.key)) kept.key.fill(0);
      this.#halfErased.set(id, kept.place);
    }
    const place = this.#halfErased.get(id);
    if (place !== undefined) await this.#overwrite(place);
    this.#halfErased.delete(id);
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#appends.idle();
    await this.#file.close();
  }

  async #append(lines: readonly { line: string; added: (place: Place) => void }[]): Promise<void> {
    const bytes = Buffer.from(lines.map(({ line }) => line).join(""));
    try {
      await this.#file.write(bytes, 0, bytes.length, this.#goodBytes);
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#goodBytes).catch(() => undefined); // the next write begins at the same place anyway
      throw error;
    }
    for (const { line, added } of lines) {
      added({ offset: this.#goodBytes, bytes: line.length - 1 });
      this.#goodBytes += line.length;
    }
  }

  /** Leaves a line of the same length that is no key. */
  async #overwrite({ offset, bytes }: Place): Promise<void> {
    await this.#file.write(Buffer.alloc(bytes, "x"), 0, bytes, offset);
    await this.#file.datasync();
  }

  /** Gives the places of keys that a tombstone says are erased. */
  async #load(): Promise<readonly Place[]> {
    const all = (await this.#file.readFile()).toString("latin1");
    const text = all.slice(0, all.lastIndexOf("\n") + 1);
    const erased: Place[] = [];
    let offset = 0;
    for (const line of text.split("\n").slice(0, -1)) {
      const place = { offset, bytes: line.length };
      offset += line.length + 1;
      const [kind, id = "", key = ""] = withoutCrc(line) ?? [];
      if (kind === "key") this.#keys.set(id, { place, key: Buffer.from(key, "base64url") });
      const former = kind === "erased" ? this.#keys.get(id) : undefined;
      if (former === undefined) continue;
      erased.push(former.place);
      this.#keys.delete(id);
    }
    this.#goodBytes = text.length;
    return erased;
  }
}

function withCrc(words: string): string {
  return `${words} ${crc32(words).toString(16).padStart(8, "0")}\n`;
}

function withoutCrc(line: string): readonly string[] | undefined {
  const end = line.lastIndexOf(" ");
  const words = line.slice(0, Math.max(end, 0));
  return withCrc(words) === `${line}\n` ? words.split(" ") : undefined;
}
