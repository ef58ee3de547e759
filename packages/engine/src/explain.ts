/** A decision made again from the journal: the world before it, and the entropy of its step (R-ROUTE-131). */
import { assert } from "@legroom/model";
import type { Event, EventOf, Explanation } from "@legroom/model";
import { apply, decisionOf, emptyWorld, explainOffer, loadWorld, seqOf } from "@legroom/routing";
import type { World } from "@legroom/routing";
import type { JournalStep } from "./ports/journal.ts";
import type { Snapshot } from "./snapshot.ts";

/** What of the journal is read: beside the one that writes, or while none does. */
export type Past = {
  /** The newest world that holds nothing beyond this event. */
  worldBefore(seq: number): Promise<Snapshot | undefined>;
  stepOf(seq: number): Promise<JournalStep | undefined>;
  /** At most `limit` events after `seq`, in order. */
  eventsAfter(seq: number, limit: number): Promise<readonly Event[]>;
};

const BATCH = 1000;

/** Undefined if no such offer was made by that event. */
export async function explainFrom(past: Past, madeSeq: number): Promise<Explanation | undefined> {
  const step = await past.stepOf(madeSeq);
  const made = step?.events.find((event): event is EventOf<"offer.made"> => event.seq === madeSeq && isOffer(event));
  if (step === undefined || made === undefined) return undefined;
  const world = await worldAt(past, decisionOf(step.events, made) - 1);
  return world === undefined ? undefined : explainOffer(world, { made, entropy: step.input.entropy });
}

function isOffer(event: Event): boolean {
  return event.type === "offer.made";
}

/**
 * The world when this event had just become true; before the first one, an empty one. Undefined if more than `eventsMax` would
 * have to be read for it: no checkpoint is near.
 */
export async function worldAt(
  past: Omit<Past, "stepOf">,
  seq: number,
  eventsMax = Infinity,
): Promise<World | undefined> {
  const world = loaded(await past.worldBefore(seq)) ?? emptyWorld();
  if (seq - seqOf(world) > eventsMax) return undefined;
  while (seqOf(world) < seq) {
    const events = await past.eventsAfter(seqOf(world), Math.min(BATCH, seq - seqOf(world)));
    assert(events.length > 0, `the journal goes on to ${seq}`);
    for (const event of events) apply(world, event);
  }
  return world;
}

/** One that another shape of the world wrote is passed by: slower, from the beginning. */
function loaded(snapshot: Snapshot | undefined): World | undefined {
  if (snapshot === undefined) return undefined;
  try {
    const world = loadWorld(snapshot.world.slice(snapshot.world.indexOf("\n") + 1)); // behind the version of the code
    return seqOf(world) === snapshot.seq ? world : undefined;
  } catch {
    return undefined;
  }
}
