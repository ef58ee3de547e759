/** Opens the journal and brings its world to life: at a start, after a failed commit, after a step that threw. */
import { Fault } from "@legroom/model";
import type { CentreId, Effect, Event } from "@legroom/model";
import type { LiveWorld, Machine } from "./machine.ts";
import type { Journal, JournalOpening } from "./ports/journal.ts";
import { rebuild } from "./snapshot.ts";

export type OpenedWorld = {
  readonly opening: JournalOpening;
  readonly world: LiveWorld;
  /** Durable events that we did not know to be: their commit was reported as failed, and was not. */
  readonly missed: readonly Event[];
};

/** Rejects with a `Fault` where the journal cannot be read, or has less than it acknowledged. */
export async function openWorld(
  from: { journal: Journal; centreId: CentreId; machine: Machine; codeVersion: string },
  knownSeq?: number,
): Promise<OpenedWorld> {
  const opening = await from.journal.open(from.centreId);
  const world = await rebuild(from.machine, from.journal, {
    snapshot: opening.snapshot,
    codeVersion: from.codeVersion,
  });
  if (world.seq() !== opening.lastSeq || opening.lastSeq < (knownSeq ?? 0)) {
    const text = `the journal ends with event ${world.seq()} where ${Math.max(opening.lastSeq, knownSeq ?? 0)} was durable`;
    throw new Fault("journal.corrupt", text, { retriable: false, side: "ours" });
  }
  const missed: Event[] = [];
  if (knownSeq !== undefined && knownSeq < opening.lastSeq)
    for await (const events of from.journal.read(knownSeq)) missed.push(...events);
  return { opening, world, missed };
}

/** Those effects that these events asked for and that are still to be done. */
export function stillOutstanding(world: LiveWorld, events: readonly Event[]): readonly Effect[] {
  const asked = new Set(events.flatMap((event) => (event.type === "effect.requested" ? [event.effect.effectId] : [])));
  return asked.size === 0 ? [] : world.outstandingEffects().filter((effect) => asked.has(effect.effectId));
}
