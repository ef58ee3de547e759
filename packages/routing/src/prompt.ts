/** Prompts: asked for, and over. What follows from their end is the business of who asked. */
import { after } from "@legroom/model";
import type { Collect, LegId, PromptId, PromptItem, SeatId } from "@legroom/model";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

/** No prompt of ours is longer. */
const PROMPT_MS = 60_000;

type Saying = { readonly items: readonly PromptItem[]; readonly collect?: Collect; readonly promptId?: PromptId };

/** Says something to the customer of an interaction. */
export function sayToCustomer(turn: Turn, interaction: Interaction, saying: Saying): PromptId {
  return say(turn, { legId: interaction.legId, seatId: interaction.seatId, interaction }, saying);
}

export function say(
  turn: Turn,
  to: { readonly legId: LegId; readonly seatId: SeatId | null; readonly interaction?: Interaction },
  saying: Saying,
): PromptId {
  const promptId = saying.promptId ?? turn.id<"prompt">();
  const waitMs =
    saying.collect === undefined ? 0 : saying.collect.firstMs + saying.collect.max * saying.collect.betweenMs;
  const interactionId = to.interaction?.id;
  const { legId, seatId } = to;
  const { items, collect } = saying;
  const type = "prompt.asked";
  const untilAt = after(turn.at, PROMPT_MS + waitMs);
  turn.emit(
    interactionId === undefined
      ? { type, promptId, legId, untilAt }
      : { type, promptId, legId, untilAt, interactionId },
  );
  const play = { type: "prompt.play", promptId, legId, seatId, items, stopOnDigit: collect !== undefined } as const;
  turn.request(collect === undefined ? play : { ...play, collect }, { interactionId, withinMs: PROMPT_MS + waitMs });
  return promptId;
}

/** Takes a prompt back, if it is still to be heard. */
export function hush(turn: Turn, promptId: PromptId | undefined): void {
  if (promptId === undefined) return;
  const prompt = turn.world.prompts.get(promptId);
  if (prompt === undefined) return;
  turn.settle("said", promptId, "cancelled", "stopped");
  turn.request({ type: "prompt.stop", promptId }, { interactionId: prompt.interactionId, withinMs: 10_000 });
  endPrompt(turn, promptId, { reason: "stopped", heardMs: 0 });
}

/** True if it was ours and still open. */
export function endPrompt(
  turn: Turn,
  promptId: PromptId,
  how: { readonly reason: "finished" | "stopped" | "digit" | "no-input" | "failed"; readonly heardMs: number },
): boolean {
  turn.settle("said", promptId, how.reason === "failed" ? "failed" : "confirmed");
  turn.settle("said-no-more", promptId, "confirmed");
  const prompt = turn.world.prompts.get(promptId);
  if (prompt === undefined) return false;
  const { interactionId } = prompt;
  const type = "prompt.ended";
  turn.emit(interactionId === undefined ? { ...how, type, promptId } : { ...how, type, promptId, interactionId });
  return true;
}
