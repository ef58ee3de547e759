/** The supervisor's wall on the wire: everything that it shows, computed in one go. */
import * as z from "zod";
import { interactionPhases } from "../interaction.ts";
import { agentWire } from "./agent.ts";
import { customerShownWire } from "./desk.ts";
import { countField, instantField, listOf } from "./field.ts";
import { estimateWire, queueWire } from "./queue.ts";

export const wallWire = z.object({
  seq: z.number().int(),
  /** Of the centre's settings: who changes members says what they have seen. */
  version: countField.optional(),
  at: instantField,
  queues: listOf(queueWire),
  agents: listOf(agentWire),
  interactions: listOf(
    z.object({
      id: z.string(),
      /** Rises with each of its events: who acts on it says what they have seen. */
      seq: countField.optional(),
      phase: z.enum(interactionPhases),
      customer: customerShownWire,
      topic: z.string().optional(),
      queueId: z.string().optional(),
      agentId: z.string().optional(),
      arrivedAt: instantField,
      /** Since when it has been in this queue or talk. */
      sinceAt: instantField,
      position: countField.optional(),
      /** In its queue: 0 is the front. */
      band: countField.optional(),
      /** Of the wait that remains. */
      estimate: estimateWire.optional(),
      customerAway: z.boolean(),
      agentAway: z.boolean(),
    }),
  ),
  /** Interactions beyond those shown. */
  more: countField,
});
export type WallWire = z.infer<typeof wallWire>;
