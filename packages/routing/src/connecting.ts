/** From the agent's answer to the talk: both seats in one conference, then audio, or back to the line. */
import { after, must } from "@legroom/model";
import type { LegId } from "@legroom/model";
import { conferenceOf, hearing, openConference, stateConferences, whereStated } from "./conference.ts";
import type { Roster } from "./conference.ts";
import { endTalk, release } from "./ending.ts";
import { endOffer, hangUp, offersOut } from "./offer-lease.ts";
import { hush } from "./prompt.ts";
import { backToLine, enterAgain } from "./queueing.ts";
import { startRecording } from "./recording.ts";
import { endSegment } from "./segment.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Offer, Work } from "./world.ts";

/** An answer that has not become a talk by then has failed. */
const CONNECT_MS = 10_000;

/** The first durable answer wins; the agent's other phones, and everybody else's, are told that it was answered elsewhere. */
export function acceptOffer(turn: Turn, offer: Offer, legId: LegId): void {
  const interaction = must(turn.world.interactions.get(offer.interactionId), "an offer has its interaction");
  const otherLegs = offer.legs.filter((leg) => leg.legId !== legId && leg.state !== "over").map((leg) => leg.legId);
  const { id: offerId, agentId, queueId } = offer;
  turn.emit({
    type: "offer.ended",
    interactionId: interaction.id,
    offerId,
    agentId,
    queueId,
    legId,
    outcome: "accepted",
    cause: "answered",
    ringMs: turn.at - offer.madeAt,
  });
  const untilAt = after(turn.at, turn.config.deadlines.silentMs);
  turn.emit({ type: "interaction.connecting", interactionId: interaction.id, offerId, agentId, untilAt });
  for (const other of otherLegs) hangUp(turn, other, "answered-elsewhere");
  supersede(turn, interaction);
  hush(turn, interaction.entry?.promptId);
  moveTogether(turn, interaction);
  startRecording(turn, interaction);
}

/** The seat is taken: whoever else was offered it is let off, charged with nothing (R-ROUTE-42). */
function supersede(turn: Turn, interaction: Interaction): void {
  for (const other of offersOut(turn.world, interaction)) {
    endOffer(turn, other, "superseded", "superseded");
    release(turn, other.agentId);
  }
}

/** The customer moves to the agent at one tick; from then on they hear each other. */
function moveTogether(turn: Turn, interaction: Interaction): void {
  const from = whereStated(turn.world, interaction);
  const to = talkRoster(turn, interaction);
  if (from === undefined || from.id === to.conferenceId) stateConferences(turn, interaction, [to]);
  else stateConferences(turn, interaction, [{ conferenceId: from.id, seats: [], hears: {} }, to]);
}

/** Who is there hears who is there; for a party that is away the other hears the comfort sound. */
export function talkRoster(turn: Turn, interaction: Interaction): Roster {
  const { seatId: agent, queueId } = must(interaction.work, "two talk");
  // It was opened with the first offer, and may have been lost with its media process while nobody sat in it.
  const conferenceId =
    conferenceOf(turn.world, interaction, "interaction")?.id ??
    openConference(turn, interaction, "interaction", queueId);
  const customer = interaction.seatId;
  const away = (id: typeof customer): boolean =>
    interaction.seats.some((seat) => seat.id === id && seat.awayUntilAt !== undefined);
  const hears = (other: typeof customer): Roster["hears"][typeof customer] => [
    { source: away(other) ? { tone: "comfort" } : { seat: other } },
  ];
  return {
    conferenceId,
    seats: interaction.seats,
    hears: hearing([customer, hears(agent)], [agent, hears(customer)]),
  };
}

/** Connected: the conference is as stated, and the agent's audio has begun or is late enough to be called silent. */
export function tryConnect(turn: Turn, interaction: Interaction): boolean {
  const { work, phase } = interaction;
  if (work === undefined || phase !== "connecting") return false;
  const conference = conferenceOf(turn.world, interaction, "interaction");
  if (conference?.stated === undefined || conference.appliedVersion !== conference.stated.version) return false;
  const leg = turn.world.legs.get(work.legId);
  const silent = leg?.media !== "started";
  if (silent && (leg?.kind === "browser" || turn.at < after(work.acceptedAt, turn.config.deadlines.silentMs)))
    return false;
  const { agentId, offerId } = work;
  const interactionId = interaction.id;
  const connectMs = turn.at - work.acceptedAt;
  turn.emit({ type: "offer.connected", interactionId, offerId, agentId, silent, connectMs });
  endSegment(turn, interaction, "answered");
  turn.emit({
    type: "interaction.live",
    interactionId,
    agentId,
    offerId,
    untilAt: after(turn.at, turn.config.deadlines.liveMs),
  });
  turn.freed.add(agentId); // for a queue that interrupts this talk (R-ROUTE-53)
  return true;
}

/** First the moment at which silence is accepted, then the last one. */
export function connectDeadline(turn: Turn, interaction: Interaction, work: Work): void {
  if (tryConnect(turn, interaction)) return;
  const leg = turn.world.legs.get(work.legId);
  if (leg?.kind === "browser" && leg.media !== "started")
    return failToConnect(turn, interaction, "the browser's audio did not begin");
  const lastAt = after(work.acceptedAt, CONNECT_MS);
  if (turn.at >= lastAt) return failToConnect(turn, interaction, "conference was not applied in time");
  const { agentId, offerId } = work;
  turn.emit({ type: "interaction.connecting", interactionId: interaction.id, offerId, agentId, untilAt: lastAt });
}

/** The caller is back in line, place and clock kept, and hears the music again. */
export function failToConnect(turn: Turn, interaction: Interaction, cause: string): void {
  endTalk(turn, interaction, cause);
  backToLine(turn, interaction);
}

/** An agent whose audio did not come back: the customer goes to the head of the line with the clock kept. */
export function agentLost(turn: Turn, interaction: Interaction): void {
  endTalk(turn, interaction, "agent-lost");
  enterAgain(turn, interaction);
}
