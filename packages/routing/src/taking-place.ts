/** Where a caller stands in a queue, and whom they wait for first. */
import { after, must, requirementText } from "@legroom/model";
import type { AgentId, EventOf, QueueConfig, Requirement, TopicId, UnixMs } from "@legroom/model";
import { fits } from "./abilities.ts";
import { tellsAnything } from "./announcing.ts";
import { rowFor } from "./decision-table.ts";
import { defined } from "./defined.ts";
import { remainingTalkMs } from "./estimate.ts";
import { bothRequirements } from "./read-requirement.ts";
import { nextStep } from "./step-plan.ts";
import { takesCalls } from "./taking-calls.ts";
import type { Turn } from "./turn.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction, World } from "./world.ts";

/** Who was in a talk already and lost the agent comes first; who is served after everybody else comes last. */
const FRONT_BAND = 0;
const LAST_BAND = 9;
/** The first position is told when the caller is not answered at once. */
const FIRST_ANNOUNCEMENT_MS = 2000;

/** Class × topic → queue: the first row that fits (R-ROUTE-2). */
export function queueFor(turn: Turn, interaction: Interaction, topic: TopicId): QueueConfig {
  const row = must(rowFor(turn.config, interaction.customerClass, topic), "every topic has a queue for every class");
  return must(turn.world.derived.lookup.queues.get(row.queue), "entries name queues that exist");
}

/** Into a queue, or, the agent lost, to the front of its line with the clock and all steps kept. */
export function takePlace(turn: Turn, interaction: Interaction, queue: QueueConfig, again: boolean): void {
  const place = again ? kept(interaction) : made(turn, interaction, queue);
  const before = interaction.entry;
  const firstEnteredAt = before?.firstEnteredAt ?? turn.at;
  const totalUntilAt = before?.totalUntilAt ?? after(firstEnteredAt, turn.config.deadlines.sinceFirstEntryMs);
  const reached = again && before !== undefined ? before : { relaxed: 0, delayMs: 0 };
  const facts = { ...place, ...defined({ enteredAt: turn.at, ...pick(reached) }) };
  const nextStepAt = nextStep(queue, facts, interaction)?.at;
  turn.emit({
    type: "interaction.queued",
    interactionId: interaction.id,
    queueId: queue.id,
    segment: interaction.segments + 1,
    enteredAt: turn.at,
    firstEnteredAt,
    ...place,
    // Without an overflow the queue has no limit of its own.
    queueUntilAt: queue.overflowTo === undefined ? totalUntilAt : after(turn.at, queue.inQueueMs),
    totalUntilAt,
    announceAt: tellsAnything(queue) ? after(turn.at, FIRST_ANNOUNCEMENT_MS) : totalUntilAt,
    again,
    ...defined({ nextStepAt }),
  });
}

function pick(
  reached: Pick<QueueEntry, "relaxed" | "delayMs" | "stepsFromAt"> & { readonly enteredAt?: QueueEntry["enteredAt"] },
) {
  return {
    relaxed: reached.relaxed,
    delayMs: reached.delayMs,
    stepsFromAt: reached.stepsFromAt ?? reached.enteredAt,
  };
}

type Place = Pick<
  EventOf<"interaction.queued">,
  "band" | "virtualEntryAt" | "points" | "requires" | "language" | "preferred"
>;

/** Where in the line of a queue they would stand, and the row of the decision table that speaks of it. */
export function rankIn(
  now: { readonly world: World; readonly at: UnixMs },
  interaction: Interaction,
  queue: QueueConfig,
) {
  const found = rowFor(must(now.world.config, "who waits has a centre"), interaction.customerClass, interaction.topic);
  const row = found?.queue === queue.id ? found : undefined; // a row speaks of the queue that it leads to
  const points = row?.points ?? queue.points[interaction.customerClass];
  const band = interaction.lowPriority === true ? LAST_BAND : queue.bands[interaction.customerClass];
  const firstEnteredAt = interaction.entry?.firstEnteredAt ?? now.at;
  return { row, band, points, virtualEntryAt: after(firstEnteredAt, points * queue.secondsPerPoint * 1000) };
}

/** The points and the rate of the queue they are in now, from their first entry into any (R-ROUTE-90). */
function made(turn: Turn, interaction: Interaction, queue: QueueConfig): Place {
  const { row, ...rank } = rankIn(turn, interaction, queue);
  const requires = bothRequirements([row?.requires, interaction.requires]);
  const asked = { queue, requires };
  return {
    ...rank,
    ...defined({
      requires: requires === undefined ? undefined : requirementText(requires),
      language: queue.languageMs > 0 ? interaction.language : undefined,
      preferred: preferredFor(turn, interaction, asked),
    }),
  };
}

function kept(interaction: Interaction): Place {
  const entry = must(interaction.entry, "who was answered had waited");
  const { virtualEntryAt, points, requires, language } = entry;
  return { band: FRONT_BAND, virtualEntryAt, ...defined({ points, requires, language }) };
}

/** The agent whom this caller waits for alone, if that makes sense now: their owner first (R-ROUTE-93, R-ROUTE-173). */
function preferredFor(turn: Turn, interaction: Interaction, asked: Asked): QueueEntry["preferred"] {
  const { queue } = asked;
  const { ownedBy } = interaction;
  if (ownedBy !== undefined && ownedBy.waitMs > 0) {
    const { agentId, waitMs } = ownedBy;
    if (mayServe(turn, asked, agentId) && isWorthWaitingFor(turn, agentId, waitMs))
      return { agentId, untilAt: after(turn.at, waitMs) };
  }
  if (queue.preferredMs === 0) return undefined;
  const agentId = [interaction.preferredAgentId, lastAgentOf(turn, interaction, queue)].find(
    (one) => one !== undefined && mayServe(turn, asked, one) && isWorthWaitingFor(turn, one, queue.preferredUnderMs),
  );
  return agentId === undefined ? undefined : { agentId, untilAt: after(turn.at, queue.preferredMs) };
}

function lastAgentOf(turn: Turn, { person }: Interaction, queue: QueueConfig): AgentId | undefined {
  const agentId = queue.lastAgent === "off" ? undefined : turn.world.lastAgents.get(person);
  if (agentId === undefined || queue.lastAgent === "any") return agentId;
  return queue.members.includes(agentId) ? agentId : undefined;
}

type Asked = { readonly queue: QueueConfig; readonly requires: Requirement | undefined };

/** Nobody waits for somebody whom matching would never offer them to (R-ROUTE-57). */
function mayServe({ world }: Turn, { queue, requires }: Asked, agentId: AgentId): boolean {
  const isMember = world.derived.queues.get(queue.id)?.members.has(agentId) === true;
  return (isMember || queue.lastAgent === "any") && (requires === undefined || fits(world, agentId, requires));
}

/** They take calls now, and are not expected to talk longer than that. */
function isWorthWaitingFor(turn: Turn, agentId: AgentId, underMs: number): boolean {
  if (!takesCalls(turn.world.agents.get(agentId))) return false;
  const remainingMs = remainingTalkMs(turn.world, agentId, turn.at);
  return remainingMs === undefined || remainingMs <= underMs;
}
