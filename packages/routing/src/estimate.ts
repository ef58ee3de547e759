/**
 * How long a wait will be, as a range in which four of five true waits lie (R-ROUTE-98).
 *
 * While all agents are busy, and talks last as long as it happens (exponential), the caller at place p waits for p answers:
 * a gamma distribution. Who comes later and is served before makes it longer and wider. Only + − × ÷ and the square root
 * are used: the same on every machine.
 */
import { customerClasses } from "@legroom/model";
import type { AgentId, QueueConfig, QueueId, UnixMs, WaitEstimate } from "@legroom/model";
import { arrivalsPerMs } from "./arrivals.ts";
import { waitingKey } from "./compare-waiting.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction, Pace, Work, World } from "./world.ts";

/** 10 % of a normal distribution lie below − this, 10 % above + this. */
const Z_90 = 1.281_551_565_545;
/** The mean of talks weighs as much as so many answers that were timed. */
const PRIOR_ANSWERS = 8;
/** Who overtakes takes at most this share of the answers: else no wait would end. */
const OVERTAKING_MAX = 0.7;

/** Of the wait that remains, of a caller in line; undefined while nothing is known of the queue's pace, or nobody works there. */
export function estimateFor(world: World, interaction: Interaction): WaitEstimate | undefined {
  const { entry, id } = interaction;
  const index = entry === undefined ? undefined : world.derived.queues.get(entry.queueId);
  if (entry === undefined || index === undefined) return undefined;
  const ahead = index.waiting.rank(waitingKey(id, entry));
  return rangeOf(waitOf(world, entry.queueId, { place: ahead + 1, caller: entry }));
}

/** Of somebody of no special class who would enter now. */
export function estimateOfNext(world: World, queueId: QueueId): WaitEstimate | undefined {
  const index = world.derived.queues.get(queueId);
  if (index === undefined) return undefined;
  if (index.waiting.size === 0 && index.available > 0) return { lowMs: 0, highMs: 0 };
  return rangeOf(waitOf(world, queueId, { place: index.waiting.size + 1 }));
}

/** The middle of the expected wait at this place in line, from 1, in ms. */
export function middleOf(world: World, queueId: QueueId, place: number): number | undefined {
  const wait = waitOf(world, queueId, { place });
  return wait === undefined ? undefined : Math.round(wait.meanMs);
}

/** What is expected to be left of an agent's talks, at least a quarter of a usual one; undefined if they are in none, or nothing is known. */
export function remainingTalkMs(world: World, agentId: AgentId, at: UnixMs): number | undefined {
  let longest: number | undefined;
  for (const { interactionId } of world.agents.get(agentId)?.works ?? []) {
    const leftMs = leftOfTalkMs(world, world.interactions.get(interactionId)?.work, at);
    if (leftMs !== undefined) longest = Math.max(longest ?? 0, leftMs);
  }
  return longest;
}

function leftOfTalkMs(world: World, work: Work | undefined, at: UnixMs): number | undefined {
  const pace = work === undefined ? undefined : world.queueStates.get(work.queueId)?.pace;
  if (work === undefined || pace === undefined || pace.talks === 0) return undefined;
  return Math.max(pace.talkMs - (at - (work.connectedAt ?? at)), Math.round(pace.talkMs / 4));
}

/** Agents' time per answer, sharing with other queues included. */
export function agentMsPerAnswer(pace: Pace | undefined, queue: QueueConfig): number | undefined {
  if (pace === undefined || (pace.talks === 0 && pace.answers === 0)) return undefined;
  if (pace.talks === 0) return pace.agentMs;
  const handleMs = pace.talkMs + (queue.wrapUpMs > 0 && queue.wrapUpMode !== "off" ? pace.wrapUpMs : 0);
  return (handleMs * PRIOR_ANSWERS + pace.agentMs * pace.answers) / (PRIOR_ANSWERS + pace.answers);
}

type Wait = { readonly meanMs: number; /** Of the gamma distribution. */ readonly shape: number };
type Placed = { readonly place: number; readonly caller?: QueueEntry };

function waitOf(world: World, queueId: QueueId, { place, caller }: Placed): Wait | undefined {
  const queue = world.derived.lookup.queues.get(queueId);
  const working = world.derived.queues.get(queueId)?.working ?? 0;
  const perAnswer = queue === undefined ? undefined : agentMsPerAnswer(world.queueStates.get(queueId)?.pace, queue);
  if (queue === undefined || perAnswer === undefined || perAnswer <= 0 || working === 0) return undefined;
  const answers = working / perAnswer; // in a ms
  const plainMs = place / answers;
  const overtaking = caller === undefined ? 0 : overtakingPerMs(world, { queue, caller, plainMs });
  const lost = Math.min(overtaking, answers * OVERTAKING_MAX);
  return { meanMs: place / (answers - lost), shape: (place * (answers - lost)) / (answers + lost) };
}

/** How many come in a ms who are served before this caller although they come later. */
function overtakingPerMs(
  world: World,
  { queue, caller, plainMs }: { readonly queue: QueueConfig; readonly caller: QueueEntry; readonly plainMs: number },
): number {
  const arrivals = world.queueStates.get(queue.id)?.arrivals;
  if (arrivals === undefined) return 0;
  let rate = 0;
  for (const customerClass of customerClasses) {
    const perMs = arrivalsPerMs(arrivals, customerClass, world.at);
    if (perMs === 0 || queue.bands[customerClass] > caller.band) continue;
    if (queue.bands[customerClass] < caller.band) rate += perMs;
    else {
      const aheadMs = caller.virtualEntryAt - queue.points[customerClass] * queue.secondsPerPoint * 1000 - world.at;
      rate += perMs * Math.min(1, Math.max(0, aheadMs) / plainMs);
    }
  }
  return rate;
}

/** The 10th and the 90th of a hundred, by Wilson and Hilferty: the cube root of a gamma is nearly normal. */
function rangeOf(wait: Wait | undefined): WaitEstimate | undefined {
  if (wait === undefined) return undefined;
  const { meanMs, shape } = wait;
  const spread = 1 / (9 * shape);
  const at = (z: number): number => {
    const root = Math.max(0, 1 - spread + z * Math.sqrt(spread));
    return meanMs * root * root * root;
  };
  return { lowMs: Math.floor(at(-Z_90)), highMs: Math.ceil(at(Z_90)) };
}
