/** The end of a prompt, and what whoever asked for it does then. */
import type { InputBody } from "@legroom/model";
import { isAway } from "./caller-index.ts";
import { closeInteraction } from "./ending.ts";
import { hangUpFeature } from "./feature.ts";
import { frontLineAnswered } from "./front-line.ts";
import { endPrompt } from "./prompt.ts";
import type { Turn } from "./turn.ts";
import type { Flow, Interaction } from "./world.ts";

export function promptOver(turn: Turn, fact: Extract<InputBody, { type: "prompt.ended" }>): void {
  const prompt = turn.world.prompts.get(fact.promptId);
  const { promptId, reason, heardMs } = fact;
  if (!endPrompt(turn, promptId, { reason, heardMs }) || prompt === undefined) return;
  if (turn.world.features.has(prompt.legId)) return hangUpFeature(turn, prompt.legId);
  const interaction =
    prompt.interactionId === undefined ? undefined : turn.world.interactions.get(prompt.interactionId);
  if (interaction?.phase !== "in-flow" || interaction.flow?.promptId !== promptId) return;
  flowHeard(turn, interaction, { flow: interaction.flow, digits: fact.digits });
}

function flowHeard(
  turn: Turn,
  interaction: Interaction,
  { flow, digits }: { readonly flow: Flow; readonly digits: string | undefined },
): void {
  if (flow.flow !== "front-line") return closeInteraction(turn, interaction, flow.end ?? "agent-ended");
  if (isAway(interaction)) return; // nobody heard the question: it is asked again when they are back
  frontLineAnswered(turn, interaction, digits);
}
