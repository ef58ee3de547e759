/** How the API answers a command, and how it says no. */
import * as z from "zod";
import { idField } from "./field.ts";

/** Every answer that is not a success. `code` is a refusal's, or one of the API's own; `field` names what is at fault. */
export const errorWire = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ErrorWire = z.infer<typeof errorWire>;

/** A command is durable; what it leads to is told by events after `seq` (L9). */
export const pendingWire = z.object({
  state: z.literal("pending"),
  commandId: z.string(),
  seq: z.number().int(),
  interactionId: idField.optional(),
  agentId: z.string().optional(),
  offerId: idField.optional(),
  /** A supervisor's act: by this id it is undone. */
  overrideId: idField.optional(),
});
export type PendingWire = z.infer<typeof pendingWire>;

/** 200 with `ok` alone, or 503 with the parts that are down. */
export const healthWire = z.object({
  status: z.enum(["ok", "failing"]),
  failing: z.array(z.string()).optional(),
});
