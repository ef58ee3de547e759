/** Looks for words in every file of a directory, as whoever has got hold of the disk would. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Files (paths below the directory) that hold the word, raw or in a common clothing; `except` names folders left out. */
export function filesWith(word: string, directory: string, except: readonly string[] = []): string[] {
  const needles = clothings(word);
  return filesBelow(directory, except).filter((path) => {
    const bytes = read(join(directory, path));
    return (
      needles.some((needle) => bytes.includes(needle)) || needles.some((needle) => path.includes(needle.toString()))
    );
  });
}

/** Paths of all files below a directory. */
export function filesBelow(directory: string, except: readonly string[] = []): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !except.some((folder) => path.startsWith(`${folder}/`)));
}

/** Raw, UTF-16, hex in both cases, percent-encoded, and base64 at each of its three alignments, in both alphabets. */
function clothings(word: string): Buffer[] {
  const bytes = Buffer.from(word);
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replaceAll("=", "");
    // The characters at either end hold bits of what stands beside the word.
    const core = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const hex = bytes.toString("hex");
  const texts = [word, hex, hex.toUpperCase(), encodeURIComponent(word), ...base64];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(word, "utf16le")];
}

/** Empty for a file that went while we looked. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
