/** Which interaction an input was about: the one that is closed when the machine fails on it. */
import type { Effect, InputBody, InteractionId, LegId, PromptId, UnixMs } from "@legroom/model";
import type { Look } from "./machine.ts";

/** As far as the world can tell; `at` finds the one whose deadline was due. */
export function interactionConcerned(
  look: Look,
  effects: readonly Effect[],
  of: { readonly body: InputBody; readonly at: UnixMs },
): InteractionId | undefined {
  const { body, at } = of;
  if (body.type === "clock.reached") return mostOverdue(look, at);
  if ("interactionId" in body) return body.interactionId;
  if ("legId" in body) return ofLeg(look, body.legId);
  if ("offerId" in body) return look.offers().find((offer) => offer.id === body.offerId)?.interactionId;
  if ("conferenceId" in body)
    return look.conferences().find((conference) => conference.id === body.conferenceId)?.interactionId;
  if ("promptId" in body) return ofPrompt(look, effects, body.promptId);
  return undefined;
}

function ofLeg(look: Look, legId: LegId): InteractionId | undefined {
  return look.legs().find((leg) => leg.legId === legId)?.interactionId;
}

/** A prompt that plays is known by its effect. */
function ofPrompt(look: Look, effects: readonly Effect[], promptId: PromptId): InteractionId | undefined {
  for (const effect of effects)
    if (effect.type === "prompt.play" && effect.promptId === promptId) return ofLeg(look, effect.legId);
  return undefined;
}

function mostOverdue(look: Look, at: UnixMs): InteractionId | undefined {
  let worst: { readonly id: InteractionId; readonly deadlineAt: UnixMs } | undefined;
  for (const { id, deadlineAt } of look.interactions()) {
    if (deadlineAt === undefined || deadlineAt > at || deadlineAt >= (worst?.deadlineAt ?? Infinity)) continue;
    worst = { id, deadlineAt };
  }
  return worst?.id;
}
