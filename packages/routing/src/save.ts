/** A world as text and back: base facts only, canonical, so that equal worlds have equal text (L3). */
import { canonical } from "@legroom/model";
import { reindexAll } from "./reindex.ts";
import { emptyWorld } from "./world.ts";
import type { World } from "./world.ts";

const MAPS = [
  "secrets",
  "apiKeys",
  "agents",
  "endpoints",
  "interactions",
  "offers",
  "legs",
  "conferences",
  "prompts",
  "recordings",
  "features",
  "outstanding",
  "answered",
] as const;

/** Maps become sorted lists of pairs, but for what is remembered in the order of its coming. */
export function saveWorld(world: World): string {
  const { derived: _, ...facts } = world;
  const lists = Object.fromEntries(MAPS.map((name) => [name, pairs(name, world)]));
  return canonical({ ...facts, ...lists });
}

function pairs(name: (typeof MAPS)[number], world: World): readonly unknown[] {
  const all = [...(world[name] as ReadonlyMap<string, unknown>)]; // each map has string keys
  return name === "answered" ? all : all.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The text must be `saveWorld`'s own. */
export function loadWorld(text: string): World {
  const facts = JSON.parse(text) as Record<string, unknown>; // our own text
  const maps = Object.fromEntries(MAPS.map((name) => [name, new Map(facts[name] as [string, unknown][])]));
  const world = { ...emptyWorld(), ...facts, ...maps } as World; // the maps replaced what text cannot hold
  reindexAll(world);
  return world;
}
