/** Queues with their live figures on the wire. */
import * as z from "zod";
import { countField, instantField, listOf, msField } from "./field.ts";

/** Queue segments by how they ended, of callers who entered since `sinceAt`. */
export const queueFigureWire = z.object({
  sinceAt: instantField,
  offered: countField,
  answered: countField,
  answeredInTime: countField,
  abandoned: countField,
  shortAbandoned: countField,
  flowedOut: countField,
  timedOut: countField,
  rejectedFull: countField,
  withdrawn: countField,
});

export const queueWire = z.object({
  id: z.string(),
  name: z.string(),
  waiting: countField,
  oldestEnteredAt: instantField.optional(),
  /** How long the one who waits longest has waited in this queue. */
  oldestWaitMs: msField.optional(),
  /** T: an answer within it counts. */
  serviceLevelMs: msField,
  /** SL-C, 0 to 1: answered within T ÷ (answered + abandoned + timed out). Absent while nobody counts. */
  serviceLevel: z.number().min(0).max(1).optional(),
  figures: queueFigureWire.optional(),
  members: listOf(z.string()),
  /** The members by availability. */
  agents: z.record(z.string(), countField),
});
