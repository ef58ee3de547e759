/** Recording of a talk: a track per seat, from the agent's answer until the agent leaves. */
import type { InputBody, InteractionId, RecordingId } from "@legroom/model";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

export function startRecording(turn: Turn, interaction: Interaction): void {
  const { work } = interaction;
  if (work === undefined) return;
  const recordingId = turn.id<"recording">();
  const seats = interaction.seats.flatMap((seat) =>
    seat.legId === null ? [] : [{ seatId: seat.id, legId: seat.legId }],
  );
  turn.emit({
    type: "recording.asked",
    interactionId: interaction.id,
    recordingId,
    agentId: work.agentId,
    seatIds: seats.map((seat) => seat.seatId),
  });
  turn.request(
    { type: "recording.start", recordingId, interactionId: interaction.id, person: interaction.person, seats },
    { interactionId: interaction.id },
  );
}

export function stopRecordings(turn: Turn, interactionId: InteractionId): void {
  for (const recordingId of turn.world.derived.recordingsOf.get(interactionId)?.slice() ?? []) {
    if (turn.world.recordings.get(recordingId)?.status === "stopping") continue;
    turn.settle("recording", recordingId, "cancelled", "stopping");
    turn.emit({ type: "recording.stopping", interactionId, recordingId });
    requestStop(turn, interactionId, recordingId);
  }
}

export function requestStop(turn: Turn, interactionId: InteractionId, recordingId: RecordingId): void {
  turn.request({ type: "recording.stop", recordingId }, { interactionId });
}

export function recordingFact(
  turn: Turn,
  fact: Extract<InputBody, { type: "recording.started" | "recording.finished" | "recording.failed" }>,
): void {
  const { recordingId } = fact;
  const failed = fact.type === "recording.failed";
  turn.settle("recording", recordingId, failed ? "failed" : "confirmed");
  if (fact.type !== "recording.started") turn.settle("recorded", recordingId, failed ? "failed" : "confirmed");
  const recording = turn.world.recordings.get(recordingId);
  if (recording === undefined) return;
  const { interactionId } = recording;
  if (fact.type === "recording.finished")
    turn.emit({ type: "recording.finished", interactionId, recordingId, tracks: fact.tracks });
  else if (failed) turn.emit({ type: "recording.failed", interactionId, recordingId, cause: fact.cause });
  else if (recording.status === "asked") turn.emit({ type: "recording.started", interactionId, recordingId });
}
