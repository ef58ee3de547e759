/** The end of a caller's time in one queue. */
import { must } from "@legroom/model";
import type { SegmentOutcome } from "@legroom/model";
import { hush } from "./prompt.ts";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

/** Ends the caller's time in this queue. Exactly one outcome for each. */
export function endSegment(turn: Turn, interaction: Interaction, outcome: SegmentOutcome): void {
  const entry = must(interaction.entry, "only who is in a queue leaves it");
  hush(turn, entry.promptId);
  const { id: interactionId, work } = interaction;
  const { queueId, segment, enteredAt } = entry;
  const ended = {
    type: "queue-segment.ended",
    interactionId,
    queueId,
    segment,
    outcome,
    waitedMs: turn.at - enteredAt,
  } as const;
  turn.emit(outcome === "answered" && work !== undefined ? { ...ended, agentId: work.agentId } : ended);
}
