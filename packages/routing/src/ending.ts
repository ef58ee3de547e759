/** How talks and interactions end: each a decision, none an accident of whoever hung up first (L6). */
import { after, must, unreachable } from "@legroom/model";
import type { AgentId, InteractionEnd, OfferCause, SegmentOutcome, Sound, UnixMs } from "@legroom/model";
import { isHeld, isReady } from "./availability.ts";
import { closeConference, leaveConference, stateConferences, whereStated } from "./conference.ts";
import { defined } from "./defined.ts";
import { endOffer, hangUp, offersOut } from "./offer-lease.ts";
import { sayToCustomer } from "./prompt.ts";
import { stopRecordings } from "./recording.ts";
import { endSegment } from "./segment.ts";
import type { Turn } from "./turn.ts";
import { wrapUpAfter } from "./wrap-up.ts";
import type { PlannedPresence } from "./agent-state.ts";
import type { Agent, Interaction } from "./world.ts";

/** The longest goodbye or apology. */
const GOODBYE_MS = 20_000;

/** The agent's part is over: their leg ends, they wrap up, or were never really there. */
export function endTalk(turn: Turn, interaction: Interaction, cause: string): void {
  const work = must(interaction.work, "only a talk ends");
  const { agentId, offerId, queueId, connectedAt } = work;
  const seat = interaction.seats.find((one) => one.id === work.seatId);
  if (seat !== undefined) leaveConference(turn, interaction, seat);
  hangUp(turn, work.legId, "completed");
  if (seat?.returningLegId !== undefined) hangUp(turn, seat.returningLegId, "completed");
  stopRecordings(turn, interaction.id);
  const restMs = turn.config.deadlines.declineCoolDownMs;
  const interactionId = interaction.id;
  if (connectedAt === undefined) {
    const coolDownUntilAt = after(turn.at, restMs);
    turn.emit({ type: "offer.failed-to-connect", interactionId, offerId, agentId, cause, coolDownUntilAt });
    return release(turn, agentId);
  }
  const talkMs = turn.at - connectedAt;
  turn.emit({ type: "agent-segment.ended", interactionId, agentId, offerId, queueId, connectedAt, talkMs, cause });
  const wrapUp = wrapUpAfter(turn, work);
  if (wrapUp === undefined) return release(turn, agentId);
  turn.emit({ ...wrapUp, type: "agent.wrap-up-started", agentId, interactionId });
}

/**
 * Less keeps this agent, or nothing: then what they have planned becomes their presence, whoever chose Offline is signed
 * out, and others are offered who waits.
 */
export function release(turn: Turn, agentId: AgentId): void {
  const agent = turn.world.agents.get(agentId);
  if (agent?.sessionId === undefined) return;
  if (isHeld(agent)) {
    if (isReady(turn.world, agent)) turn.freed.add(agentId); // they may have units left, or be interrupted
    return;
  }
  if (agent.next !== undefined) carryOutPlan(turn, agent, agent.next);
  if (agent.presence === "offline") turn.emit({ type: "agent.session-closed", agentId, sessionId: agent.sessionId });
  else turn.freed.add(agentId);
}

/** A call that they missed meanwhile is not made good by it: Available was chosen before. */
function carryOutPlan(turn: Turn, agent: Agent, { presence, reasonCode, actor }: PlannedPresence): void {
  const { id: agentId, noAnswerOfferId: offerId } = agent;
  turn.emit({ type: "agent.presence-changed", ...defined({ agentId, presence, reasonCode, actor }) });
  if (presence === "available" && offerId !== undefined) turn.emit({ type: "agent.no-answer-noted", agentId, offerId });
}

/** The agent hangs up, or presses End: the customer is not left with a dead line. */
export function agentEnds(turn: Turn, interaction: Interaction): void {
  endTalk(turn, interaction, "agent-hung-up");
  sayGoodbye(turn, interaction, { flow: "goodbye", end: "agent-ended" });
}

/** What is said when an interaction ends before the customer does. */
const lastWord: Readonly<Record<"goodbye" | "apology", Sound>> = {
  goodbye: "goodbye",
  apology: "apology-timed-out",
};

