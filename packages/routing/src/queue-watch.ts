/** After a step: what has become of the queues that it touched as a whole, and of those who wait for one agent. */
import { unixMs } from "@legroom/model";
import type { AgentId, DeviceId, Event, EventOf, EventType, InteractionId, QueueId, UnixMs } from "@legroom/model";
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
  if (turn.events.every(touchesNothing)) return; // as a rule
  const touched = new Set<QueueId>();
  const agents = new Set<AgentId>();
  for (const event of turn.events) touching.get(event.type)?.(turn.world, event, { touched, agents });
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
  if (queue === undefined) return;
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
type Touch<Of> = (world: World, event: Of, to: Touched) => void;

const itsQueue: Touch<{ readonly queueId: QueueId }> = (_, event, { touched }) => void touched.add(event.queueId);

const queueOfCaller: Touch<{ readonly interactionId: InteractionId }> = (
  { interactions },
  { interactionId },
  { touched },
) => {
  const queueId = interactions.get(interactionId)?.entry?.queueId;
  if (queueId !== undefined) touched.add(queueId);
};

const itsAgent: Touch<{ readonly agentId: AgentId }> = (_, event, { agents }) => void agents.add(event.agentId);

const ownerOfPhone: Touch<{ readonly deviceId: DeviceId }> = ({ derived }, { deviceId }, { agents }) => {
  const owner = derived.lookup.devices.get(deviceId)?.owner;
  if (owner !== undefined && "agent" in owner) agents.add(owner.agent);
};

const allQueues: Touch<unknown> = ({ derived }, _, to) => {
  for (const queueId of derived.lookup.queues.keys()) to.touched.add(queueId);
};

/** What touches a queue as a whole, or somebody who is waited for. Most events do neither. */
const touches = {
  "interaction.queued": itsQueue,
  "queue-segment.ended": itsQueue,
  "agent-segment.ended": itsQueue,
  "interaction.relaxed": queueOfCaller,
  "interaction.escalated": queueOfCaller,
  "interaction.reprioritised": queueOfCaller,
  "offer.ended": (_, event, { agents }) => {
    if (event.outcome !== "accepted") agents.add(event.agentId);
  },
  "agent.session-opened": itsAgent,
  "agent.session-closed": itsAgent,
  "agent.presence-changed": itsAgent,
  "agent.no-answer-noted": itsAgent,
  "endpoint.ready": ownerOfPhone,
  "endpoint.lost": ownerOfPhone,
  "centre.configured": allQueues,
  "centre.restarted": allQueues,
  "membership.changed": allQueues,
} satisfies { readonly [Type in EventType]?: Touch<EventOf<Type>> };

// The table pairs each type with its own event; TypeScript cannot follow that through a map.
const touching = new Map(Object.entries(touches)) as unknown as ReadonlyMap<EventType, Touch<Event>>;

const touchesNothing = (event: Event): boolean => !touching.has(event.type);
