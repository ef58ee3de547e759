/** What a front line or a program has found out about a caller: topic, requirement, language. */
import { refuse } from "@legroom/model";
import type { Command, CommandAnswer, Refused } from "@legroom/model";
import type { Turn } from "./turn.ts";

type Route = Extract<Command, { type: "interaction.route" }>;

export function routeInteraction(_turn: Turn, { interactionId }: Route): CommandAnswer | Refused {
  return refuse("interaction.not-waiting", `"${interactionId}" cannot be routed yet`);
}
