/** Coming back to a seat with another leg: after a reload, from another page, or when the line of before was lost. */
import type { LegId } from "@legroom/model";
import { customerUp } from "./arrival.ts";
import { restate, seatBack } from "./away.ts";
import { resumeFlow } from "./ending.ts";
import { askAgain } from "./front-line.ts";
import { hangUp } from "./offer-lease.ts";
import { hush } from "./prompt.ts";
import { announce } from "./announcing.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Leg } from "./world.ts";

/** The leg that was asked to return is up: the seat is its own from now on, and the former leg is dropped in silence. */
export function legReturned(turn: Turn, interaction: Interaction, leg: Leg): void {
  const seat = interaction.seats.find((one) => one.returningLegId === leg.id);
  if (seat === undefined || interaction.phase === "closed") return;
  const former = seat.legId;
  turn.emit({
    type: "seat.returned",
    interactionId: interaction.id,
    seatId: seat.id,
    legId: leg.id,
    ...(former === null ? {} : { formerLegId: former }),
  });
  if (former !== null) drop(turn, former);
  restate(turn, interaction);
  if (seat.role === "customer") sayAgain(turn, interaction);
  if (seat.awayUntilAt !== undefined && leg.media === "started") seatBack(turn, interaction, seat);
}

function drop(turn: Turn, legId: LegId): void {
  for (const promptId of [...(turn.world.derived.promptsOf.get(legId) ?? [])]) hush(turn, promptId);
  hangUp(turn, legId, "replaced");
}

/** What was being said went to the former leg: the menu, the last word, or the position is said again, or all would stall. */
function sayAgain(turn: Turn, interaction: Interaction): void {
  switch (interaction.phase) {
    case "arriving":
      return customerUp(turn, interaction);
    case "in-flow":
      return interaction.flow?.flow === "front-line" ? askAgain(turn, interaction) : resumeFlow(turn, interaction);
    case "queued":
    case "offering":
      return announce(turn, interaction);
    case "connecting":
    case "live":
    case "parked":
    case "closed":
      return;
  }
}
