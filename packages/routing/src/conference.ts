/** Conferences of an interaction: opened, stated whole, confirmed, closed. Who hears whom is decided here (L7). */
import { must } from "@legroom/model";
import type {
  AgentId,
  ConferenceId,
  ConferenceKind,
  ConferenceState,
  Hearing,
  InputBody,
  InteractionId,
  QueueId,
  SeatId,
  SeatPlace,
  SeatRole,
} from "@legroom/model";
import type { Turn } from "./turn.ts";
import type { Conference, Interaction, Seat, World } from "./world.ts";

/** Who shall sit in one conference, and what each of them hears. */
export type Roster = {
  readonly conferenceId: ConferenceId;
  readonly seats: readonly Seat[];
  readonly hears: { readonly [hearer: SeatId]: readonly Hearing[] };
};

/**
 * What each hearer hears. A table without a prototype: names that nobody has seen before, such as ids, would each give an object
 * of the usual kind a new shape, which costs more than the whole statement.
 */
export function hearing(
  ...pairs: readonly (readonly [hearer: SeatId, sources: readonly Hearing[]])[]
): Roster["hears"] {
  const hears = Object.create(null) as { [hearer: SeatId]: readonly Hearing[] }; // empty as yet
  for (const [hearer, sources] of pairs) hears[hearer] = sources;
  return hears;
}

/** The name follows the plan; a second one of its kind gets `-2`, since a name is used once. */
export function openConference(
  turn: Turn,
  interaction: Interaction,
  kind: ConferenceKind,
  queueId?: QueueId,
): ConferenceId {
  const conferenceId = turn.id<"conference">();
  const used = interaction.namesUsed[kind] ?? 0;
  const first =
    kind === "hold" && queueId !== undefined ? `hold-${queueId}-${interaction.id}` : `${kind}-${interaction.id}`;
  const name = used === 0 ? first : `${first}-${used + 1}`;
  const { id: interactionId } = interaction;
  const type = "conference.opened";
  turn.emit(
    queueId === undefined
      ? { type, interactionId, conferenceId, name, kind }
      : { type, interactionId, conferenceId, name, kind, queueId },
  );
  return conferenceId;
}

/** The open conference of a kind, if there is one. */
export function conferenceOf(world: World, interaction: Interaction, kind: ConferenceKind): Conference | undefined {
  for (const id of world.derived.conferencesOf.get(interaction.id) ?? []) {
    const conference = world.conferences.get(id);
    if (conference?.kind === kind && conference.status === "open") return conference;
  }
  return undefined;
}

/** Where the customer was last told to be. */
export function whereStated(world: World, interaction: Interaction): Conference | undefined {
  for (const id of world.derived.conferencesOf.get(interaction.id) ?? []) {
    const conference = world.conferences.get(id);
    const here = conference?.stated?.seats.some((place) => place.seatId === interaction.seatId) === true;
    if (conference?.status === "open" && here) return conference;
  }
  return undefined;
}

/** States one conference, or both of a move, whole. */
export function stateConferences(
  turn: Turn,
  interaction: Interaction,
  rosters: readonly [Roster] | readonly [Roster, Roster],
): void {
  const [first, second] = rosters;
  const states: readonly [ConferenceState] | readonly [ConferenceState, ConferenceState] =
    second === undefined ? [stateOf(turn, first)] : [stateOf(turn, first), stateOf(turn, second)];
  for (const state of states) cancelOlder(turn, state.conferenceId);
  turn.emit({ type: "conference.stated", interactionId: interaction.id, states });
  turn.request(
    { type: "conference.set", states, nearLegId: interaction.legId },
    { interactionId: interaction.id, withinMs: 10_000 },
  );
}

/** What was stated before is overtaken: media ignores it, so its confirmation is not waited for. */
function cancelOlder(turn: Turn, conferenceId: ConferenceId): void {
  const stated = turn.world.conferences.get(conferenceId)?.stated;
  if (stated !== undefined) turn.settle("applied", conferenceId, "cancelled", "overtaken");
}

function stateOf(turn: Turn, roster: Roster): ConferenceState {
  const conference = must(turn.world.conferences.get(roster.conferenceId), "only an open conference is stated");
  const seats: SeatPlace[] = roster.seats.map((seat) => ({ seatId: seat.id, legId: seat.legId }));
  return {
    conferenceId: conference.id,
    name: conference.name,
    version: (conference.stated?.version ?? 0) + 1,
    seats,
    hears: roster.hears,
  };
}

