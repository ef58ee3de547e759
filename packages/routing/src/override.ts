/** A person acts on the flow in place of the rules: recorded with actor and reason, undone for a while where possible. */
import { refuse } from "@legroom/model";
import type { Command, CommandAnswer, Refused } from "@legroom/model";
import type { Turn } from "./turn.ts";

export type OverrideCommand = Extract<
  Command,
  {
    type:
      | "interaction.move"
      | "interaction.assign"
      | "interaction.reprioritise"
      | "interaction.withdraw"
      | "membership.set"
      | "queues.rebalance"
      | "override.undo";
  }
>;

export function carryOutOverride(_turn: Turn, command: OverrideCommand): CommandAnswer | Refused {
  return refuse("override.unknown", `${command.type} is not there yet`);
}
