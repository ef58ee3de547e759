/** A decision as it was recorded, and made again from the world of that moment (R-ROUTE-131). */
import { canonical } from "@legroom/model";
import type { Event, EventOf, Explanation } from "@legroom/model";
import { reasonsForOverride } from "./assigning.ts";
import { chooseFor } from "./choosing.ts";
import type { Choice } from "./choosing.ts";
import { verdictsFor } from "./verdicts.ts";
import type { Interaction, World } from "./world.ts";

type Made = EventOf<"offer.made">;

/**
 * The first offer of the decision that this offer is of: several rung at once were chosen from one look. `events` are those
 * of its step. The world to be asked is the one before that event.
 */
export function decisionOf(events: readonly Event[], made: Made): number {
  let first: number | undefined;
  for (const event of events) {
    if (event.seq > made.seq || !("interactionId" in event) || event.interactionId !== made.interactionId) continue;
    if (event.type === "offer.ended") first = undefined;
    if (event.type === "offer.made") first ??= event.seq;
  }
  return first ?? made.seq;
}

/**
 * `world` is as it was before the decision, `entropy` that of its step. With which other queues it was compared is taken as
 * recorded: which agent's becoming free began it is in no event.
 */
export function explainOffer(
  world: World,
  { made, entropy }: { readonly made: Made; readonly entropy: string },
): Explanation {
  const { offerId, interactionId, agentId, at, reasons: recorded } = made;
  const interaction = world.interactions.get(interactionId);
  const recomputed = interaction === undefined ? undefined : again(world, interaction, { made, entropy });
  const same = canonical({ agentId, reasons: recorded }) === canonical(recomputed ?? null);
  const agents = interaction === undefined ? [] : verdictsFor(world, interaction, { at, entropy });
  return { ...{ offerId, interactionId, agentId, at, recorded, recomputed, same }, agents };
}

function again(
  world: World,
  interaction: Interaction,
  { made, entropy }: { readonly made: Made; readonly entropy: string },
): Choice | undefined {
  const { at, agentId, reasons } = made;
  if (interaction.entry === undefined) return undefined;
  const { overrideId, trigger, between } = reasons;
  if (overrideId !== undefined)
    return { agentId, reasons: reasonsForOverride(world, interaction, { at, agentId, overrideId }) };
  const choices = chooseFor(world, interaction, { at, entropy, trigger, between });
  return choices.find((choice) => choice.agentId === agentId) ?? choices[0];
}
