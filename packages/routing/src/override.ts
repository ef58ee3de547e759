/** A person acts on the flow in place of the rules: recorded with actor and reason, undone for a while where possible. */
import { after, must, refuse } from "@legroom/model";
import type { AgentId, Command, CommandAnswer, InteractionId, OverrideAct, QueueId, Refused } from "@legroom/model";
import { assign, mayAssign } from "./assigning.ts";
import { changeMember } from "./changing-member.ts";
import { refuseChanged } from "./settings-version.ts";
import { sayGoodbye } from "./ending.ts";
import { openInteraction, unknownAgent } from "./may.ts";
import { letOffersGo, moveAll, mayMoveAll } from "./moving.ts";
import type { Move } from "./moving.ts";
import { endSegment } from "./segment.ts";
import { undo } from "./undoing.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

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
type Of<Type extends OverrideCommand["type"]> = Extract<OverrideCommand, { type: Type }>;
type Outcome = CommandAnswer | Refused;

/** An act can be undone for so long. */
const UNDO_MS = 10_000;

/** Refuses before anything is emitted (R-ROUTE-120). */
export function carryOutOverride(turn: Turn, command: OverrideCommand): Outcome {
  switch (command.type) {
    case "interaction.move":
      return move(turn, command);
    case "interaction.assign":
      return give(turn, command);
    case "interaction.reprioritise":
      return reprioritise(turn, command);
    case "interaction.withdraw":
      return withdraw(turn, command);
    case "membership.set":
      return setMember(turn, command);
    case "queues.rebalance":
      return rebalance(turn, command);
    case "override.undo":
      return undo(turn, command);
  }
}

/** The caller, if they wait and still stand where the asker has seen them; else why not. */
function callerOf(
  world: World,
  { interactionId, expectedSeq }: { readonly interactionId: InteractionId; readonly expectedSeq?: number },
  field = "expectedSeq",
): Interaction | Refused {
  const interaction = openInteraction(world, interactionId);
  if ("ok" in interaction) return interaction;
  const { seq, changedSeq = 1 } = interaction;
  if (expectedSeq !== undefined && expectedSeq < changedSeq)
    return refuse("interaction.changed", "somebody else has acted, or it was offered, meanwhile: look at it again", {
      field,
      params: { seq },
    });
  return waits(interaction) ? interaction : notWaiting(interaction);
}

function waits({ phase, entry }: Interaction): boolean {
  return entry !== undefined && (phase === "queued" || phase === "offering");
}

function notWaiting({ id, phase }: Interaction): Refused {
  return refuse("interaction.not-waiting", `"${id}" waits in no queue now: it is ${phase}`, { params: { phase } });
}

type Made = {
  readonly act: OverrideAct;
  readonly interactionIds?: readonly InteractionId[];
  readonly agentId?: AgentId;
  readonly queueId?: QueueId;
};

/** Recorded before it is done: what it changes is then still there to be remembered. */
function record(turn: Turn, { actor, reason }: Exclude<OverrideCommand, Of<"override.undo">>, made: Made) {
  const overrideId = turn.id<"override">();
  const undoUntilAt = after(turn.at, UNDO_MS);
  turn.emit({ type: "override.made", overrideId, actor, reason, undoUntilAt, interactionIds: [], ...made });
  return overrideId;
}

function move(turn: Turn, command: Of<"interaction.move">): Outcome {
  const { interactionId, queueId } = command;
  const interaction = callerOf(turn.world, command);
  if ("ok" in interaction) return interaction;
  const moves: readonly Move[] = [{ interaction, queueId }];
  const refused = mayMoveAll(turn.world, moves);
  if (refused !== undefined) return refused;
  const overrideId = record(turn, command, { act: "move", interactionIds: [interactionId], queueId });
  moveAll(turn, moves);
  return { interactionId, overrideId };
}

function rebalance(turn: Turn, command: Of<"queues.rebalance">): Outcome {
  const moves: Move[] = [];
  for (const [i, seen] of command.moves.entries()) {
    const interaction = callerOf(turn.world, seen, `moves.${i}.expectedSeq`);
    if ("ok" in interaction) return interaction;
    moves.push({ interaction, queueId: seen.queueId });
  }
  const refused = mayMoveAll(turn.world, moves);
  if (refused !== undefined) return refused;
  const interactionIds = moves.map(({ interaction }) => interaction.id);
  const overrideId = record(turn, command, { act: "rebalance", interactionIds });
  moveAll(turn, moves);
  return { overrideId };
}

function give(turn: Turn, command: Of<"interaction.assign">): Outcome {
  const { interactionId, agentId } = command;
  const interaction = callerOf(turn.world, command);
  if ("ok" in interaction) return interaction;
  const refused = mayAssign(turn.world, interaction, agentId);
  if (refused !== undefined) return refused;
  const overrideId = record(turn, command, { act: "assign", interactionIds: [interactionId], agentId });
  assign(turn, interaction, { agentId, overrideId });
  return { interactionId, agentId, overrideId };
}

/** The clock of the wait is not touched: place in line and what is told of the wait are two things. */
function reprioritise(turn: Turn, command: Of<"interaction.reprioritise">): Outcome {
  const { interactionId, aheadMs = 0 } = command;
  const interaction = callerOf(turn.world, command);
  if ("ok" in interaction) return interaction;
  const entry = must(interaction.entry, "who waits has a place");
  const overrideId = record(turn, command, { act: "reprioritise", interactionIds: [interactionId] });
  const { band = entry.band } = command;
  const virtualEntryAt = after(entry.virtualEntryAt, -aheadMs);
  turn.emit({ type: "interaction.reprioritised", interactionId, band, virtualEntryAt, overrideId });
  return { interactionId, overrideId };
}

function withdraw(turn: Turn, command: Of<"interaction.withdraw">): Outcome {
  const { interactionId } = command;
  const interaction = callerOf(turn.world, command);
  if ("ok" in interaction) return interaction;
  const overrideId = record(turn, command, { act: "withdraw", interactionIds: [interactionId] });
  letOffersGo(turn, interaction);
  endSegment(turn, interaction, "withdrawn");
  sayGoodbye(turn, interaction, { flow: "apology", end: "withdrawn" });
  return { interactionId, overrideId };
}

function setMember(turn: Turn, command: Of<"membership.set">): Outcome {
  const { agentId, queueId, member, expectedVersion } = command;
  const { agents, queues } = turn.world.derived.lookup;
  const changed = refuseChanged(turn.world, expectedVersion);
  if (changed !== undefined) return changed;
  if (!agents.has(agentId)) return unknownAgent(agentId);
  if (!queues.has(queueId)) return refuse("queue.unknown", `there is no queue "${queueId}"`, { field: "queueId" });
  const overrideId = record(turn, command, { act: "membership", agentId, queueId });
  changeMember(turn, { agentId, queueId, member, overrideId });
  return { agentId, overrideId };
}