/** The customer hears a last word where they are, then the interaction closes with `end`. */
export function sayGoodbye(
  turn: Turn,
  interaction: Interaction,
  how: { readonly flow: "goodbye" | "apology"; readonly end: InteractionEnd },
): void {
  const { world } = turn;
  const conference = whereStated(world, interaction);
  const customer = interaction.seats.filter((seat) => seat.role === "customer");
  if (conference !== undefined)
    stateConferences(turn, interaction, [{ conferenceId: conference.id, seats: customer, hears: {} }]);
  lastFlow(turn, interaction, { ...how, untilAt: after(turn.at, GOODBYE_MS) });
}

/** The last word once more, for somebody who came back while it was said; its time is not extended. */
export function resumeFlow(turn: Turn, interaction: Interaction): void {
  const { flow } = interaction;
  if (flow === undefined || flow.flow === "front-line" || flow.end === undefined) return;
  lastFlow(turn, interaction, { flow: flow.flow, end: flow.end, untilAt: flow.untilAt });
}

function lastFlow(
  turn: Turn,
  interaction: Interaction,
  { flow, end, untilAt }: { flow: "goodbye" | "apology"; end: InteractionEnd; untilAt: UnixMs },
): void {
  const promptId = turn.id<"prompt">();
  const interactionId = interaction.id;
  turn.emit({ type: "interaction.in-flow", interactionId, flow, step: 1, untilAt, promptId, end });
  sayToCustomer(turn, interaction, {
    promptId,
    items: [{ sound: end === "withdrawn" ? "withdrawn" : lastWord[flow] }],
  });
}

/** Everything of it ends now. What media and phones still have to confirm, they confirm to a closed interaction. */
export function closeInteraction(turn: Turn, interaction: Interaction, end: InteractionEnd): void {
  if (interaction.phase === "closed") return;
  const { world } = turn;
  const waiting = ["queued", "offering", "connecting"].includes(interaction.phase);
  endItsOffers(turn, interaction, end);
  if (interaction.work !== undefined) endTalk(turn, interaction, end);
  if (waiting) endSegment(turn, interaction, segmentOutcome(turn, interaction, end));
  for (const { returningLegId } of interaction.seats)
    if (returningLegId !== undefined) hangUp(turn, returningLegId, "completed");
  hangUp(turn, interaction.legId, end === "timed-out" || end === "too-long" ? "timed-out" : "completed");
  for (const id of world.derived.conferencesOf.get(interaction.id)?.slice() ?? []) {
    const conference = world.conferences.get(id);
    if (conference !== undefined) closeConference(turn, conference);
  }
  turn.emit({
    type: "interaction.closed",
    interactionId: interaction.id,
    cause: end,
    durationMs: turn.at - interaction.arrivedAt,
  });
}

function endItsOffers(turn: Turn, interaction: Interaction, end: InteractionEnd): void {
  const cause = offerCause(end);
  for (const offer of offersOut(turn.world, interaction)) {
    endOffer(turn, offer, cause === "caller-hung-up" ? "caller-left" : "withdrawn", cause);
    release(turn, offer.agentId);
  }
}

function segmentOutcome(turn: Turn, interaction: Interaction, end: InteractionEnd): SegmentOutcome {
  switch (end) {
    case "abandoned":
    case "customer-hung-up":
    case "customer-lost": {
      const waitedMs = turn.at - must(interaction.entry, "who waits has entered").enteredAt;
      return waitedMs < turn.config.deadlines.shortAbandonMs ? "short-abandoned" : "abandoned";
    }
    case "timed-out":
      return "timed-out";
    case "agent-ended":
    case "left-in-flow":
    case "never-connected":
    case "too-long":
    case "media-lost":
    case "centre-restarted":
    case "ended-by-command":
    case "blocked":
    case "withdrawn":
    case "faulted":
      return "withdrawn";
    default:
      return unreachable(end);
  }
}

function offerCause(end: InteractionEnd): OfferCause {
  switch (end) {
    case "abandoned":
    case "customer-hung-up":
    case "customer-lost":
      return "caller-hung-up";
    case "media-lost":
      return "media-failed";
    case "centre-restarted":
      return "centre-restarted";
    case "timed-out":
    case "agent-ended":
    case "left-in-flow":
    case "never-connected":
    case "too-long":
    case "ended-by-command":
    case "blocked":
    case "withdrawn":
    case "faulted":
      return "interaction-ended";
    default:
      return unreachable(end);
  }
}
