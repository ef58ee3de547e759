/** Wrap-up by its modes: how long, who may end it, asked for, made longer. */
import { refuse } from "@legroom/model";
import type { Command, CommandAnswer, Refused } from "@legroom/model";
import type { Turn } from "./turn.ts";

type WrapUpCommand = Extract<Command, { type: "wrap-up.extend" | "wrap-up.request" }>;

export function carryOutWrapUp(_turn: Turn, command: WrapUpCommand): CommandAnswer | Refused {
  return refuse("wrap-up.no-extension", `${command.type} is not granted`);
}
