/** The small parts of which the shapes on the wire are made. */
import * as z from "zod";
import { HANDLE } from "../id.ts";

/** What a person types: an agent, a device, a queue. */
export const handleField = z.string().regex(HANDLE, "lower-case letters, digits, dot, dash, underscore; at most 64");
/** An id that the machine made. */
export const idField = z.string().regex(/^[A-Za-z0-9_.:~*@+=-]{1,128}$/, "not an id");
/** An instant in UTC milliseconds. */
export const instantField = z.number().int();
/** A length of time in milliseconds. */
export const msField = z.number().int().min(0);
/** A number that counts. */
export const countField = z.number().int().min(0);

export const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();

/** A page of a list, the newest first; `nextBeforeSeq` asks for the page after it. */
export const pageOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ items: listOf(schema), nextBeforeSeq: z.number().int().optional() });
