/** A supervisor's acts on callers and queues, on the wire. */
import * as z from "zod";
import { overrideActs } from "../event.ts";
import { countField, handleField, idField, instantField, listOf } from "./field.ts";

/** In a few words, kept with the act for good: no names or numbers of customers. */
const reason = z.string().trim().min(1).max(500);

/** `expectedSeq`: the interaction's `seq` as it was seen; refused as `interaction.changed` if somebody has acted since. */
const act = { reason, expectedSeq: countField.optional() };

export const moveBody = z.strictObject({ queueId: handleField, ...act });
export const assignBody = z.strictObject({ agentId: handleField, ...act });
export const withdrawBody = z.strictObject(act);
/** To another band, or ahead by so much in line; negative: back. */
export const priorityBody = z
  .strictObject({
    band: z.number().int().min(0).max(9).optional(),
    aheadMs: z.number().int().min(-86_400_000).max(86_400_000).optional(),
    ...act,
  })
  .refine((body) => body.band !== undefined || body.aheadMs !== undefined, "a band, or how far ahead, is needed");

/** As a member of the first tier, unless told. `expectedVersion`: the centre's, as it was seen; refused as `centre.changed`. */
export const memberBody = z.strictObject({
  expectedVersion: countField.optional(),
  tier: z.number().int().min(1).max(9).default(1),
  delayMs: z.number().int().min(0).max(86_400_000).default(0),
  reason,
});
export const memberOutQuery = z.strictObject({
  reason,
  expectedVersion: z.coerce.number<string>().int().min(0).optional(),
});

const move = { interactionId: idField, queueId: handleField };
const MOVES_MAX = 200;
/** Each with the `seq` as it was seen: one that somebody else has acted on refuses all. */
const seenMove = z.strictObject({ ...move, expectedSeq: act.expectedSeq });
export const rebalanceBody = z.strictObject({ moves: z.array(seenMove).min(1).max(MOVES_MAX), reason });
export const previewBody = z.strictObject({ moves: z.array(z.strictObject(move)).min(1).max(MOVES_MAX) });

/** Who stands where before and after; those who are moved first. */
export const movePreviewWire = z.object({
  changes: listOf(
    z.object({
      interactionId: z.string(),
      queueId: z.string(),
      toQueueId: z.string(),
      positionBefore: countField,
      positionAfter: countField,
      /** Of the middle of the expected wait, negative for shorter; absent while nothing is known of a queue's pace. */
      longerByMs: z.number().int().optional(),
    }),
  ),
});

export const actorWire = z.object({
  kind: z.enum(["agent", "staff", "api-key", "operator", "machine"]),
  id: z.string().optional(),
});

export const overrideWire = z.object({
  id: z.string(),
  at: instantField,
  act: z.enum(overrideActs),
  actor: actorWire,
  reason: z.string(),
  interactionIds: listOf(z.string()),
  agentId: z.string().optional(),
  queueId: z.string().optional(),
  undoUntilAt: instantField.optional(),
  undone: z.boolean(),
});
