/**
 * Statistics on the wire, of any period and live, by one definition (analytics' SPEC.md).
 *
 * Callers count in the period in which they entered the queue, offers where they were made, talks where they began, time
 * where it passed. What nobody counts in is absent, never 0 %.
 */
import * as z from "zod";
import { offerOutcomes, offerTriggers, tieBreaks } from "../offer.ts";
import { presences } from "../presence.ts";
import { countField, instantField, listOf, msField } from "./field.ts";

const share = z.number().min(0).max(1).optional();
const mean = z.number().min(0).optional();
const someMs = msField.optional();

const countsOf = <Name extends string>(names: readonly Name[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, countField])) as Record<Name, typeof countField>);

/** The windows that are kept live: their beginnings are to 5 minutes, but of `today` (midnight where the server is). */
export const livePeriods = ["today", "last-15m", "last-30m", "last-hour"] as const;
export type LivePeriod = (typeof livePeriods)[number];

/**
 * The conservation law: offered = answered + abandoned + short-abandoned + flowed out + callback taken + timed out +
 * rejected full + withdrawn + still waiting.
 */
export const conservationWire = z.object({
  holds: z.boolean(),
  offered: countField,
  accountedFor: countField,
  checkedAt: instantField,
});

const handling = {
  /** Talks that began. */
  handled: countField,
  /** Those that are over, with their wrap-up: what the averages are of. */
  finished: countField,
  averageTalkMs: someMs,
  averageWrapUpMs: someMs,
  /** AHT: talk and wrap-up. */
  averageHandleMs: someMs,
};

export const queueStatsWire = z.object({
  offered: countField,
  answered: countField,
  abandoned: countField,
  shortAbandoned: countField,
  flowedOut: countField,
  callbackTaken: countField,
  timedOut: countField,
  rejectedFull: countField,
  withdrawn: countField,
  /** Still in the queue. */
  waiting: countField,
  oldestEnteredAt: instantField.optional(),
  longestWaitMs: someMs,
  /** Of the answered, abandoned and timed out, to 100 ms. */
  waitP50Ms: someMs,
  waitP90Ms: someMs,
  answeredInTime: countField,
  /** SL-C: answered within T ÷ (answered + abandoned + timed out). */
  serviceLevel: share,
  /** SL-A: answered within T ÷ answered. */
  serviceLevelOfAnswered: share,
  /** SL-B: (answered + abandoned, both within T) ÷ (answered + abandoned). */
  serviceLevelWithAbandoned: share,
  /** SL-O: answered within T ÷ offered. */
  serviceLevelOfOffered: share,
  /** ASA. */
  averageAnswerMs: someMs,
  averageAbandonMs: someMs,
  abandonP90Ms: someMs,
  /** Abandoned ÷ (offered − short-abandoned). */
  abandonRate: share,
  ...handling,
  conservation: conservationWire,
});

export const offerStatsWire = z.object({
  made: countField,
  open: countField,
  outcomes: countsOf(offerOutcomes),
  /** Accepted ÷ ended, without caller-left and superseded. */
  answerRate: share,
  /** No-answer ÷ ended (RONA). */
  noAnswerRate: share,
  /** Device-failed ÷ ended: never the person's. */
  deviceFailureRate: share,
  declineRate: share,
  averageAcceptMs: someMs,
});

const availabilityMs = z.object({
  "signed-out": msField,
  busy: msField,
  offered: msField,
  wrapping: msField,
  "device-lost": msField,
  "not-responding": msField,
  unavailable: msField,
  available: msField,
});

export const agentStatsWire = z.object({
  signedInMs: msField,
  presenceMs: z.object(
    Object.fromEntries(presences.map((presence) => [presence, msField])) as Record<
      (typeof presences)[number],
      typeof msField
    >,
  ),
  /** While signed in, by availability. */
  stateMs: availabilityMs,
  talkMs: msField,
  wrapUpMs: msField,
  /** (Busy + offered + wrapping) ÷ (those + available). */
  occupancy: share,
  /** (Talk + wrap-up) ÷ signed in; above 1 where several talks go on at once. */
  utilisation: mean,
  ...handling,
  offers: offerStatsWire,
});

export const routingStatsWire = z.object({
  /** Offers made. */
  decisions: countField,
  triggers: countsOf(offerTriggers),
  tieBreaks: countsOf(tieBreaks),
  offers: offerStatsWire,
  /** Agents who could have been offered the caller, over the decisions. */
  meanCandidates: mean,
  answered: countField,
  /** Offers in the queue that answered them ÷ answered. */
  offersPerAnswered: mean,
  /** Answered with a single offer ÷ answered. */
  firstOfferShare: share,
  /** Of the answered callers who were told a range, as they were told first: whose remaining wait was within it. */
  calibration: z.object({ told: countField, withinRange: countField, share: z.number().min(0).max(1) }).optional(),
});

/** A measurement of this process, not of the journal: from the instant of the input to the dial handed to telephony. */
export const decisionLatencyWire = z.object({
  sinceAt: instantField,
  offers: countField,
  p50Ms: msField,
  p99Ms: msField,
});

const period = {
  fromAt: instantField,
  /** Not itself counted; absent where the period goes on. */
  untilAt: instantField.optional(),
  /** When it was read: who waits, and what goes on, is as it was then. */
  readAt: instantField,
  /** From what is kept, else from the journal: the figures are the same. */
  live: z.boolean(),
};

const statsOf = <Total extends z.ZodRawShape, Item extends z.ZodRawShape>(total: Total, item: Item) => {
  const shown = { total: z.object(total), items: listOf(z.object({ ...item, ...total })) };
  const rows = listOf(z.object({ fromAt: instantField, untilAt: instantField, ...shown })).optional();
  return z.object({ ...period, ...shown, rows });
};

export const queuesStatsWire = statsOf(queueStatsWire.shape, {
  queueId: z.string(),
  /** T, as it is now or as it was asked for. */
  serviceLevelMs: msField,
});
export const agentsStatsWire = statsOf(agentStatsWire.shape, { agentId: z.string() });
export const routingsStatsWire = statsOf(routingStatsWire.shape, { queueId: z.string() }).extend({
  decisionLatency: decisionLatencyWire.optional(),
});

export type QueueStats = z.output<typeof queueStatsWire>;
export type QueuesStats = z.output<typeof queuesStatsWire>;
export type OfferStats = z.output<typeof offerStatsWire>;
export type AgentStats = z.output<typeof agentStatsWire>;
export type AgentsStats = z.output<typeof agentsStatsWire>;
export type RoutingStats = z.output<typeof routingStatsWire>;
export type RoutingsStats = z.output<typeof routingsStatsWire>;
export type DecisionLatency = z.output<typeof decisionLatencyWire>;
