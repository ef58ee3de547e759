/** Sound files, read once and kept while there is room. */
import { readFile } from "node:fs/promises";
import type { PromptItem } from "./protocol.ts";
import { makeTone } from "./tone.ts";
import { readWav } from "./wav.ts";

const KEPT_SAMPLES_MAX = 16_000_000;
/** Half an hour; longer is no prompt. */
const ITEM_MS_MAX = 1_800_000;

export type Loaded = { readonly ok: true; readonly pcm: Int16Array } | { readonly ok: false; readonly cause: string };

export class SoundLibrary {
  /** The least lately used first. */
  readonly #kept = new Map<string, Int16Array>();
  #samples = 0;

  /** The samples of one item, or in words why it cannot be played. */
  async load(item: PromptItem): Promise<Loaded> {
    if ("file" in item) return await this.loadFile(item.file);
    const ms = "tone" in item ? item.tone.ms : item.silenceMs;
    if (!(ms >= 0 && ms <= ITEM_MS_MAX)) return { ok: false, cause: `${ms} ms cannot be played` };
    return { ok: true, pcm: "tone" in item ? makeTone(item.tone) : new Int16Array(Math.round(ms * 8)) };
  }

  async loadFile(path: string): Promise<Loaded> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) {
      this.#kept.delete(path);
      this.#kept.set(path, kept);
      return { ok: true, pcm: kept };
    }
    try {
      const read = readWav(await readFile(path));
      if (!read.ok) return { ok: false, cause: `${path}: ${read.cause}` };
      this.#keep(path, read.pcm);
      return read;
    } catch (error) {
      return { ok: false, cause: `${path}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  #keep(path: string, pcm: Int16Array): void {
    // Two may have read the same file at once.
    if (this.#kept.has(path)) return;
    this.#kept.set(path, pcm);
    this.#samples += pcm.length;
    for (const [oldest, samples] of this.#kept) {
      if (this.#samples <= KEPT_SAMPLES_MAX) break;
      this.#kept.delete(oldest);
      this.#samples -= samples.length;
    }
  }
}
