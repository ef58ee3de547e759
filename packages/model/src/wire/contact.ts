/** Contacts on the wire: the directory of customers, its import, and what a front line found out about a caller. */
import * as z from "zod";
import { contactEntry } from "../contact.ts";
import { REQUIREMENT_CHARS_MAX } from "../requirement.ts";
import { countField, handleField, instantField, listOf } from "./field.ts";

/** As it stands. `name` is empty, and numbers are gone, when the person was erased. */
export const contactWire = z.object({
  ...contactEntry.shape,
  name: z.string(),
  numbers: listOf(z.string()),
  sipAddresses: listOf(z.string()),
  version: countField,
  changedAt: instantField,
  /** How often a call of theirs was refused or put last because they are blocked. */
  blockedCalls: countField,
});

/** A page of contacts by id; `nextAfter` asks for the page after it. */
export const contactPageWire = z.object({ items: listOf(contactWire), nextAfter: z.string().optional() });

/** `expectedVersion`: as it was read, 0 for a new one. Without it the contact is overwritten. */
export const contactBody = contactEntry.omit({ id: true }).extend({ expectedVersion: countField.optional() });

/** CSV as text (RFC 4180, with a header), or rows; see `contact-csv.ts` of the API's room for the columns. */
export const contactImportBody = z.union([z.string(), z.strictObject({ rows: z.array(z.unknown()).max(100_000) })]);

export const contactImportWire = z.object({
  added: countField,
  changed: countField,
  unchanged: countField,
  /** Rows that cannot be taken: lines from 1, the header being line 1; of JSON rows their place from 1. */
  faults: listOf(z.object({ line: countField, field: z.string().optional(), message: z.string() })),
  /** False: it was a dry run, or there were faults; nothing was written. */
  written: z.boolean(),
});

export const removedWire = z.object({ removed: z.literal(true) });

/** What a front line, or a program, found out. An empty requirement takes back what was asked for before. */
export const routeBody = z
  .strictObject({
    topic: handleField.optional(),
    requires: z.string().max(REQUIREMENT_CHARS_MAX).optional(),
    language: handleField.optional(),
  })
  .refine(
    (body) => body.topic !== undefined || body.requires !== undefined || body.language !== undefined,
    "a topic, a requirement or a language is needed",
  );
