import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { sounds } from "@legroom/model";
import type { PromptItem } from "@legroom/model";
import { levelDbov, readWav } from "@legroom/media";
import { shippedSounds } from "./index.ts";

const items: PromptItem[] = [
  ...sounds.map((sound) => ({ sound })),
  ...Array.from({ length: 20 }, (_, index) => ({ number: index + 1 })),
];

test.each(items)("the shipped audio of %o can be played, at the level of the others [R-TEL-41]", (item) => {
  const source = shippedSounds(item);
  const wav = readWav(readFileSync("file" in source ? source.file : ""));
  if (!wav.ok) throw new Error(wav.cause);
  expect(wav.pcm.length / 8).toBeGreaterThan(250);
  expect(levelDbov(wav.pcm)).toBeGreaterThan(-24);
  expect(levelDbov(wav.pcm)).toBeLessThan(-18);
  expect(Math.max(...wav.pcm.map(Math.abs))).toBeLessThan(32_767);
});

test("nothing else is shipped, and all of it is small [R-TEL-41]", () => {
  const directory = new URL("../audio/", import.meta.url);
  const files = readdirSync(directory).filter((file) => file.endsWith(".wav"));
  expect(files).toHaveLength(items.length);
  const bytes = files.reduce((sum, file) => sum + readFileSync(new URL(file, directory)).length, 0);
  expect(bytes).toBeLessThan(2_000_000);
});
