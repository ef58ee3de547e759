/** Agents and their phones on the wire. */
import * as z from "zod";
import { HANDLE } from "../id.ts";
import { wrapUpModes } from "../centre.ts";
import { presences } from "../presence.ts";
import { countField, handleField, instantField, listOf, msField } from "./field.ts";

export const endpointWire = z.object({
  endpointId: z.string(),
  deviceId: z.string(),
  kind: z.enum(["phone", "browser"]),
  alive: z.boolean(),
  lostCause: z.string().optional(),
  expiresAt: instantField,
});

/** Derived, never chosen. */
export const availabilityWire = z.discriminatedUnion("state", [
  z.object({ state: z.literal("signed-out") }),
  z.object({ state: z.literal("busy"), inUse: countField, capacity: countField, interactionId: z.string() }),
  z.object({ state: z.literal("offered"), offerId: z.string() }),
  z.object({ state: z.literal("wrapping"), interactionId: z.string() }),
  z.object({ state: z.literal("device-lost") }),
  z.object({ state: z.literal("not-responding") }),
  z.object({ state: z.literal("unavailable"), reason: z.enum(["busy", "away", "break"]) }),
  z.object({ state: z.literal("available") }),
]);

const thousandths = z.number().int().min(0).max(1000);
/** By the name of the skill, or the code of the language: 1 to 10. */
const levelsWire = z.record(z.string(), z.number().int());

/** What performance is made of, each in thousandths (routing's SPEC.md has the formula), and what it was counted from. */
export const performancePartsWire = z.object({
  answered: thousandths,
  kept: thousandths,
  handle: thousandths,
  quality: thousandths,
  /** Offers and talks in thousandths of one; older ones have faded. */
  counts: z.object({
    answered: countField,
    missed: countField,
    kept: countField,
    passedOn: countField,
    handleMs: msField,
    expectedMs: msField,
  }),
  prior: countField,
});

export const agentWire = z.object({
  id: z.string(),
  name: z.string(),
  skills: listOf(z.string()),
  levels: levelsWire,
  languages: levelsWire,
  /** Units of work that they may have at once, and those that their talks take now. */
  capacity: countField,
  inUse: countField,
  performance: thousandths,
  performanceParts: performancePartsWire,
  queues: listOf(z.string()),
  presence: z.enum(presences),
  reasonCode: z.string().optional(),
  /** What they have chosen for when the present work is over. */
  next: z.object({ presence: z.enum(presences), reasonCode: z.string().optional() }).optional(),
  availability: availabilityWire,
  sinceAt: instantField,
  wrapUpUntilAt: instantField.optional(),
  wrapUpMode: z.enum(wrapUpModes).optional(),
  wrapUpExtensionLeftMs: msField.optional(),
  endpoints: listOf(endpointWire),
});

/** How many agents are in each availability: "3 available, 1 busy". */
export const agentCountsWire = z.object({
  total: countField,
  counts: z.object({
    available: countField,
    offered: countField,
    busy: countField,
    wrapping: countField,
    unavailable: countField,
    "not-responding": countField,
    "device-lost": countField,
    "signed-out": countField,
  }),
  /** In words, without the states that nobody is in. */
  summary: z.string(),
});

export const presenceBody = z.strictObject({
  presence: z.enum(presences),
  reasonCode: z.string().regex(HANDLE, "a code such as `lunch`: lower-case letters, digits, dash").optional(),
  /** `next`: when what the agent does now is over; at once if there is nothing. */
  when: z.enum(["now", "next"]).optional(),
});

/** How much longer a wrap-up shall be. */
export const wrapUpExtensionBody = z.strictObject({ byMs: z.number().int().min(1).max(3_600_000) });

export const deviceWire = z.object({
  id: z.string(),
  owner: z.union([z.object({ agent: z.string() }), z.object({ contact: z.string() })]),
  /** Whether a phone can sign in with it: a secret was made. */
  hasSecret: z.boolean(),
  /** Phones registered with it now (agents' devices only). */
  endpoints: listOf(endpointWire),
});

/** What to type into a SIP phone. The secret is shown this once. */
export const deviceSecretWire = z.object({
  deviceId: handleField,
  user: z.string(),
  secret: z.string(),
  host: z.string(),
  port: z.number().int(),
  transports: listOf(z.enum(["udp", "tcp"])),
  /** The account's address, such as `sip:alice@192.0.2.1:5060`. */
  address: z.string(),
});
export type DeviceSecretWire = z.infer<typeof deviceSecretWire>;
