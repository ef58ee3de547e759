/** What happened while nobody looked: a restart, a jump of the clock, a lost media process, a step that threw. */
import type { ConferenceId, InputBody, InteractionId } from "@legroom/model";
import { conferenceClosed } from "./conference.ts";
import { closeInteraction, release } from "./ending.ts";
import { hangUpFeature } from "./feature.ts";
import { endOffer, hangUp } from "./offer-lease.ts";
import { withdrawOffer } from "./offer-outcome.ts";
import { endPrompt } from "./prompt.ts";
import { requestStop } from "./recording.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

type Fact<Type extends InputBody["type"]> = Extract<InputBody, { type: Type }>;

/**
 * What cannot live on is closed by decision: every interaction, until survival is built. Settings, agents, phones and
 * records stand. The legs' far sides are told by telephony, from their memos.
 */
export function centreRestarted(turn: Turn, fact: Fact<"centre.restarted">): void {
  const { world } = turn;
  const { epoch, codeVersion, rulesVersion, downMs } = fact;
  turn.emit({ type: "centre.restarted", epoch, codeVersion, rulesVersion, downMs });
  for (const { effect } of [...world.outstanding.values()]) turn.settleEffect(effect.effectId, "cancelled", "restart");
  for (const promptId of [...world.prompts.keys()]) endPrompt(turn, promptId, { reason: "stopped", heardMs: 0 });
  withdrawOffers(turn);
  for (const legId of [...world.legs.keys()]) legIsLost(turn, legId);
  for (const conferenceId of [...world.conferences.keys()]) conferenceClosed(turn, conferenceId);
  for (const interaction of [...world.interactions.values()]) closeInteraction(turn, interaction, "centre-restarted");
  for (const recording of world.recordings.values())
    if (!world.derived.awaiting.has("recorded", recording.id)) requestStop(turn, recording.interactionId, recording.id);
  for (const agentId of world.agents.keys()) release(turn, agentId);
}

function withdrawOffers(turn: Turn): void {
  for (const offer of [...turn.world.offers.values()]) {
    if (offer.phase === "accepted") continue;
    for (const leg of offer.legs) legIsLost(turn, leg.legId);
    endOffer(turn, offer, "withdrawn", "centre-restarted");
    release(turn, offer.agentId);
  }
}

/** Without what usually follows: all of it ends in the same step. */
function legIsLost(turn: Turn, legId: NonNullable<ReturnType<Turn["world"]["legs"]["get"]>>["id"]): void {
  const leg = turn.world.legs.get(legId);
  if (leg === undefined) return;
  const interactionId: InteractionId | undefined = leg.interactionId;
  turn.emit({
    type: "leg.ended",
    legId,
    cause: "lost",
    by: "system",
    ...(interactionId === undefined ? {} : { interactionId }),
  });
}

/** Phones that rang are let off, and those who wait are not punished for time that nobody saw. */
export function clockJumped(turn: Turn, fact: Fact<"clock.jumped">): void {
  const { world } = turn;
  turn.emit({ type: "clock.jumped", byMs: fact.byMs });
  const graceMs = turn.world.config?.deadlines.jumpGraceMs ?? 0;
  for (const interaction of world.interactions.values())
    if (interaction.phase === "queued" || interaction.phase === "offering")
      turn.emit({
        type: "interaction.grace-given",
        interactionId: interaction.id,
        queueByMs: graceMs,
        totalByMs: graceMs,
      });
  for (const offer of [...world.offers.values()])
    if (offer.phase !== "accepted" && world.offers.has(offer.id)) withdrawOffer(turn, offer, "clock-jumped");
}

/** A media process died: its own interactions end, and only these. */
export function mediaLost(turn: Turn, fact: Fact<"media.lost">): void {
  const { world } = turn;
  const deserted = fact.conferenceIds.flatMap((id) => desertedIn(world, id));
  for (const conferenceId of fact.conferenceIds) conferenceClosed(turn, conferenceId);
  for (const legId of fact.legIds) {
    const leg = world.legs.get(legId);
    if (leg === undefined) continue;
    const interaction = leg.interactionId === undefined ? undefined : world.interactions.get(leg.interactionId);
    if (interaction === undefined) hangUpFeature(turn, legId);
    else if (interaction.legId === legId) closeInteraction(turn, interaction, "media-lost");
    else hangUp(turn, legId, "failed");
  }
  for (const interaction of deserted) closeInteraction(turn, interaction, "media-lost");
}

/** Whose customer is just away without a leg: they would come back to nothing. */
function desertedIn(world: World, conferenceId: ConferenceId): readonly Interaction[] {
  const conference = world.conferences.get(conferenceId);
  const interaction = conference === undefined ? undefined : world.interactions.get(conference.interactionId);
  const seat = interaction?.seats.find((one) => one.id === interaction.seatId);
  const sat = conference?.stated?.seats.some((place) => place.seatId === seat?.id) === true;
  return interaction !== undefined && seat?.legId === null && sat && conference?.status === "open" ? [interaction] : [];
}

/** The interaction of a step that threw is closed cleanly, so that it poisons no later start. */
export function inputFaulted(turn: Turn, fact: Fact<"input.faulted">): void {
  const { inputId: faultedInputId, inputType, message, interactionId } = fact;
  turn.emit({ type: "input.faulted", faultedInputId, inputType, message });
  const interaction = interactionId === undefined ? undefined : turn.world.interactions.get(interactionId);
  if (interaction === undefined || interaction.phase === "closed") return;
  turn.emit({ type: "interaction.faulted", interactionId: interaction.id, message });
  closeInteraction(turn, interaction, "faulted");
}
