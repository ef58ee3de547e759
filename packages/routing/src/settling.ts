/** Effects that failed, or whose confirmation never came: each becomes the fact that follows from it. */
import { unreachable } from "@legroom/model";
import type { Effect, EffectId } from "@legroom/model";
import { conferenceClosed } from "./conference.ts";
import { failToConnect } from "./connecting.ts";
import { lookUpFailed } from "./identifying.ts";
import { legFailed, legLost } from "./legs.ts";
import { promptOver } from "./saying.ts";
import { recordingFact } from "./recording.ts";
import type { Turn } from "./turn.ts";

export function effectFailed(turn: Turn, effectId: EffectId, outcome: "failed" | "expired", cause: string): void {
  const outstanding = turn.world.outstanding.get(effectId);
  if (outstanding === undefined) return;
  const { effect } = outstanding;
  turn.settleEffect(effectId, outcome, cause);
  followUp(turn, effect, cause);
  if (outcome === "expired") takeBack(turn, effect);
}

/** What was not confirmed in time may have happened all the same: nobody is left on a line that we have given up. */
function takeBack(turn: Turn, effect: Effect): void {
  if (effect.type === "leg.answer" || effect.type === "leg.dial")
    turn.request({ type: "leg.hang-up", legId: effect.legId, cause: "failed" });
  if (effect.type === "recording.start") turn.request({ type: "recording.stop", recordingId: effect.recordingId });
}

function followUp(turn: Turn, effect: Effect, cause: string): void {
  switch (effect.type) {
    case "caller.identify":
      return lookUpFailed(turn, effect, turn.input.type === "effect.failed" ? "failed" : "late");
    case "leg.answer":
      return legFailed(turn, { type: "leg.failed", legId: effect.legId, cause: "timeout", side: "unknown" });
    case "leg.dial":
      return legFailed(turn, { type: "leg.failed", legId: effect.legId, cause: "transport", side: "ours" });
    case "leg.reject":
    case "leg.hang-up":
      return legLost(turn, effect.legId, "lost");
    case "conference.set":
      return conferenceFailed(turn, effect, cause);
    case "conference.close":
      return conferenceClosed(turn, effect.conferenceId);
    case "prompt.play":
      return promptOver(turn, { type: "prompt.ended", promptId: effect.promptId, reason: "failed", heardMs: 0 });
    case "prompt.stop":
      return;
    case "recording.start":
    case "recording.stop":
      return recordingFact(turn, { type: "recording.failed", recordingId: effect.recordingId, cause });
    default:
      return unreachable(effect);
  }
}

/** While two are being brought together it decides; elsewhere the next statement makes it good. */
function conferenceFailed(turn: Turn, effect: Extract<Effect, { type: "conference.set" }>, cause: string): void {
  for (const { conferenceId } of effect.states) {
    const conference = turn.world.conferences.get(conferenceId);
    const interaction = conference === undefined ? undefined : turn.world.interactions.get(conference.interactionId);
    if (interaction?.phase === "connecting") return failToConnect(turn, interaction, cause);
  }
}
