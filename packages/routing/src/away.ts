/** A seat whose audio is gone: nobody is stranded meanwhile, and a deadline decides unless they come back (R-ROUTE-38). */
import { after, canonical } from "@legroom/model";
import { stateConferences, whereStated } from "./conference.ts";
import type { Roster } from "./conference.ts";
import { failToConnect, talkRoster, tryConnect } from "./connecting.ts";
import { askAgain, isSilentFrontLine } from "./front-line.ts";
import { matchCaller } from "./matching.ts";
import { withdrawOffers } from "./offer-outcome.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Seat } from "./world.ts";

/** The other one hears the comfort sound; a caller keeps their place, and is offered to nobody until they are back. */
export function seatAway(turn: Turn, interaction: Interaction, seat: Seat): void {
  const { id: interactionId, phase } = interaction;
  if (phase === "closed") return;
  if (seat.role === "agent" && phase === "connecting")
    return failToConnect(turn, interaction, "the agent's audio was lost");
  if (seat.awayUntilAt === undefined) {
    const untilAt = after(turn.at, turn.config.deadlines.seatAwayMs);
    turn.emit({ type: "seat.away", interactionId, seatId: seat.id, untilAt });
  }
  if (seat.role === "customer") withdrawOffers(turn, interaction, "caller-away");
  restate(turn, interaction);
}

export function seatBack(turn: Turn, interaction: Interaction, seat: Seat): void {
  turn.emit({ type: "seat.back", interactionId: interaction.id, seatId: seat.id });
  restate(turn, interaction);
  if (seat.role === "customer" && isSilentFrontLine(turn.world, interaction)) askAgain(turn, interaction);
  matchCaller(turn, interaction, "caller-back");
  tryConnect(turn, interaction);
}

/** States again who sits with the customer, if a leg or what is heard has changed. */
export function restate(turn: Turn, interaction: Interaction): void {
  const roster = rosterNow(turn, interaction);
  if (roster === undefined) return;
  const stated = turn.world.conferences.get(roster.conferenceId)?.stated;
  const seats = roster.seats.map((seat) => ({ seatId: seat.id, legId: seat.legId }));
  if (canonical([stated?.seats, stated?.hears]) === canonical([seats, roster.hears])) return;
  stateConferences(turn, interaction, [roster]);
}

function rosterNow(turn: Turn, interaction: Interaction): Roster | undefined {
  if (interaction.phase === "connecting" || interaction.phase === "live") return talkRoster(turn, interaction);
  const conference = whereStated(turn.world, interaction);
  if (conference?.stated === undefined) return undefined;
  const here = new Set(conference.stated.seats.map((place) => place.seatId));
  const seats = interaction.seats.filter((seat) => here.has(seat.id));
  return { conferenceId: conference.id, seats, hears: conference.stated.hears };
}
