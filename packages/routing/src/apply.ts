/** The only thing that changes a world. Each event has its applier; the type leaves none out. */
import { must } from "@legroom/model";
import type { Event, EventOf, EventType, InteractionId } from "@legroom/model";
import { agentAppliers } from "./apply-agent.ts";
import { callerAppliers } from "./apply-caller.ts";
import { centreAppliers } from "./apply-centre.ts";
import { conferenceAppliers } from "./apply-conference.ts";
import { interactionAppliers } from "./apply-interaction.ts";
import { legAppliers } from "./apply-leg.ts";
import { offerAppliers } from "./apply-offer.ts";
import { changesPlace, overrideAppliers } from "./apply-override.ts";
import { waitingAppliers } from "./apply-waiting.ts";
import { matchingAppliers } from "./apply-matching.ts";
import { reindexInteraction } from "./caller-index.ts";
import type { Interaction, World } from "./world.ts";

export type Appliers = { readonly [Type in EventType]: (world: World, event: EventOf<Type>) => void };

const appliers: Appliers = {
  ...centreAppliers,
  ...agentAppliers,
  ...interactionAppliers,
  ...callerAppliers,
  ...offerAppliers,
  ...conferenceAppliers,
  ...legAppliers,
  ...waitingAppliers,
  ...matchingAppliers,
  ...overrideAppliers,
};

/**
 * After these nobody stands elsewhere, no interaction is due at another time, and none is over. Most events are of these
 * kinds; to leave one out costs time and nothing else.
 */
const STILL: ReadonlySet<EventType> = new Set([
  ...(["effect.requested", "effect.settled", "prompt.asked", "prompt.ended", "leg.ringing"] as const),
  ...(["conference.opened", "conference.stated", "conference.applied", "conference.closing"] as const),
  ...(["seat.joined", "seat.moved", "seat.left", "recording.asked", "recording.started"] as const),
]);

/** All that the type says of an event, found at once: this is in the way of everything. */
type Kind = {
  readonly make: (world: World, event: Event) => void;
  readonly still: boolean;
  readonly changesPlace: boolean;
};

const kinds: ReadonlyMap<EventType, Kind> = new Map(
  (Object.keys(appliers) as EventType[]).map((type) => [
    type,
    {
      // The table pairs each type with its own event; TypeScript cannot follow that through an index.
      make: appliers[type] as (world: World, event: Event) => void,
      still: STILL.has(type),
      changesPlace: changesPlace.has(type),
    },
  ]),
);

/** Makes `event` true in `world`. Events come in the order of their `seq`, each once. */
export function apply(world: World, event: Event): void {
  const kind = must(kinds.get(event.type), "every type has its applier");
  world.seq = event.seq;
  world.at = event.at;
  const { interactionId: id }: { readonly type: string; readonly interactionId?: InteractionId } = event;
  const interaction = id === undefined ? undefined : world.interactions.get(id);
  if (interaction !== undefined && event.interactionSeq !== undefined) {
    interaction.seq = event.interactionSeq;
    if (kind.changesPlace) interaction.changedSeq = event.interactionSeq;
  }
  kind.make(world, event);
  if (id === undefined || kind.still) return;
  const now = interaction ?? world.interactions.get(id); // the first of its events has made it
  if (now !== undefined) reindexInteraction(world, id, forgetIfOver(world, now) ? undefined : now);
}

/** A closed interaction of which nothing is left lives on in the journal only. */
function forgetIfOver(world: World, { id, phase, wrapping }: Interaction): boolean {
  const { derived } = world;
  if (phase !== "closed" || wrapping > 0) return false;
  if (derived.legsOf.has(id) || derived.conferencesOf.has(id) || derived.recordingsOf.has(id)) return false;
  return world.interactions.delete(id);
}
