/** A call from the "call us" page on the wire. */
import * as z from "zod";
import { interactionPhases } from "../interaction.ts";
import { countField, handleField, instantField } from "./field.ts";

export const visitorCallBody = z.strictObject({
  /** The public number to call; the front line unless told. */
  to: handleField.optional(),
  /** What the visitor calls themselves: a label, nothing is decided by it. */
  name: z.string().trim().min(1).max(100).optional(),
});

/** What the page needs to connect: a ticket for one upgrade within 60 s, and a token to come back by (both used once). */
export const visitorTicketWire = z.object({
  visitId: z.string(),
  ticket: z.string(),
  ticketUntilAt: instantField,
  /** Keep it in this tab; each `ticket` request gives a new one. */
  token: z.string(),
  /** SIP user of the page, and the number it is to call. */
  user: z.string(),
  to: z.string(),
});

/** Where the call is, for the one who calls: nothing of the centre's inside. */
export const visitorCallWire = z.object({
  visitId: z.string(),
  at: instantField,
  phase: z.enum(["not-called", ...interactionPhases]),
  arrivedAt: instantField.optional(),
  /** The menu that is being asked: key and what it is for. */
  keys: z
    .array(z.object({ key: z.string(), name: z.string() }))
    .readonly()
    .optional(),
  queueName: z.string().optional(),
  position: countField.optional(),
  waitingSinceAt: instantField.optional(),
  /** Who answered. */
  agentName: z.string().optional(),
  /** The agent's line is lost; comfort sound is heard meanwhile. */
  agentAway: z.boolean().optional(),
  /** Why it is over. */
  cause: z.string().optional(),
});
export type VisitorCallWire = z.infer<typeof visitorCallWire>;

/** Numbers that a visitor may call, with their names. */
export const visitorNumbersWire = z.object({
  centreName: z.string(),
  numbers: z.array(z.object({ number: z.string(), name: z.string() })).readonly(),
});
