/** Queues with their live figures on the wire. */
import * as z from "zod";
import { alarmKinds } from "../event.ts";
import { countField, instantField, listOf, msField } from "./field.ts";

/** A range in which four of five true waits lie. */
export const estimateWire = z.object({ lowMs: msField, highMs: msField });

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
  /** Of somebody who would enter now. */
  estimate: estimateWire.optional(),
  alarms: listOf(z.enum(alarmKinds)).optional(),
  /** Queues whose members help now. */
  borrowing: listOf(z.string()).optional(),
  /** Of the queue's own relaxation steps those that hold now, from 0. */
  relaxed: listOf(countField).optional(),
  members: listOf(z.string()),
  /** The members by availability. */
  agents: z.record(z.string(), countField),
});
