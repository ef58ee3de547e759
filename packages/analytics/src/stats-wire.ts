/** Reports as the wire shows them: what nobody counts in is left out, lengths of time are whole milliseconds. */
import type { AgentStats, OfferStats, QueueStats, RoutingStats, UnixMs } from "@legroom/model";
import type { AgentReport } from "./agent-report.ts";
import type { HandleReport } from "./handle-figures.ts";
import type { OfferReport } from "./offer-figures.ts";
import { accountedFor } from "./queue-report.ts";
import type { QueueTotal } from "./queue-report.ts";
import type { RoutingReport } from "./routing-figures.ts";

type Present<Report> = { [Name in keyof Report]?: Exclude<Report[Name], null> };

/** Without what is null. */
function present<Report extends object>(report: Report): Present<Report> {
  return Object.fromEntries(Object.entries(report).filter(([, value]) => value !== null)) as Present<Report>;
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

function showHandling({ handled, finished, averageTalkMs, averageWrapUpMs, averageHandleMs }: HandleReport) {
  return {
    ...{ handled, finished },
    ...present({
      averageTalkMs: whole(averageTalkMs),
      averageWrapUpMs: whole(averageWrapUpMs),
      averageHandleMs: whole(averageHandleMs),
    }),
  };
}

export function showQueue(total: QueueTotal, talks: HandleReport, now: UnixMs): QueueStats {
  const { offered, outcomes, waiting, answeredInTime, oldestEnteredAt, longestWaitMs, waitP50Ms, waitP90Ms } = total;
  const accounted = accountedFor(total);
  return {
    offered,
    answered: outcomes.answered,
    abandoned: outcomes.abandoned,
    shortAbandoned: outcomes["short-abandoned"],
    flowedOut: outcomes["flowed-out"],
    callbackTaken: outcomes["callback-taken"],
    timedOut: outcomes["timed-out"],
    rejectedFull: outcomes["rejected-full"],
    withdrawn: outcomes.withdrawn,
    ...{ waiting, answeredInTime },
    ...present({ oldestEnteredAt, longestWaitMs, waitP50Ms, waitP90Ms }),
    ...present({
      serviceLevel: total.serviceLevel,
      serviceLevelOfAnswered: total.serviceLevelOfAnswered,
      serviceLevelWithAbandoned: total.serviceLevelWithAbandoned,
      serviceLevelOfOffered: total.serviceLevelOfOffered,
      averageAnswerMs: whole(total.averageAnswerMs),
      averageAbandonMs: whole(total.averageAbandonMs),
      abandonP90Ms: total.abandonP90Ms,
      abandonRate: total.abandonRate,
    }),
    ...showHandling(talks),
    conservation: { holds: offered === accounted, offered, accountedFor: accounted, checkedAt: now },
  };
}

export function showOffers(report: OfferReport): OfferStats {
  const { made, open, outcomes, answerRate, noAnswerRate, deviceFailureRate, declineRate, averageAcceptMs } = report;
  const rates = present({ answerRate, noAnswerRate, deviceFailureRate, declineRate });
  return { made, open, outcomes: { ...outcomes }, ...rates, ...present({ averageAcceptMs: whole(averageAcceptMs) }) };
}

export function showAgent(report: Omit<AgentReport, "agentId">, offers: OfferReport): AgentStats {
  const { signedInMs, presenceMs, stateMs, talkMs, wrapUpMs, occupancy, utilisation } = report;
  return {
    ...{ signedInMs, presenceMs: { ...presenceMs }, stateMs: { ...stateMs }, talkMs, wrapUpMs },
    ...present({ occupancy, utilisation }),
    ...showHandling(report),
    offers: showOffers(offers),
  };
}

export function showRouting(report: RoutingReport, offers: OfferReport): RoutingStats {
  const { decisions, triggers, tieBreaks, answered, told, toldRight, toldRightShare } = report;
  const { meanCandidates, offersPerAnswered, firstOfferShare } = report;
  return {
    ...{ decisions, triggers: { ...triggers }, tieBreaks: { ...tieBreaks }, answered },
    offers: showOffers(offers),
    ...present({ meanCandidates, offersPerAnswered, firstOfferShare }),
    ...(toldRightShare === null ? {} : { calibration: { told, withinRange: toldRight, share: toldRightShare } }),
  };
}
