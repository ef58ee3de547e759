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
  turn.emit({
    type: "queue-segment.ended",
    interactionId: interaction.id,
    queueId: entry.queueId,
    segment: entry.segment,
    outcome,
    waitedMs: turn.at - entry.enteredAt,
    ...(outcome === "answered" && interaction.work !== undefined ? { agentId: interaction.work.agentId } : {}),
  });
}
