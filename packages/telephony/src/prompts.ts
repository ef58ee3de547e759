/** What is said to a leg, and the keys that are asked for with it. */
import type { TelephonyEffect, PromptId } from "@legroom/model";
import type { PromptItem, PromptRequest } from "@legroom/media";
import type { Context } from "./context.ts";
import type { SoundResolver } from "./sound.ts";

type PlayEffect = TelephonyEffect & { readonly type: "prompt.play" };

const ANY_DIGIT = "0123456789*#ABCD";

/** Undefined when it plays, or was told as ended; else why it could not be. */
export async function playPrompt(
  context: Context,
  effect: PlayEffect,
  sounds: SoundResolver,
): Promise<string | undefined> {
  const leg = context.legs.get(effect.legId);
  if (leg === undefined && !context.legs.hasEnded(effect.legId)) return "leg.unknown";
  const isPlaying = leg !== undefined && (await play(context, effect, sounds));
  if (!isPlaying) tellFailed(context, effect.promptId);
  return undefined;
}

/** Confirmed by `prompt.ended`, told again for one that is over already: stopped is stopped. */
export async function stopPrompt(context: Context, promptId: PromptId): Promise<undefined> {
  const result = await context.media.stopPrompt(promptId);
  if (!result.ok) void context.outlet.tell({ type: "prompt.ended", promptId, reason: "stopped", heardMs: 0 });
}

async function play(context: Context, effect: PlayEffect, sounds: SoundResolver): Promise<boolean> {
  const { media, log } = context;
  const items: PromptItem[] = effect.items.map((item) => sounds(item));
  const request: Omit<PromptRequest, "to"> = {
    promptId: effect.promptId,
    items,
    ...(effect.stopOnDigit ? { stopOn: ANY_DIGIT } : {}),
    ...(effect.collect === undefined ? {} : { collect: effect.collect }),
  };
  const endpoint = { endpointId: effect.legId };
  const to = effect.seatId === null ? endpoint : { seat: effect.seatId };
  let result = await media.playPrompt({ ...request, to });
  // A seat that sits in no conference yet is reached by its leg.
  if (!result.ok && result.refusal.code === "unknown-seat")
    result = await media.playPrompt({ ...request, to: endpoint });
  if (!result.ok) log.warn("a prompt could not be played", { promptId: effect.promptId, cause: result.refusal.code });
  return result.ok;
}

function tellFailed(context: Context, promptId: PromptId): void {
  void context.outlet.tell({ type: "prompt.ended", promptId, reason: "failed", heardMs: 0 });
}
