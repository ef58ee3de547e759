/** Interactions, their offers, conferences and recordings on the wire. */
import * as z from "zod";
import { conferenceKinds } from "../conference.ts";
import { customerClasses } from "../customer.ts";
import { HANDLE } from "../id.ts";
import { interactionEnds, interactionPhases, seatRoles, segmentOutcomes } from "../interaction.ts";
import { countField, handleField, instantField, listOf, msField } from "./field.ts";

export const seatWire = z.object({
  seatId: z.string(),
  role: z.enum(seatRoles),
  agentId: z.string().optional(),
  legId: z.string().nullable(),
  conferenceId: z.string().nullable(),
  away: z.boolean(),
});

const recordShape = {
  id: z.string(),
  phase: z.enum(interactionPhases),
  /** Whom the vault knows; name and numbers are in the single interaction only. */
  person: z.string(),
  contactId: z.string().optional(),
  customerClass: z.enum(customerClasses),
  to: z.string(),
  topic: z.string().optional(),
  arrivedAt: instantField,
  closedAt: instantField.optional(),
  cause: z.enum(interactionEnds).optional(),
  queues: listOf(
    z.object({
      queueId: z.string(),
      segment: countField,
      enteredAt: instantField,
      outcome: z.enum(segmentOutcomes).optional(),
      waitedMs: msField.optional(),
    }),
  ),
  agents: listOf(
    z.object({
      agentId: z.string(),
      connectedAt: instantField,
      endedAt: instantField.optional(),
      talkMs: msField.optional(),
    }),
  ),
};

export const interactionRecordWire = z.object(recordShape);

/** Of an interaction that is open: who answers for it, until when, and where everybody is. */
export const interactionNowWire = z.object({
  /** Rises with each of its events: who acts on it says what they have seen. */
  seq: countField.optional(),
  phase: z.enum(interactionPhases),
  owner: z.enum(["flow", "queue", "offer", "agent"]).nullable(),
  deadlineAt: instantField.optional(),
  queueId: z.string().optional(),
  position: countField.optional(),
  firstEnteredAt: instantField.optional(),
  agentId: z.string().optional(),
  offerId: z.string().optional(),
  seats: listOf(seatWire),
});

export const interactionWire = z.object({
  ...recordShape,
  now: interactionNowWire.optional(),
  /** Opened from the vault; absent when the person was erased or is not known by name or number. */
  customer: z
    .object({
      name: z.string().optional(),
      identities: listOf(z.object({ kind: z.enum(["sip", "tel"]), value: z.string() })),
    })
    .optional(),
  notes: listOf(
    z.object({
      at: instantField,
      agentId: z.string(),
      disposition: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});

/** Free text belongs into `note`, which is sealed; the disposition is a code, and stays readable in the journal (L12). */
export const wrapUpBody = z
  .strictObject({
    agentId: handleField,
    disposition: z.string().regex(HANDLE, "a code such as `sold`: lower-case letters, digits, dash").optional(),
    note: z.string().min(1).max(4000).optional(),
  })
  .refine((body) => body.disposition !== undefined || body.note !== undefined, "a disposition or a note is needed");

export const recordingWire = z.object({
  id: z.string(),
  interactionId: z.string(),
  status: z.enum(["asked", "started", "stopping", "finished", "failed"]),
  startedAt: instantField.optional(),
  tracks: listOf(
    z.object({
      seatId: z.string(),
      durationMs: msField,
      /** Of the sealed file as it lies on disk. */
      sha256: z.string(),
      /** Where the track is downloaded as WAV. */
      path: z.string(),
    }),
  ),
});

export const conferenceWire = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(conferenceKinds),
  interactionId: z.string(),
  queueId: z.string().optional(),
  status: z.enum(["open", "closing", "closed"]),
  openedAt: instantField,
  closedAt: instantField.optional(),
  /** Of a conference that is open: the version stated, the one that media confirmed, and who sits in it. */
  version: countField.optional(),
  appliedVersion: countField.optional(),
  seats: listOf(z.string()).optional(),
});

export const offerWire = z.object({
  id: z.string(),
  interactionId: z.string(),
  agentId: z.string(),
  queueId: z.string(),
  phase: z.enum(["created", "ringing", "accepted"]),
  untilAt: instantField,
  /** Why this caller and this agent, from the decision itself. */
  reasons: z.looseObject({}),
});

/** Whose offer it is; the offer's own agent unless told. */
export const offerBody = z.strictObject({ agentId: handleField.optional() }).optional();

/** An event as it is shown: its header, and what it says. Sealed fields and effects are left out. */
export const eventWire = z.looseObject({
  seq: z.number().int(),
  at: instantField,
  v: z.literal(1),
  type: z.string(),
  inputId: z.string(),
  interactionSeq: z.number().int().optional(),
  interactionId: z.string().optional(),
});
