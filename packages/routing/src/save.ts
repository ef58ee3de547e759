/**
 * A world as text and back: base facts only, canonical, so that equal worlds have equal text (L3).
 *
 * What is remembered keeps the order of its coming: decisions go through several things in it (a restart ends every leg), and
 * a loaded world must decide as the one that lived through its events.
 */
import { assert, canonical } from "@legroom/model";
import { reindexAll } from "./reindex.ts";
import { emptyWorld } from "./world.ts";
import type { World } from "./world.ts";

const MAPS = [
  "secrets",
  "apiKeys",
  "agents",
  "endpoints",
  "interactions",
  "queueStates",
  "lastAgents",
  "offers",
  "legs",
  "conferences",
  "prompts",
  "recordings",
  "features",
  "outstanding",
  "answered",
  "overrides",
] as const;

/**
 * Rises whenever a saved world of before cannot be read as one of now: a fact of `World` that was renamed, added without being
 * optional, or means something else. What has another shape, or none, is not loaded (R-ROUTE-46).
 */
const WORLD_SHAPE = 4;

/** Maps become lists of pairs. */
export function saveWorld(world: World): string {
  const { derived: _, ...facts } = world;
  const lists = Object.fromEntries(MAPS.map((name) => [name, [...world[name]]]));
  return canonical({ shape: WORLD_SHAPE, ...facts, ...lists });
}

/** The text must be `saveWorld`'s own. Throws where it is not, or is of another shape: the journal has all that a snapshot has. */
export function loadWorld(text: string): World {
  const { shape, ...facts } = JSON.parse(text) as Record<string, unknown>; // our own text
  assert(shape === WORLD_SHAPE, `a saved world has the shape ${WORLD_SHAPE}, not ${String(shape)}`);
  const maps = Object.fromEntries(MAPS.map((name) => [name, new Map(facts[name] as [string, unknown][])]));
  const world = { ...emptyWorld(), ...facts, ...maps } as World; // the maps replaced what text cannot hold
  reindexAll(world);
  return world;
}
