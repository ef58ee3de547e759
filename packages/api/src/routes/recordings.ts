/** Recordings: a track for each seat, opened from what is sealed on disk; each look at one is audited first. */
import { asId, idField, listOf, recordingWire, refuse } from "@legroom/model";
import type { RecordingRecord } from "@legroom/engine/ports";
import * as z from "zod";
import { answer, fileRoute, jsonRoute } from "../route.ts";

export const recordingRoutes = [
  jsonRoute({
    method: "GET",
    path: "/interactions/{id}/recordings",
    summary: "The recordings of an interaction, with their tracks",
    tag: "recordings",
    needs: "recordings.read",
    reach: "interaction",
    audit: { act: "recordings.list", subject: ({ params }) => `interaction/${params.id}` },
    params: z.strictObject({ id: idField }),
    status: 200,
    response: z.object({ items: listOf(recordingWire) }),
    handle: async (call, { params }) => {
      const id = asId<"interaction">(params.id);
      if ((await call.parts.queries.interaction(id)) === undefined)
        return refuse("interaction.unknown", `there is no interaction ${id}`);
      return answer({ items: (await call.parts.queries.recordings(id)).map((one) => shown(one, call.from.base)) });
    },
  }),
  fileRoute({
    method: "GET",
    path: "/recordings/{id}/tracks/{seatId}",
    summary: "What one seat said, as a WAV file to save, or with `inline` to play; ranges are served",
    tag: "recordings",
    needs: "recordings.read",
    reach: "recording",
    audit: { act: "recording.download", subject: ({ params }) => `recording/${params.id}/${params.seatId}` },
    params: z.strictObject({ id: idField, seatId: idField }),
    query: z.strictObject({ inline: z.string().max(8).optional() }),
    contentType: "audio/wav",
    handle: async (call, { params: { id, seatId }, query }) => {
      const recording = await call.parts.queries.recording(asId(id));
      const track = recording?.tracks.find((one) => one.seatId === seatId);
      const gone = refuse("recording.unknown", `there is no track ${seatId} of a recording ${id}`);
      if (recording === undefined || track === undefined) return gone;
      const { interactionId, person } = recording;
      const bytes = await call.parts.recordings.track({ interactionId, recordingId: recording.id, person, track });
      return bytes === undefined
        ? gone
        : answer({ bytes, name: `${id}-${seatId}.wav`, inline: query.inline !== undefined });
    },
  }),
];

function shown(recording: RecordingRecord, base: string): z.output<typeof recordingWire> {
  const { id, interactionId, status, startedAt, tracks } = recording;
  return {
    id,
    interactionId,
    status,
    ...(startedAt === undefined ? {} : { startedAt }),
    tracks: tracks.map(({ seatId, durationMs, sha256 }) => ({
      seatId,
      durationMs,
      sha256,
      path: `${base}/recordings/${encodeURIComponent(id)}/tracks/${encodeURIComponent(seatId)}`,
    })),
  };
}