export function closeConference(turn: Turn, conference: Conference): void {
  if (conference.status === "closing") return;
  const { id: conferenceId, interactionId } = conference;
  if (conference.stated !== undefined) turn.settle("applied", conferenceId, "cancelled", "closing");
  turn.emit({ type: "conference.closing", interactionId, conferenceId });
  turn.request({ type: "conference.close", conferenceId }, { interactionId });
}

/** Media has done what was last stated: the seats are now where they shall be. */
export function conferenceApplied(
  turn: Turn,
  fact: Extract<InputBody, { type: "conference.applied" }>,
): Interaction | undefined {
  const { world } = turn;
  const conference = world.conferences.get(fact.conferenceId);
  if (conference === undefined || fact.version <= conference.appliedVersion) return undefined;
  const { stated, interactionId } = conference;
  if (stated === undefined || fact.version !== stated.version) return undefined; // overtaken: the latest is waited for
  turn.settle("applied", conference.id, "confirmed");
  turn.emit({ type: "conference.applied", interactionId, conferenceId: conference.id, version: fact.version });
  const interaction = must(world.interactions.get(interactionId), "a conference is not without its interaction");
  for (const { seatId } of stated.seats) comeIn(turn, interaction, seatId, conference.id);
  const here = new Set(stated.seats.map((place) => place.seatId));
  for (const seat of interaction.seats)
    if (seat.conferenceId === conference.id && !here.has(seat.id) && !isMoving(world, interaction.id, seat.id))
      leaveConference(turn, interaction, seat);
  closeIfMovedOut(turn, interaction);
  return interaction;
}

function comeIn(turn: Turn, interaction: Interaction, seatId: SeatId, conferenceId: ConferenceId): void {
  const seat = interaction.seats.find((one) => one.id === seatId);
  if (seat === undefined || seat.conferenceId === conferenceId) return;
  const from = seat.conferenceId;
  if (from === null) turn.emit({ ...whoOf(interaction, seat), type: "seat.joined", conferenceId });
  else
    turn.emit({
      ...whoOf(interaction, seat),
      type: "seat.moved",
      fromConferenceId: from,
      toConferenceId: conferenceId,
    });
}

/** Stated in another conference that has not been confirmed yet: the move is told there. */
function isMoving(world: World, interactionId: InteractionId, seatId: SeatId): boolean {
  for (const id of world.derived.conferencesOf.get(interactionId) ?? []) {
    const conference = world.conferences.get(id);
    if (conference?.stated?.seats.some((place) => place.seatId === seatId) === true) return true;
  }
  return false;
}

export function leaveConference(turn: Turn, interaction: Interaction, seat: Seat): void {
  if (seat.conferenceId === null) return;
  turn.emit({ ...whoOf(interaction, seat), type: "seat.left", conferenceId: seat.conferenceId });
}

function whoOf(
  { id: interactionId }: Interaction,
  { id: seatId, role, agentId }: Seat,
): { interactionId: InteractionId; seatId: SeatId; role: SeatRole; agentId?: AgentId } {
  return agentId === undefined ? { interactionId, seatId, role } : { interactionId, seatId, role, agentId };
}

/** A front line's or a queue's conference is for one customer: it ends when they have moved on. */
function closeIfMovedOut(turn: Turn, interaction: Interaction): void {
  for (const id of turn.world.derived.conferencesOf.get(interaction.id)?.slice() ?? []) {
    const conference = turn.world.conferences.get(id);
    if (conference === undefined || conference.kind === "interaction" || conference.status !== "open") continue;
    const empty = conference.stated?.seats.length === 0;
    const here = interaction.seats.some((seat) => seat.conferenceId === id);
    if (empty && !here) closeConference(turn, conference);
  }
}

/** It is gone in media, by our wish or with its process. */
export function conferenceClosed(turn: Turn, conferenceId: ConferenceId): void {
  const conference = turn.world.conferences.get(conferenceId);
  turn.settle("closed", conferenceId, "confirmed");
  if (conference === undefined) return;
  if (conference.stated !== undefined) turn.settle("applied", conferenceId, "cancelled", "closed");
  const interaction = turn.world.interactions.get(conference.interactionId);
  for (const seat of interaction?.seats ?? [])
    if (interaction !== undefined && seat.conferenceId === conferenceId) leaveConference(turn, interaction, seat);
  turn.emit({
    type: "conference.closed",
    interactionId: conference.interactionId,
    conferenceId,
    name: conference.name,
  });
}
