/** Agents and their phones on the wire. */
import * as z from "zod";
import { HANDLE } from "../id.ts";
import { presences } from "../presence.ts";
import { countField, handleField, instantField, listOf } from "./field.ts";

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

export const agentWire = z.object({
  id: z.string(),
  name: z.string(),
  skills: listOf(z.string()),
  queues: listOf(z.string()),
  presence: z.enum(presences),
  reasonCode: z.string().optional(),
  availability: availabilityWire,
  sinceAt: instantField,
  wrapUpUntilAt: instantField.optional(),
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
});

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
