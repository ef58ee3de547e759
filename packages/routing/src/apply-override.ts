/** What people did to the flow: kept for a while, so that it can be shown and undone. */
import { must } from "@legroom/model";
import type { AgentId, CentreConfig, EventOf, EventType, QueueConfig, QueueId } from "@legroom/model";
import { replanCallers } from "./apply-waiting.ts";
import type { Appliers } from "./apply.ts";
import { defined } from "./defined.ts";
import { reindexQueueDeadline } from "./queue-deadline.ts";
import { reindexQueueMembers } from "./queue-index.ts";
import type { OverrideRecord, QueueMember } from "./queue-entry.ts";
import type { World } from "./world.ts";

/** So many are remembered. */
const OVERRIDES_MAX = 200;

/** After one of these an interaction has another owner, queue, offer or place: who acts on what was before is refused. */
export const changesPlace: ReadonlySet<EventType> = new Set([
  "interaction.queued",
  "interaction.in-flow",
  "interaction.reprioritised",
  "queue-segment.ended",
  "offer.made",
  "offer.ended",
  "offer.failed-to-connect",
  "agent-segment.ended",
  "interaction.closed",
]);

export const overrideAppliers = {
  "override.made": make,
  "override.undone": (world, event) => {
    const record = must(world.overrides.get(event.overrideId), "what is undone was done");
    record.undone = true;
    // Who is put back goes on from where they stood: the event after this one says so.
    const isMove = record.act === "move" || record.act === "rebalance";
    for (const { interactionId, entry } of isMove ? (record.places ?? []) : []) {
      const interaction = world.interactions.get(interactionId);
      if (interaction !== undefined) interaction.entry = { ...entry };
    }
    record.places = undefined;
  },
  "interaction.reprioritised": (world, event) => {
    const { band, virtualEntryAt } = event;
    const record = world.overrides.get(event.overrideId);
    if (record !== undefined) record.madePlace = { band, virtualEntryAt };
    const entry = must(world.interactions.get(event.interactionId)?.entry, "only who waits has a place in line");
    entry.band = band;
    entry.virtualEntryAt = virtualEntryAt;
  },
  "membership.changed": changeMember,
} satisfies Partial<Appliers>;

function make(world: World, event: EventOf<"override.made">): void {
  const { overrideId: id, at, act, actor, reason, interactionIds, agentId, queueId, undoUntilAt } = event;
  for (const record of world.overrides.values()) if (!isUndoable(record, at)) forget(record);
  const places = interactionIds.flatMap((interactionId) => {
    const entry = world.interactions.get(interactionId)?.entry;
    return entry === undefined ? [] : [{ interactionId, entry: { ...entry } }];
  });
  const member = act === "membership" ? memberOf(world.config, { agentId, queueId }) : undefined;
  const of = { id, at, act, actor, reason, interactionIds, agentId, queueId, undoUntilAt, member };
  world.overrides.set(id, { ...defined(of), ...(places.length === 0 ? {} : { places }) });
  for (const oldest of world.overrides.keys()) {
    if (world.overrides.size <= OVERRIDES_MAX) break;
    world.overrides.delete(oldest);
  }
}

function isUndoable({ undone, undoUntilAt }: OverrideRecord, at: World["at"]): boolean {
  return undone === undefined && undoUntilAt !== undefined && at < undoUntilAt;
}

function forget(record: OverrideRecord): void {
  record.places = undefined;
  record.madePlace = undefined;
  record.madeMember = undefined;
}

/** What somebody is in a queue by the settings. */
export function memberOf(
  config: CentreConfig | undefined,
  { agentId, queueId }: { readonly agentId: AgentId | undefined; readonly queueId: QueueId | undefined },
): OverrideRecord["member"] {
  const queue = config?.queues.find((one) => one.id === queueId);
  const place = agentId === undefined ? -1 : (queue?.members.indexOf(agentId) ?? -1);
  if (queue === undefined || place < 0) return undefined;
  const { tier, delayMs } = queue.tiers.find((one) => one.agent === agentId) ?? { tier: 1, delayMs: 0 };
  return { tier, delayMs, place };
}

/** The settings with the change; whoever waits in the queue, or in one that it helps, is grouped anew. */
function changeMember(world: World, event: EventOf<"membership.changed">): void {
  const { agentId, queueId, member, version, overrideId } = event;
  const config = must(world.config, "a membership is of a centre");
  const record = world.overrides.get(overrideId);
  const place = record?.undone === true ? record.member?.place : undefined;
  if (record !== undefined) record.madeMember = member ?? null;
  const change = (queue: QueueConfig): QueueConfig =>
    queue.id === queueId ? withMember(queue, agentId, { member, place }) : queue;
  world.config = { ...config, queues: config.queues.map(change) };
  world.configVersion = version;
  replanCallers(
    world,
    new Map(world.config.queues.flatMap((queue) => (queue.id === queueId ? [[queueId, queue]] : []))),
  );
  reindexQueueMembers(world, queueId);
  for (const helped of helpedBy(world, queueId)) reindexQueueMembers(world, helped);
  reindexQueueDeadline(world, queueId);
}

/** The queues that members of this one help now. */
export function helpedBy(world: World, queueId: QueueId): readonly QueueId[] {
  return [...world.queueStates].flatMap(([id, { borrowing }]) =>
    borrowing.some((one) => one.from === queueId) ? [id] : [],
  );
}

function withMember(
  queue: QueueConfig,
  agentId: AgentId,
  { member, place }: { readonly member: QueueMember | undefined; readonly place: number | undefined },
): QueueConfig {
  const tiers = queue.tiers.filter((one) => one.agent !== agentId);
  const others = queue.members.filter((one) => one !== agentId);
  if (member === undefined) return { ...queue, members: others, tiers };
  const { tier, delayMs } = member;
  const at = place ?? queue.members.indexOf(agentId);
  const members = at < 0 ? [...others, agentId] : others.toSpliced(at, 0, agentId);
  const isPlain = tier === 1 && delayMs === 0;
  return { ...queue, members, tiers: isPlain ? tiers : [...tiers, { agent: agentId, tier, delayMs }] };
}
