/** Which fact confirms which effect. */
import { unreachable } from "@legroom/model";
import type { Effect, EffectBody } from "@legroom/model";

/**
 * The names under which an effect waits for its confirmation. With several (a move states two conferences) the last one
 * that stays confirms it: media applies both at one tick.
 */
export function confirmationsOf(effect: Effect | EffectBody): readonly string[] {
  switch (effect.type) {
    case "caller.identify":
      return [`identified:${effect.interactionId}`];
    case "leg.answer":
    case "leg.dial":
      return [`up:${effect.legId}`];
    case "leg.reject":
    case "leg.hang-up":
      return [`down:${effect.legId}`];
    case "conference.set":
      return effect.states.map((state) => `applied:${state.conferenceId}:${state.version}`);
    case "conference.close":
      return [`closed:${effect.conferenceId}`];
    case "prompt.play":
      return [`said:${effect.promptId}`];
    case "prompt.stop":
      return [`said-no-more:${effect.promptId}`];
    case "recording.start":
      return [`recording:${effect.recordingId}`];
    case "recording.stop":
      return [`recorded:${effect.recordingId}`];
    default:
      return unreachable(effect);
  }
}
