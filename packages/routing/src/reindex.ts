/** Makes all indexes anew from the facts: at start, and after the configuration has changed. */
import { SortedList } from "./sorted-list.ts";
import { compareIdle, reindexAgent } from "./agent-index.ts";
import { compareWaiting, reindexInteraction } from "./caller-index.ts";
import { makeLookup } from "./lookup.ts";
import { offerDeadline } from "./offer-deadline.ts";
import type { InteractionId, UnixMs } from "@legroom/model";
import type { QueueIndex, World } from "./world.ts";

/** The queues' indexes alone: what a change of configuration touches. */
export function reindexQueues(world: World, at: UnixMs): void {
  const { derived } = world;
  if (world.config !== undefined) derived.lookup = makeLookup(world.config);
  derived.queues.clear();
  derived.callerPlaces.clear();
  derived.agentPlaces.clear();
  for (const id of derived.lookup.queues.keys()) derived.queues.set(id, emptyQueueIndex());
  for (const id of world.interactions.keys()) reindexInteraction(world, id);
  for (const id of world.agents.keys()) reindexAgent(world, id, at);
}

/** Everything that is derived, for a world that was just loaded. */
export function reindexAll(world: World): void {
  const { derived } = world;
  for (const endpoint of world.endpoints.values()) addTo(derived.endpointsOf, endpoint.deviceId, endpoint.id);
  for (const conference of world.conferences.values())
    addTo(derived.conferencesOf, conference.interactionId, conference.id);
  for (const recording of world.recordings.values()) addTo(derived.recordingsOf, recording.interactionId, recording.id);
  for (const leg of world.legs.values())
    if (leg.interactionId !== undefined) addTo(derived.legsOf, leg.interactionId, leg.id);
  for (const prompt of world.prompts.values()) addTo(derived.promptsOf, prompt.legId, prompt.id);
  for (const key of world.apiKeys.values()) derived.apiKeyByHash.set(key.hash, key.id);
  for (const offer of world.offers.values()) derived.deadlines.set("offer", offer.id, offerDeadline(offer));
  for (const feature of world.features.values()) derived.deadlines.set("feature", feature.legId, feature.untilAt);
  for (const { effect } of world.outstanding.values()) {
    derived.deadlines.set("effect", effect.effectId, effect.untilAt);
    derived.awaiting.add(effect);
  }
  reindexOpen(world);
  reindexQueues(world, world.at);
}

function reindexOpen({ interactions, derived }: World): void {
  const open = [...interactions.values()].filter((one) => one.phase !== "closed");
  derived.open = open.length;
  for (const { id, visitId } of open) if (visitId !== undefined) derived.visits.set(visitId, id);
}

function emptyQueueIndex(): QueueIndex {
  return {
    waiting: new SortedList(compareWaiting),
    line: new SortedList(compareWaiting),
    idle: new SortedList(compareIdle),
    entered: new SortedList(compareEntered),
    signedIn: 0,
    skilled: 0,
  };
}

type Entered = { readonly at: UnixMs; readonly id: InteractionId };

function compareEntered(a: Entered, b: Entered): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Adds to a set in a map. */
export function addTo<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  let set = map.get(key);
  if (set === undefined) map.set(key, (set = new Set()));
  set.add(value);
}

/** Takes from a set in a map, and the set with its last. */
export function takeFrom<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
