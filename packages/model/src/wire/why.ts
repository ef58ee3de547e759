/** Why: of those who wait, of each offer, and of who was not offered, on the wire. In words too. */
import * as z from "zod";
import { verdicts } from "../view.ts";
import { countField, instantField, listOf, msField } from "./field.ts";

const candidate = z.looseObject({ agentId: z.string() });
const filters = z.object({
  members: countField,
  signedIn: countField,
  skilled: countField,
  inReach: countField,
  free: countField,
  notCoolingDown: countField,
});

/** The first thing that kept them from the caller; `ranked`: they could have been offered. */
export const verdictWire = z.object({
  agentId: z.string(),
  verdict: z.enum(verdicts),
  rank: countField.optional(),
  candidate: candidate.optional(),
  missing: z.string().optional(),
});

export const waitingCauses = [
  "offer-out",
  "caller-away",
  "preferred",
  "nobody-signed-in",
  "nobody-can-match",
  "nobody-in-reach",
  "all-busy",
  "all-resting",
] as const;

export const waitingWhyWire = z.object({
  interactionId: z.string(),
  queueId: z.string(),
  position: countField,
  band: countField,
  waitedMs: msField,
  requires: z.string(),
  relaxed: countField,
  filters,
  cause: z.enum(waitingCauses),
  preferred: z.object({ agentId: z.string(), untilAt: instantField }).optional(),
  nextStepAt: instantField.optional(),
  queueUntilAt: instantField,
  totalUntilAt: instantField,
  estimate: z.object({ lowMs: msField, highMs: msField }).optional(),
  /** At most a hundred, those nearest to being offered first. */
  agents: listOf(verdictWire),
  /** The same in words. */
  sentences: listOf(z.string()),
});

const reasons = z.looseObject({ requires: z.string(), waitedMs: z.number().int(), candidates: listOf(candidate) });

export const offerWhyWire = z.object({
  offerId: z.string(),
  interactionId: z.string(),
  agentId: z.string(),
  at: instantField,
  /** As the decision itself recorded it. */
  recorded: reasons,
  sentences: listOf(z.string()),
});

/** Why no choice could be made again. */
export const notMadeAgain = ["took-too-long", "failed"] as const;

const madeAgain = {
  /** At most a hundred of those who were considered, an agent sees themselves alone. */
  agents: listOf(verdictWire),
  sentences: listOf(z.string()),
};

export const offerAgainWire = z.discriminatedUnion("kind", [
  /** The same agent for the same reasons. */
  z.object({ kind: z.literal("same"), ...madeAgain }),
  z.object({
    kind: z.literal("different"),
    ...madeAgain,
    /** Who would be chosen; absent: nobody. An agent is not told who, nor what differs. */
    agentId: z.string().optional(),
    /** Other rules than today's decided. */
    otherRules: z.boolean(),
    /** Each reason that comes out otherwise, as JSON text; one that a side does not have is absent there. */
    differences: listOf(
      z.object({ reason: z.string(), recorded: z.string().optional(), recomputed: z.string().optional() }),
    ),
  }),
  z.object({ kind: z.literal("unavailable"), reason: z.enum(notMadeAgain), sentences: listOf(z.string()) }),
]);

/** One offer; `recomputed` is there when it was asked for. */
export const offerWhyAgainWire = offerWhyWire.extend({ recomputed: offerAgainWire.optional() });

export const interactionWhyWire = z.object({ waiting: waitingWhyWire.optional(), offers: listOf(offerWhyWire) });

export const whyNotWire = z.object({ ...verdictWire.shape, interactionId: z.string(), sentences: listOf(z.string()) });
