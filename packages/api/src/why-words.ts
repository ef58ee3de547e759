/** Why, in words: one table for pages, API and terminal. */
import type {
  AgentId,
  AgentVerdict,
  Explanation,
  FilterCounts,
  OfferReasons,
  Verdict,
  WaitingView,
} from "@legroom/model";

type Name = (agentId: AgentId) => string;

const causes: Readonly<Record<WaitingView["cause"], string>> = {
  "offer-out": "A phone rings for this caller now.",
  "caller-away": "The caller's audio is gone: nobody is offered them until they are back.",
  preferred: "The caller waits for one agent alone.",
  "nobody-signed-in": "Nobody who serves this queue is signed in.",
  "nobody-can-match": "Nobody who is signed in meets what is required.",
  "nobody-in-reach": "Those who meet what is required are not in reach yet: they come later, by their tier or delay.",
  "all-busy": "All who could be offered this caller are busy or not available.",
  "all-resting": "All who are free have declined this caller, or their phone failed, a moment ago.",
};

const held: Readonly<Record<Verdict, string>> = {
  "not-a-member": "does not serve this queue",
  "signed-out": "is signed out",
  requirement: "does not meet what is required",
  tier: "is of a later tier",
  delay: "is for callers who have waited longer",
  "preferred-other": "is not the one for whom the caller waits",
  busy: "is busy",
  offered: "is being rung",
  wrapping: "is wrapping up",
  "device-lost": "has no phone or page that can ring",
  "not-responding": "did not answer the last call",
  unavailable: "has chosen not to be available",
  "phone-in-use": "is using the phone",
  resting: "declined this caller, or their phone failed, a moment ago",
  ranked: "could be offered this caller",
};

const decided: Readonly<Record<OfferReasons["tieBreak"], string>> = {
  "only-one": "nobody else could be offered the caller",
  preferred: "the caller prefers them, or talked to them before",
  load: "they had the least work",
  tier: "they are of an earlier tier",
  "skill-fit": "their skills fit best",
  performance: "they are in a better band of performance",
  "longest-idle": "they had been free the longest",
  measure: "they had the least of what the queue's strategy measures",
  turn: "it was their turn",
  order: "they come first in the queue's order",
  chance: "chance decided, as the queue's strategy says",
  all: "all who could be offered the caller were rung at once",
  override: "a supervisor chose them",
  id: "they were equal in all, and the id decided",
};

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function filterSentence({ members, signedIn, skilled, inReach, free, notCoolingDown }: FilterCounts): string {
  return (
    `Of ${members} who serve the queue ${signedIn} were signed in, ${skilled} of them met what was required, ` +
    `${inReach} were in reach, ${free} were free, ${notCoolingDown} of these not resting from this caller.`
  );
}

/** Of one agent, without a full stop's worth of doubt: what held them back, or their rank. */
export function verdictSentence({ agentId, verdict, rank, missing }: AgentVerdict, name: Name): string {
  const also = missing === undefined || missing === "" ? "" : `: ${missing}`;
  const place = rank === undefined ? "" : ` (number ${rank})`;
  return `${name(agentId)} ${held[verdict]}${also}${place}.`;
}

export function waitingSentences(view: WaitingView, name: Name): readonly string[] {
  const { position, waitedMs, requires, relaxed, filters, preferred, cause, estimate } = view;
  return [
    causes[cause],
    `Number ${position} in line, waiting for ${seconds(waitedMs)}.`,
    `Required now: ${requires}${relaxed === 0 ? "" : `, after ${relaxed} ${relaxed === 1 ? "step" : "steps"} of relaxation`}.`,
    filterSentence(filters),
    ...(preferred === undefined ? [] : [`Waits for ${name(preferred.agentId)} first.`]),
    ...(estimate === undefined
      ? []
      : [`Expected to wait another ${seconds(estimate.lowMs)} to ${seconds(estimate.highMs)}.`]),
  ];
}

/** Why this agent was rung. */
export function offerSentences(
  { agentId, reasons }: { readonly agentId: AgentId; readonly reasons: OfferReasons },
  name: Name,
): readonly string[] {
  const { waitedMs, requires, relaxed, filters, tieBreak, candidates, between, borrowedFrom, waiting } = reasons;
  const [, second] = candidates;
  const against = second === undefined ? "" : `, before ${name(second.agentId)}`;
  return [
    `${name(agentId)} was chosen${against}: ${decided[tieBreak]}.`,
    `The caller had waited ${seconds(waitedMs)}; ${waiting} waited in the queue.`,
    `Required: ${requires}${relaxed === 0 ? "" : `, after ${relaxed} steps of relaxation`}.`,
    filterSentence(filters),
    ...(borrowedFrom === undefined ? [] : [`They were lent by the queue ${borrowedFrom}.`]),
    ...(between === undefined ? [] : [`Compared with the first callers of ${between.queueIds.join(", ")}.`]),
  ];
}

/** Each reason that comes out otherwise, as JSON text; one that a side does not have is absent there. */
export type Difference = { readonly reason: string; readonly recorded?: string; readonly recomputed?: string };

export function differencesOf({ recorded, recomputed }: Explanation): readonly Difference[] {
  if (recomputed === undefined) return [];
  const [before, after]: Readonly<Record<string, unknown>>[] = [recorded, recomputed.reasons];
  const named = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return named.flatMap((reason) => {
    const [was, is] = [JSON.stringify(before?.[reason]), JSON.stringify(after?.[reason])];
    if (was === is) return [];
    return [
      { reason, ...(was === undefined ? {} : { recorded: was }), ...(is === undefined ? {} : { recomputed: is }) },
    ];
  });
}

/** What came out when the decision was made again. */
export function againSentences(explanation: Explanation, name: Name): readonly string[] {
  const { same, recomputed, recorded, agentId } = explanation;
  if (same) return ["Recomputed: the same choice, for the same reasons."];
  if (recomputed === undefined) return ["Recomputed: nobody would be offered this caller."];
  const who =
    recomputed.agentId === agentId ? "the same agent" : `${name(recomputed.agentId)} in place of ${name(agentId)}`;
  const { rulesVersion } = recomputed.reasons;
  return [
    `Recomputed: ${who}, and these differ:`,
    ...differencesOf(explanation).map(
      ({ reason, recorded: was = "nothing", recomputed: is = "nothing" }) =>
        `  ${reason}: ${was} was recorded, ${is} comes out`,
    ),
    ...(rulesVersion === recorded.rulesVersion
      ? []
      : [`The rules were of version ${recorded.rulesVersion} then, and are of ${rulesVersion} now.`]),
  ];
}
