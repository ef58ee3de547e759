/** Conferences and seats, prompts and recordings. */
import { must } from "@legroom/model";
import type { EventOf, InteractionId, SeatId } from "@legroom/model";
import { open } from "./apply-interaction.ts";
import { awaitAudio } from "./apply-leg.ts";
import type { Appliers } from "./apply.ts";
import { defined } from "./defined.ts";
import { addToList, takeFromList } from "./sets.ts";
import type { Conference, Seat, World } from "./world.ts";

export const conferenceAppliers = {
  "conference.opened": (world, event) => {
    const { conferenceId: id, interactionId, name, kind, queueId } = event;
    const openedAt = event.at;
    const state = { status: "open", appliedVersion: 0 } as const;
    const conference: Conference =
      queueId === undefined
        ? { id, interactionId, name, kind, openedAt, ...state }
        : { id, interactionId, name, kind, queueId, openedAt, ...state };
    world.conferences.set(id, conference);
    addToList(world.derived.conferencesOf, interactionId, id);
    const { namesUsed } = open(world, interactionId);
    namesUsed[kind] = (namesUsed[kind] ?? 0) + 1;
  },
  "conference.stated": (world, event) => {
    for (const state of event.states)
      must(world.conferences.get(state.conferenceId), "only an open conference is stated").stated = state;
  },
  "conference.applied": (world, event) => {
    must(world.conferences.get(event.conferenceId), "only an open conference is applied").appliedVersion =
      event.version;
  },
  "conference.closing": (world, event) => {
    must(world.conferences.get(event.conferenceId), "only an open conference is closed").status = "closing";
  },
  "conference.closed": (world, event) => {
    world.conferences.delete(event.conferenceId);
    takeFromList(world.derived.conferencesOf, event.interactionId, event.conferenceId);
  },
  "seat.joined": (world, event) => {
    const seat = seatOf(world, event);
    if (seat !== undefined) seat.conferenceId = event.conferenceId;
  },
  "seat.moved": (world, event) => {
    const seat = seatOf(world, event);
    if (seat !== undefined) seat.conferenceId = event.toConferenceId;
  },
  "seat.left": (world, event) => {
    const seat = seatOf(world, event);
    if (seat !== undefined) seat.conferenceId = null;
  },
  "seat.away": (world, event) => {
    const seat = seatOf(world, event);
    if (seat === undefined) return;
    seat.awayUntilAt = event.untilAt;
    seat.audioByAt = undefined;
  },
  "seat.back": (world, event) => {
    const seat = seatOf(world, event);
    if (seat !== undefined) seat.awayUntilAt = undefined;
  },
  "seat.return-asked": askReturn,
  "seat.returned": takeSeat,
  "prompt.asked": (world, event) => {
    const { promptId: id, legId, interactionId } = event;
    world.prompts.set(id, interactionId === undefined ? { id, legId } : { id, legId, interactionId });
    addToList(world.derived.promptsOf, legId, id);
  },
  "prompt.ended": (world, event) => {
    const prompt = world.prompts.get(event.promptId);
    if (prompt !== undefined) takeFromList(world.derived.promptsOf, prompt.legId, prompt.id);
    world.prompts.delete(event.promptId);
    const entry = event.interactionId === undefined ? undefined : world.interactions.get(event.interactionId)?.entry;
    if (entry?.promptId === event.promptId) entry.promptId = undefined;
  },
  "recording.asked": (world, event) => {
    const { recordingId: id, interactionId } = event;
    world.recordings.set(id, { id, interactionId, status: "asked" });
    addToList(world.derived.recordingsOf, interactionId, id);
  },
  "recording.started": (world, event) => {
    const recording = world.recordings.get(event.recordingId);
    if (recording !== undefined) recording.status = "started";
  },
  "recording.stopping": (world, event) => {
    const recording = world.recordings.get(event.recordingId);
    if (recording !== undefined) recording.status = "stopping";
  },
  "recording.finished": (world, event) => {
    world.recordings.delete(event.recordingId);
    takeFromList(world.derived.recordingsOf, event.interactionId, event.recordingId);
  },
  "recording.failed": (world, event) => {
    world.recordings.delete(event.recordingId);
    takeFromList(world.derived.recordingsOf, event.interactionId, event.recordingId);
  },
} satisfies Partial<Appliers>;

function askReturn(world: World, event: EventOf<"seat.return-asked">): void {
  const { interactionId, seatId, legId, memo } = event;
  const seat = must(seatOf(world, event), "a return is to a seat that is there");
  seat.returningLegId = legId;
  world.legs.set(legId, {
    ...defined({ id: legId, interactionId, seatId, agentId: seat.agentId, memo }),
    direction: "in",
    kind: "browser", // only a page asks for the seat it had
    state: "coming",
    media: "none",
  });
  addToList(world.derived.legsOf, interactionId, legId);
}

function takeSeat(world: World, event: EventOf<"seat.returned">): void {
  const { interactionId, seatId, legId } = event;
  const interaction = open(world, interactionId);
  const seat = must(seatOf(world, event), "a return is to a seat that is there");
  seat.legId = legId;
  seat.returningLegId = undefined;
  if (seatId === interaction.seatId) interaction.legId = legId;
  else if (interaction.work?.seatId === seatId) interaction.work.legId = legId;
  awaitAudio(world, { legId, interactionId, at: event.at });
}

function seatOf(world: World, of: { interactionId: InteractionId; seatId: SeatId }): Seat | undefined {
  return open(world, of.interactionId).seats.find((seat) => seat.id === of.seatId);
}
