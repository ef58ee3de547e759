/** The end of a prompt, and what whoever asked for it does then. */
import type { InputBody } from "@legroom/model";
import { isAway } from "./caller-index.ts";
import { closeInteraction } from "./ending.ts";
import { hangUpFeature } from "./feature.ts";
import { frontLineAnswered } from "./front-line.ts";
import { endPrompt } from "./prompt.ts";
import type { Turn } from "./turn.ts";

export function promptOver(turn: Turn, fact: Extract<InputBody, { type: "prompt.ended" }>): void {
  const prompt = turn.world.prompts.get(fact.promptId);
  const { promptId, reason, heardMs } = fact;
  if (!endPrompt(turn, promptId, { reason, heardMs }) || prompt === undefined) return;
  if (turn.world.features.has(prompt.legId)) return hangUpFeature(turn, prompt.legId);
  const interaction =
    prompt.interactionId === undefined ? undefined : turn.world.interactions.get(prompt.interactionId);
  if (interaction?.phase !== "in-flow" || interaction.flow?.promptId !== promptId) return;
  if (interaction.flow.flow === "front-line" && isAway(interaction)) return; // nobody heard it: asked again when they are back
  if (interaction.flow.flow === "front-line") frontLineAnswered(turn, interaction, fact.digits);
  else closeInteraction(turn, interaction, interaction.flow.end ?? "agent-ended");
}
