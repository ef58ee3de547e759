/** A telephony that does everything at once and never fails: what it would say of each effect. */
import { unreachable } from "@legroom/model";
import type { Effect, InputBody } from "@legroom/model";

export function saidOf(effect: Effect): readonly InputBody[] {
  switch (effect.type) {
    case "leg.answer":
      return [
        { type: "leg.answered", legId: effect.legId },
        { type: "leg.media-started", legId: effect.legId },
      ];
    case "leg.dial":
      return [
        { type: "leg.ringing", legId: effect.legId },
        { type: "leg.answered", legId: effect.legId },
        { type: "leg.media-started", legId: effect.legId },
      ];
    case "leg.reject":
    case "leg.hang-up":
      return [{ type: "leg.ended", legId: effect.legId, cause: "released", by: "us" }];
    case "caller.identify":
      return [{ type: "caller.identified", interactionId: effect.interactionId, source: "none" }];
    case "conference.set":
      return effect.states.map(({ conferenceId, version }) => ({ type: "conference.applied", conferenceId, version }));
    case "conference.close":
      return [{ type: "conference.closed", conferenceId: effect.conferenceId }];
    case "prompt.play":
      return [{ type: "prompt.ended", promptId: effect.promptId, reason: "finished", heardMs: 0 }];
    case "prompt.stop":
      return [{ type: "prompt.ended", promptId: effect.promptId, reason: "stopped", heardMs: 0 }];
    case "recording.start":
      return [{ type: "recording.started", recordingId: effect.recordingId }];
    case "recording.stop":
      return [{ type: "recording.finished", recordingId: effect.recordingId, tracks: [] }];
    default:
      return unreachable(effect);
  }
}
