/** After a step: what has become of the queues that it touched as a whole, and of those who wait for one agent. */
import { unixMs } from "@legroom/model";
import type { AgentId, Event, QueueId, UnixMs } from "@legroom/model";
import { settleAlarms } from "./alarms.ts";
import { settleBorrowing } from "./borrowing.ts";
import { matchQueue } from "./matching.ts";
import { estimateMs } from "./queue-deadline.ts";
import { planOf } from "./step-plan.ts";
import { giveUpPreferred, takePositionSteps } from "./steps.ts";
import type { Turn } from "./turn.ts";
import type { World } from "./world.ts";

/** To be called once, when all else of the step is decided. Looks at what the step's own events have touched, and at nothing else. */
export function watchQueues(turn: Turn): void {
  const touched = new Set<QueueId>();
  const agents = new Set<AgentId>();
  for (const event of turn.events) touch(turn.world, event, { touched, agents });
  for (const agentId of agents) {
    giveUpPreferred(turn, agentId);
    for (const queueId of turn.world.derived.agentPlaces.get(agentId)?.queueIds ?? []) touched.add(queueId);
  }
  for (const queueId of touched) settleQueue(turn, queueId, turn.at);
}

/** A queue's own deadline has passed: decided as of that moment, however late it is now. */
export function queueDue(turn: Turn, queueId: QueueId, at: UnixMs): void {
  settleQueue(turn, queueId, unixMs(Math.min(at, turn.at)));
}

function settleQueue(turn: Turn, queueId: QueueId, at: UnixMs): void {
  const queue = turn.world.derived.lookup.queues.get(queueId);
  if (queue === undefined) return;
  takePositionSteps(turn, queueId);
  settleWhole(turn, queueId);
  settleBorrowing(turn, queue, at);
  settleAlarms(turn, queue);
}

/** The queue's own relaxation steps: taken while their condition holds, and taken back (R-ROUTE-96, R-ROUTE-171). */
function settleWhole(turn: Turn, queueId: QueueId): void {
  const { world } = turn;
  const queue = world.derived.lookup.queues.get(queueId);
  const before = world.queueStates.get(queueId)?.relaxed ?? [];
  if (queue === undefined || (planOf(queue).whole.length === 0 && before.length === 0)) return;
  const steps = planOf(queue)
    .whole.filter(({ index, when }) =>
      when.by === "estimate"
        ? estimateMs(world, queueId) >
          (before.includes(index) ? Math.floor(when.overMs / TAKEN_BACK_UNDER) : when.overMs)
        : (world.derived.queues.get(queueId)?.skilled ?? 0) <= when.atMost,
    )
    .map(({ index }) => index);
  if (steps.length === before.length && steps.every((step) => before.includes(step))) return;
  turn.emit({ type: "queue.relaxed", queueId, steps });
  matchQueue(turn, queueId, "relaxed"); // also one that is taken back: it may have asked for more than the queue does
}

/** A step by estimate is taken back at this part of its limit: estimates go up and down with every caller. */
const TAKEN_BACK_UNDER = 2;

type Touched = { readonly touched: Set<QueueId>; readonly agents: Set<AgentId> };

function touch(world: World, event: Event, { touched, agents }: Touched): void {
  switch (event.type) {
    case "interaction.queued":
    case "queue-segment.ended":
    case "agent-segment.ended":
      touched.add(event.queueId);
      return;
    case "interaction.relaxed":
    case "interaction.escalated":
    case "interaction.reprioritised": {
      const queueId = world.interactions.get(event.interactionId)?.entry?.queueId;
      if (queueId !== undefined) touched.add(queueId);
      return;
    }
    case "offer.ended":
      if (event.outcome !== "accepted") agents.add(event.agentId);
      return;
    case "agent.session-opened":
    case "agent.session-closed":
    case "agent.presence-changed":
    case "agent.no-answer-noted":
      agents.add(event.agentId);
      return;
    case "endpoint.ready":
    case "endpoint.lost": {
      const owner = world.derived.lookup.devices.get(event.deviceId)?.owner;
      if (owner !== undefined && "agent" in owner) agents.add(owner.agent);
      return;
    }
    case "centre.configured":
    case "centre.restarted":
    case "membership.changed":
      for (const queueId of world.derived.lookup.queues.keys()) touched.add(queueId);
      return;
    default:
  }
}
