/** Makes the queues' indexes: all of them, or one whose members or whose requirement in force have changed. */
import type { QueueConfig, QueueId, UnixMs } from "@legroom/model";
import { reindexAgent } from "./agent-index.ts";
import { findPhone } from "./availability.ts";
import { reindexInteraction } from "./caller-index.ts";
import { compareWaiting } from "./compare-waiting.ts";
import { dropGroups } from "./groups.ts";
import { makeLookup } from "./lookup.ts";
import { membersOf } from "./membership.ts";
import type { QueueIndex } from "./places.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { SortedList } from "./sorted-list.ts";
import type { World } from "./world.ts";

const NOWHERE = { signedIn: false, working: false, available: false, ready: false } as const;

/** The queues' indexes alone: what a change of configuration touches. */
export function reindexQueues(world: World, at: UnixMs): void {
  const { derived } = world;
  for (const id of derived.lookup.queues.keys()) derived.deadlines.set("queue", id, undefined);
  if (world.config !== undefined) derived.lookup = makeLookup(world.config);
  derived.queues.clear();
  derived.awaited.clear();
  derived.callerPlaces.clear();
  derived.agentPlaces.clear();
  derived.emptyGroups.clear();
  for (const id of world.agents.keys())
    derived.agentPlaces.set(id, {
      ...NOWHERE,
      hasPhone: findPhone(world, id),
      queueIds: new Set(),
      groups: new Set(),
    });
  for (const queue of derived.lookup.queues.values()) openIndex(world, queue);
  for (const id of world.agents.keys()) reindexAgent(world, id, at);
  for (const id of world.interactions.keys()) reindexInteraction(world, id);
  for (const id of derived.lookup.queues.keys()) reindexQueueDeadline(world, id);
}

/**
 * One queue whose members, borrowed ones included, or whose own relaxation has changed, or whose settings in `world.config`
 * have: its callers are grouped anew. For appliers; whoever decides calls `matchQueue` afterwards.
 */
export function reindexQueueMembers(world: World, queueId: QueueId): void {
  const { derived, config } = world;
  const before = derived.queues.get(queueId);
  const queue = config?.queues.find((one) => one.id === queueId);
  if (before === undefined || queue === undefined || config === undefined) return;
  if (derived.lookup.queues.get(queueId) !== queue) derived.lookup = makeLookup(config);
  const callers = [...before.line].map((key) => key.id);
  for (const id of callers) derived.callerPlaces.delete(id);
  dropGroups(world, before);
  for (const place of derived.agentPlaces.values()) place.queueIds.delete(queueId);
  openIndex(world, queue);
  for (const id of callers) reindexInteraction(world, id);
  reindexQueueDeadline(world, queueId);
}

function openIndex(world: World, queue: QueueConfig): void {
  const { derived } = world;
  const members = membersOf(world, queue);
  const delays = [...new Set([...members.values()].map((member) => member.delayMs))].toSorted((a, b) => a - b);
  const index: QueueIndex = {
    waiting: new SortedList(compareWaiting),
    line: new SortedList(compareWaiting),
    entered: new SortedList(compareEntered),
    ...{ members, delays },
    groups: new Map(),
    demands: new Map(),
    signedIn: 0,
    skilled: 0,
    working: 0,
    available: 0,
    meeting: new Map(),
  };
  derived.queues.set(queue.id, index);
  for (const [agentId, member] of members) {
    const place = derived.agentPlaces.get(agentId);
    if (place === undefined) continue;
    place.queueIds.add(queue.id);
    if (!place.signedIn) continue;
    index.signedIn += 1;
    if (!member.skilled) continue;
    index.skilled += 1;
    if (place.working) index.working += 1;
    if (place.available) index.available += 1;
  }
}

type Entered = QueueIndex["entered"] extends SortedList<infer T> ? T : never;

function compareEntered(a: Entered, b: Entered): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
