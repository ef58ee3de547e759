/**
 * How well an agent does, in thousandths, from what has happened; and the band that it makes. Only what an agent can help
 * counts: outcomes that are nobody's fault, such as a device that failed, change nothing.
 *
 *   P = (4·A + 2·T + 3·H + 1·Q) / 10, each in thousandths, rounded down (R-ROUTE-140)
 *
 *   A  answered ÷ (answered + missed: declined or no answer), with a prior of `performance.priorOffers` offers at 900
 *   T  talks kept ÷ talks, the others were passed on; with a prior of as many talks at 950
 *   H  500 × the queues' own means ÷ the agent's handle time (talks and wrap-ups), with as many talks at 500; at most 1000
 *   Q  quality: 500 until talks are scored
 *
 * Each further offer takes 1/256 of the weight of those before, each further talk likewise: recent ones count more.
 */
import { unreachable } from "@legroom/model";
import type {
  AgentId,
  CentreConfig,
  EventOf,
  OfferOutcome,
  PerformanceFacts,
  PerformanceParts,
  QueueId,
  UnixMs,
} from "@legroom/model";
import { queueStateOf } from "./queue-state.ts";
import type { HandleTimes, WrapUp } from "./agent-state.ts";
import type { Agent, World } from "./world.ts";

/** What one offer, or one talk, weighs when it is new. */
const ONE = 1000;
/** What is left of them, after each further one, is less by this part. */
const FADES = 256;

const PRIOR = { answered: 900, kept: 950, handle: 500 };
const QUALITY = 500;
/** A thousand times the mean is as bad as it gets. */
const RATIO_MAX = 1_000_000;

/** These ends of a talk are nobody's doing: its length says nothing. */
const CUT_SHORT: ReadonlySet<string> = new Set([
  ...["agent-lost", "customer-lost", "media-lost", "centre-restarted", "faulted", "ended-by-command"],
]);

/** In thousandths; 0 for somebody who is no agent. */
export function performanceOf(world: World, agentId: AgentId): number {
  const agent = world.agents.get(agentId);
  return agent === undefined ? 0 : scoreOf(agent.performance, priorOf(world));
}

/** The same with its parts, to be explained. */
export function performancePartsOf(world: World, agentId: AgentId): PerformanceParts {
  const facts = world.agents.get(agentId)?.performance ?? NOTHING;
  const prior = priorOf(world);
  return {
    answered: answeredOf(facts, prior),
    kept: keptOf(facts, prior),
    handle: handleOf(facts, prior),
    quality: QUALITY,
    counts: facts,
    prior: prior * ONE,
  };
}

/** 0 is the best. */
export function bandOf({ performance }: Pick<CentreConfig, "performance">, thousandths: number): number {
  const band = performance.bands.findIndex((limit) => thousandths >= limit);
  return band < 0 ? performance.bands.length : band;
}

/** The formula above. `prior`: how many offers, and talks, the prior weighs. */
export function scoreOf(facts: PerformanceFacts = NOTHING, prior: number): number {
  const [a, t, h] = [answeredOf(facts, prior), keptOf(facts, prior), handleOf(facts, prior)];
  return Math.floor((4 * a + 2 * t + 3 * h + QUALITY) / 10);
}

function answeredOf({ answered, missed }: PerformanceFacts, prior: number): number {
  return rate(answered, missed, { prior, at: PRIOR.answered });
}

function keptOf({ kept, passedOn }: PerformanceFacts, prior: number): number {
  return rate(kept, passedOn, { prior, at: PRIOR.kept });
}

/** `good ÷ (good + bad)` in thousandths, after `prior` of them at a rate of `at`. */
function rate(good: number, bad: number, { prior, at }: { readonly prior: number; readonly at: number }): number {
  return Math.floor((1000 * (good + at * prior)) / (good + bad + ONE * prior));
}

function handleOf({ kept, passedOn, handleMs, expectedMs }: PerformanceFacts, prior: number): number {
  const [talks, before] = [kept + passedOn, prior * ONE];
  const ratio = expectedMs === 0 ? 1000 : Math.min(RATIO_MAX, Math.floor((1000 * handleMs) / expectedMs));
  return Math.min(1000, Math.floor((PRIOR.handle * 1000 * (talks + before)) / (talks * ratio + 1000 * before)));
}

