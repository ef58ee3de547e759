/** In which order the wall shows things: whoever needs somebody stands first, not whoever comes first in the alphabet. */
import type { AvailabilityState, InteractionPhase, WallWire } from "@legroom/model";

type Wall = Pick<WallWire, "queues" | "agents" | "interactions">;
export type WallQueue = Wall["queues"][number];
export type WallAgent = Wall["agents"][number];
export type WallInteraction = Wall["interactions"][number];

/** What a supervisor should look at, and why. */
export type Attention = "fine" | "watch" | "act";

/** Lower is nearer to the top. Within one state whoever has been in it longest comes first. */
const agentRank: Readonly<Record<AvailabilityState, number>> = {
  "not-responding": 0,
  "device-lost": 1,
  offered: 2,
  wrapping: 3,
  busy: 4,
  unavailable: 5,
  available: 6,
  "signed-out": 7,
};

export function byNeedOfAgents(agents: readonly WallAgent[]): WallAgent[] {
  return agents.toSorted(
    (a, b) =>
      agentRank[a.availability.state] - agentRank[b.availability.state] ||
      a.sinceAt - b.sinceAt ||
      compareText(a.name, b.name) ||
      compareText(a.id, b.id),
  );
}

export function agentAttention({ availability, wrapUpUntilAt }: WallAgent, now: number): Attention {
  const { state } = availability;
  if (state === "not-responding" || state === "device-lost") return "act";
  return state === "wrapping" && wrapUpUntilAt !== undefined && wrapUpUntilAt < now ? "watch" : "fine";
}

const phaseRank: Readonly<Record<InteractionPhase, number>> = {
  queued: 1,
  offering: 1,
  parked: 2,
  connecting: 3,
  "in-flow": 4,
  arriving: 5,
  live: 6,
  closed: 7,
};

/** Lost lines first, then those who wait, the longest wait at the top; then the talks, the longest at the top. */
export function byNeedOfInteractions(interactions: readonly WallInteraction[]): WallInteraction[] {
  const rank = (one: WallInteraction): number => (one.customerAway || one.agentAway ? 0 : phaseRank[one.phase]);
  return interactions.toSorted((a, b) => rank(a) - rank(b) || begunAt(a) - begunAt(b) || compareText(a.id, b.id));
}

/** Who waits is ordered by the whole wait, not by the queue they are in now. */
function begunAt(one: WallInteraction): number {
  return one.phase === "queued" || one.phase === "offering" ? one.arrivedAt : one.sinceAt;
}

/** In a queue: a supervisor may act on them. */
export function isWaiting({ phase, queueId }: WallInteraction): boolean {
  return queueId !== undefined && (phase === "queued" || phase === "offering");
}

/** `act` when somebody has waited beyond the service level's time, `watch` from half of it. */
export function queueAttention(queue: WallQueue, now: number): Attention {
  if (queue.waiting === 0 || queue.oldestEnteredAt === undefined) return "fine";
  const waitedMs = now - queue.oldestEnteredAt;
  if (waitedMs > queue.serviceLevelMs) return "act";
  return waitedMs * 2 > queue.serviceLevelMs ? "watch" : "fine";
}

const attentionRank: Readonly<Record<Attention, number>> = { act: 0, watch: 1, fine: 2 };

/** Queues in trouble first, the others in the order in which the centre was set up. */
export function byNeedOfQueues(queues: readonly WallQueue[], now: number): WallQueue[] {
  const place = new Map(queues.map((queue, index) => [queue, index]));
  const needs = (queue: WallQueue): number => attentionRank[queueAttention(queue, now)];
  return queues.toSorted(
    (a, b) =>
      needs(a) - needs(b) || Number(b.waiting > 0) - Number(a.waiting > 0) || (place.get(a) ?? 0) - (place.get(b) ?? 0),
  );
}

/** Not by locale, so that two screens show the same order. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
