/** A store in a directory of its own that goes with the test. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asId } from "@legroom/model";
import type { Log } from "@legroom/engine/ports";
import { onTestFinished } from "vitest";
import { openStore } from "../src/store.ts";
import type { OpenStore, Store } from "../src/store.ts";

export const CENTRE = asId<"centre">("main");
export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "legroom-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function openTemporary(more: Partial<OpenStore> = {}): Promise<Store & { directory: string }> {
  const directory = more.directory ?? temporaryDirectory();
  const store = await openStore({ log: quiet, ...more, directory });
  onTestFinished(() => store.close());
  return { ...store, directory };
}

/** All that lies in a directory, by path, as bytes. */
export function filesOf(directory: string): Map<string, Buffer> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path, readFileSync(path)]));
}

export async function gather<Item>(batches: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
