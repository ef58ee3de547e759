/** Makes all indexes anew from the facts: at start, and after the configuration has changed. */
import { offerDeadline } from "./offer-deadline.ts";
import { reindexQueues } from "./queue-index.ts";
import { addTo, addToList } from "./sets.ts";
import type { World } from "./world.ts";

/** Everything that is derived, for a world that was just loaded. */
export function reindexAll(world: World): void {
  const { derived } = world;
  for (const endpoint of world.endpoints.values()) addTo(derived.endpointsOf, endpoint.deviceId, endpoint.id);
  for (const conference of world.conferences.values())
    addToList(derived.conferencesOf, conference.interactionId, conference.id);
  for (const recording of world.recordings.values())
    addToList(derived.recordingsOf, recording.interactionId, recording.id);
  for (const leg of world.legs.values())
    if (leg.interactionId !== undefined) addToList(derived.legsOf, leg.interactionId, leg.id);
  for (const prompt of world.prompts.values()) addToList(derived.promptsOf, prompt.legId, prompt.id);
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
