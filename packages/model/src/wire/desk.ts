/** An agent's desk on the wire. */
import * as z from "zod";
import { wrapUpModes } from "../centre.ts";
import { customerClasses } from "../customer.ts";
import { presences } from "../presence.ts";
import { agentWire } from "./agent.ts";
import { countField, instantField, listOf, msField } from "./field.ts";
import { interactionNowWire } from "./interaction.ts";

/** What may be pressed, and why not: from the same rules that carry it out. */
export const canWire = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** Who is on the other side, opened from the vault for those who may see it. */
export const customerShownWire = z.object({
  name: z.string().optional(),
  /** Telephone number or SIP address. */
  address: z.string().optional(),
  customerClass: z.enum(customerClasses),
  /** From the browser, and so without an address. */
  visitor: z.boolean(),
});

export const deskWire = z.object({
  /** The last event that this state knows of. */
  seq: z.number().int(),
  /** The server's clock when it was asked. */
  at: instantField,
  agent: agentWire,
  offer: z
    .object({
      id: z.string(),
      interactionId: z.string(),
      queueId: z.string(),
      queueName: z.string(),
      topic: z.string().optional(),
      phase: z.enum(["created", "ringing", "accepted"]),
      madeAt: instantField,
      untilAt: instantField,
      waitedMs: msField,
      /** Why this agent: in words. */
      why: z.string(),
      endpointIds: listOf(z.string()),
      customer: customerShownWire,
    })
    .optional(),
  work: z
    .object({
      interactionId: z.string(),
      offerId: z.string(),
      queueName: z.string().optional(),
      topic: z.string().optional(),
      acceptedAt: instantField,
      connectedAt: instantField.optional(),
      endpointId: z.string().optional(),
      customer: customerShownWire,
      now: interactionNowWire,
      /** Wrap-up follows because the agent asked for it. */
      wrapUpAsked: z.boolean(),
      /** Away: no audio comes from them now. */
      customerAway: z.boolean(),
      agentAway: z.boolean(),
    })
    .optional(),
  wrapUp: z
    .object({
      interactionId: z.string(),
      untilAt: instantField,
      mode: z.enum(wrapUpModes),
      /** How much longer it may still be made. */
      extensionLeftMs: msField,
      customer: customerShownWire,
      disposition: z.string().optional(),
      note: z.string().optional(),
    })
    .optional(),
  /** Why one may be busy, away, on a break or offline, in the centre's own words. */
  reasonCodes: listOf(z.object({ id: z.string(), name: z.string(), presence: z.enum(presences) })),
  queues: listOf(
    z.object({
      id: z.string(),
      name: z.string(),
      waiting: countField,
      oldestEnteredAt: instantField.optional(),
    }),
  ),
  /** The last interactions of this agent, the newest first, at most five. */
  recent: listOf(
    z.object({
      interactionId: z.string(),
      connectedAt: instantField,
      talkMs: msField.optional(),
      customer: customerShownWire,
    }),
  ),
  can: z.object({
    presence: z.object({
      available: canWire,
      busy: canWire,
      away: canWire,
      break: canWire,
      offline: canWire,
    }),
    accept: canWire,
    decline: canWire,
    end: canWire,
    endWrapUp: canWire,
    extendWrapUp: canWire,
    requestWrapUp: canWire,
    returnToCall: canWire,
  }),
});
export type DeskWire = z.infer<typeof deskWire>;
