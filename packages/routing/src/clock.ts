/** Time passes: one due deadline a step, the earliest first (L4). */
import { must, unreachable } from "@legroom/model";
import { seatAway } from "./away.ts";
import { connectDeadline, agentLost } from "./connecting.ts";
import { closeInteraction, endTalk, sayGoodbye } from "./ending.ts";
import { frontLineOver } from "./front-line.ts";
import { legLost } from "./legs.ts";
import { ringOneMore } from "./matching.ts";
import { offerDue, offersTooLate } from "./offer-outcome.ts";
import { endWrapUp } from "./presence.ts";
import { announce } from "./announcing.ts";
import { queueDue } from "./queue-watch.ts";
import { queueDeadline } from "./queueing.ts";
import { takeStep } from "./steps.ts";
import { effectFailed } from "./settling.ts";
import type { Due } from "./deadline-index.ts";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";
import type { AgentId, EffectId, InteractionId, LegId, OfferId, QueueId } from "@legroom/model";

export function clockReached(turn: Turn): void {
  const due = turn.world.derived.deadlines.first();
  if (due === undefined || due.at > turn.at) return; // early, or settled already: a question, not an order
  settle(turn, due);
}

function settle(turn: Turn, { kind, id, at }: Due): void {
  const { world } = turn;
  switch (kind) {
    case "interaction":
      return interactionDue(turn, must(world.interactions.get(id as InteractionId), "its deadline stands"));
    case "offer":
      return offerDue(turn, must(world.offers.get(id as OfferId), "its deadline stands"));
    case "agent":
      return endWrapUp(turn, id as AgentId, "timer");
    case "feature":
      return legLost(turn, id as LegId, "lost"); // hung up, and not waited for
    case "queue":
      return queueDue(turn, id as QueueId, at);
    case "effect":
      return effectFailed(turn, id as EffectId, "expired", "not confirmed in time");
    default:
      return unreachable(kind);
  }
}

function interactionDue(turn: Turn, interaction: Interaction): void {
  const away = interaction.seats.find((seat) => seat.awayUntilAt !== undefined && seat.awayUntilAt <= turn.at);
  if (away !== undefined && away.role === "customer") return closeInteraction(turn, interaction, "customer-lost");
  if (away !== undefined) return agentLost(turn, interaction);
  const mute = interaction.seats.find((seat) => seat.audioByAt !== undefined && seat.audioByAt <= turn.at);
  if (mute !== undefined) return seatAway(turn, interaction, mute);
  switch (interaction.phase) {
    case "arriving":
      return closeInteraction(turn, interaction, "never-connected");
    case "in-flow":
      return flowDue(turn, interaction);
    case "queued":
      return queueDeadline(turn, interaction, must(interaction.entry, "who waits has entered"));
    case "offering":
      return offeringDue(turn, interaction);
    case "connecting":
      return connectDeadline(turn, interaction, must(interaction.work, "who connects has an agent"));
    case "live":
      endTalk(turn, interaction, "too-long");
      return sayGoodbye(turn, interaction, { flow: "goodbye", end: "too-long" });
    case "parked":
    case "closed":
      return;
    default:
      return unreachable(interaction.phase);
  }
}

function flowDue(turn: Turn, interaction: Interaction): void {
  if (interaction.flow?.flow === "front-line") frontLineOver(turn, interaction);
  else closeInteraction(turn, interaction, interaction.flow?.end ?? "agent-ended");
}

function offeringDue(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "who is offered waits");
  if (entry.totalUntilAt <= turn.at) offersTooLate(turn, interaction);
  else if (entry.nextStepAt !== undefined && entry.nextStepAt <= turn.at) takeStep(turn, interaction, entry);
  else if (entry.progressAt !== undefined && entry.progressAt <= turn.at) ringOneMore(turn, interaction);
  else announce(turn, interaction);
}
