/** What once found something is run for ever: seeds, and the short stories that were made of them. */
import { appendFileSync, readFileSync } from "node:fs";
import type { DayPlan } from "./day-plan.ts";
import type { Story } from "./shrink.ts";

const SEEDS = new URL("../seeds.txt", import.meta.url);
const STORIES = new URL("../stories.jsonl", import.meta.url);

/** A line of `stories.jsonl`. */
export type KeptStory = { /** What it found when it was kept. */ readonly found: string; readonly plan: DayPlan };

export function keptSeeds(): readonly number[] {
  return linesOf(SEEDS)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map(Number);
}

export function keptStories(): readonly KeptStory[] {
  return linesOf(STORIES).map((line) => JSON.parse(line) as KeptStory); // written below
}

/** Once: a story that is there already is not written again. */
export function keepStory({ plan, finding }: Story): void {
  const kept: KeptStory = { found: finding.check, plan };
  const line = JSON.stringify(kept);
  if (!linesOf(STORIES).includes(line)) appendFileSync(STORIES, `${line}\n`);
}

function linesOf(file: URL): readonly string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
}