/** What an offer adds. An accepted one counts when it has become a talk: until then it may be a device that fails. */
export function countOffer(agent: Agent, outcome: "connected" | OfferOutcome): void {
  const facts = agent.performance ?? NOTHING;
  switch (outcome) {
    case "connected": {
      const [answered, missed] = oneMore(facts.answered, facts.missed);
      agent.performance = { ...facts, answered, missed };
      return;
    }
    case "declined":
    case "no-answer": {
      const [missed, answered] = oneMore(facts.missed, facts.answered);
      agent.performance = { ...facts, answered, missed };
      return;
    }
    case "accepted":
    case "device-failed":
    case "caller-left":
    case "superseded":
    case "withdrawn":
      return;
    default:
      return unreachable(outcome);
  }
}

/** What a talk adds: it was kept, or passed on; and its time against the queue's mean. */
export function countTalk(world: World, agent: Agent, talk: EventOf<"agent-segment.ended">): void {
  const { queueId, talkMs, cause } = talk;
  if (CUT_SHORT.has(cause)) return;
  const meanMs = noteHandleTime(world, queueId, { talkMs });
  const facts = agent.performance ?? NOTHING;
  const isPassedOn = cause === "transferred";
  const [one, other] = isPassedOn ? oneMore(facts.passedOn, facts.kept) : oneMore(facts.kept, facts.passedOn);
  agent.performance = {
    ...facts,
    ...(isPassedOn ? { passedOn: one, kept: other } : { kept: one, passedOn: other }),
    handleMs: faded(facts.handleMs) + talkMs,
    expectedMs: faded(facts.expectedMs) + meanMs,
  };
}

/** A wrap-up lengthens the talk that was counted, and is compared with the queue's mean wrap-up. */
export function countWrapUp(world: World, agent: Agent, { queueId, startedAt, endedAt }: EndedWrapUp): void {
  if (queueId === undefined || startedAt === undefined) return; // begun by an older version
  const wrapUpMs = Math.max(0, endedAt - startedAt);
  const meanMs = noteHandleTime(world, queueId, { wrapUpMs });
  const facts = agent.performance ?? NOTHING;
  agent.performance = { ...facts, handleMs: facts.handleMs + wrapUpMs, expectedMs: facts.expectedMs + meanMs };
}

type EndedWrapUp = Pick<WrapUp, "queueId" | "startedAt"> & { readonly endedAt: UnixMs };

/** A queue's talk, or wrap-up, of so long is noted; the mean that it makes, itself included, in ms. */
function noteHandleTime(
  world: World,
  queueId: QueueId,
  part: { readonly talkMs: number } | { readonly wrapUpMs: number },
): number {
  if (!world.derived.lookup.queues.has(queueId)) return "talkMs" in part ? part.talkMs : part.wrapUpMs;
  const state = queueStateOf(world, queueId);
  const before = state.handled ?? NO_TIMES;
  const [name, sum, ms] =
    "talkMs" in part ? (["talks", "talkMs", part.talkMs] as const) : (["wrapUps", "wrapUpMs", part.wrapUpMs] as const);
  const after = { ...before, [name]: faded(before[name]) + ONE, [sum]: faded(before[sum]) + ms };
  state.handled = after;
  return Math.round((ONE * after[sum]) / after[name]);
}

function faded(weight: number): number {
  return weight - Math.floor(weight / FADES);
}

/** One more of the first. Rounded so that a good one never lowers the rate of good ones, and a bad one never raises it. */
function oneMore(one: number, other: number): readonly [number, number] {
  return [faded(one) + ONE, other - Math.ceil(other / FADES)];
}

function priorOf(world: World): number {
  return world.config?.performance.priorOffers ?? 1;
}

const NOTHING: PerformanceFacts = {
  ...{ answered: 0, missed: 0, kept: 0, passedOn: 0 },
  ...{ handleMs: 0, expectedMs: 0 },
};

const NO_TIMES: HandleTimes = { talks: 0, talkMs: 0, wrapUps: 0, wrapUpMs: 0 };
