/** Who is offered to whom: a caller looks for an agent, or an agent who has become free for a caller. */
import { must } from "@legroom/model";
import type { AgentId, Candidate, InteractionId, OfferReasons, QueueConfig, QueueId } from "@legroom/model";
import { isFree } from "./availability.ts";
import { compareWaiting, isAway } from "./caller-index.ts";
import { makeOffer } from "./offer-making.ts";
import { offersAtOnce } from "./offers-at-once.ts";
import { RULES_VERSION } from "./rules-version.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, QueueEntry, QueueIndex, Waiting, World } from "./world.ts";

type Trigger = OfferReasons["trigger"];
/** Who is next in which queue. */
type Head = { readonly interaction: Interaction; readonly index: QueueIndex };

const CANDIDATES_SHOWN = 10;

/** Offers this caller to the best free agents of their queue, one or as many as it rings at once; they wait on if there is none. */
export function matchCaller(turn: Turn, interaction: Interaction, trigger: Trigger): void {
  if (interaction.phase !== "queued" || interaction.entry === undefined || isAway(interaction)) return;
  const index = turn.world.derived.queues.get(interaction.entry.queueId);
  if (index === undefined) return;
  offer(turn, { interaction, index, trigger });
}

/**
 * Offers an agent who has become free the first caller of all the queues they serve, and the next while they have units
 * left. Heads are compared as callers in one queue are: by band, virtual entry, id. Nobody else who is free could have been
 * offered that caller, or they would have been (R-ROUTE-6).
 */
export function matchFreeAgent(turn: Turn, agentId: AgentId, trigger: Trigger): void {
  for (;;) {
    const agent = turn.world.agents.get(agentId);
    if (agent === undefined || !isFree(turn.world, agent)) return;
    const head = headOfAll(turn.world, agentId);
    // To them or to a better one: one caller fewer waits at each round.
    if (head === undefined || !offer(turn, { ...head, trigger })) return;
  }
}

function headOfAll(world: World, agentId: AgentId): Head | undefined {
  let first: (Head & { waiting: Waiting }) | undefined;
  for (const { queueId } of world.derived.agentPlaces.get(agentId)?.idle ?? []) {
    const index = must(world.derived.queues.get(queueId), "agents stand in queues that exist");
    const head = headFor(world, index, agentId);
    if (head !== undefined && (first === undefined || compareWaiting(head.waiting, first.waiting) < 0))
      first = { ...head, index };
  }
  return first;
}

/** After the centre has changed: whoever waits is looked at again, in order. */
export function matchAll(turn: Turn): void {
  for (const index of turn.world.derived.queues.values())
    for (const { id } of [...index.waiting]) {
      if (index.idle.size === 0) break;
      const interaction = turn.world.interactions.get(id);
      if (interaction !== undefined) matchCaller(turn, interaction, "centre-changed");
    }
}

/** After something of the whole queue has changed: whoever waits in it is looked at again, in order. */
export function matchQueue(turn: Turn, queueId: QueueId, trigger: Trigger): void {
  const index = turn.world.derived.queues.get(queueId);
  for (const { id } of [...(index?.waiting ?? [])]) {
    const interaction = turn.world.interactions.get(id);
    if (interaction !== undefined) matchCaller(turn, interaction, trigger);
  }
}

/** The first in line who does not rest from this agent. */
function headFor(
  world: World,
  index: QueueIndex,
  agentId: AgentId,
): { waiting: Waiting; interaction: Interaction } | undefined {
  for (const waiting of index.waiting) {
    const interaction = must(world.interactions.get(waiting.id as InteractionId), "who is in line is there");
    if (!rests(interaction, agentId)) return { waiting, interaction };
  }
  return undefined;
}

function rests(interaction: Interaction, agentId: AgentId): boolean {
  return interaction.coolDowns.some((rest) => rest.agentId === agentId);
}

/** One decision: the best are chosen from one look at who is free, and each of them is told why. False if nobody is. */
function offer(turn: Turn, choice: Head & { readonly trigger: Trigger }): boolean {
  const { interaction, index } = choice;
  const entry = must(interaction.entry, "only who waits is offered");
  const queue = must(turn.world.derived.lookup.queues.get(entry.queueId), "who waits, waits in a queue that exists");
  const atOnce = offersAtOnce(queue);
  const candidates = candidatesFor(interaction, { index, queue }, atOnce - 1 + CANDIDATES_SHOWN);
  if (candidates.length === 0) return false;
  const reasons = reasonsFor(turn, { ...choice, entry, queue });
  for (const [i, { agentId }] of candidates.slice(0, atOnce).entries()) {
    const best = candidates.slice(i, i + CANDIDATES_SHOWN);
    const agent = must(turn.world.agents.get(agentId), "who stands in a queue is there");
    makeOffer(turn, interaction, agent, { ...reasons, candidates: best, tieBreak: tieBreak(best) });
  }
  return true;
}

/** So many of the free members who do not rest from this caller, the best first. */
function candidatesFor(
  interaction: Interaction,
  { index, queue }: { readonly index: QueueIndex; readonly queue: QueueConfig },
  count: number,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const idle of index.idle) {
    if (candidates.length === count) break;
    if (rests(interaction, idle.id)) continue;
    candidates.push({
      agentId: idle.id,
      ...{
        tier: 1,
        place: queue.members.indexOf(idle.id),
        load: 0,
        level: 0,
        performance: 700,
        band: 0,
      },
      otherSkills: idle.otherSkills,
      idleSinceAt: idle.idleSinceAt,
    });
  }
  return candidates;
}

type Decision = Head & { readonly trigger: Trigger; readonly entry: QueueEntry; readonly queue: QueueConfig };

function reasonsFor(
  turn: Turn,
  { interaction, index, trigger, entry, queue }: Decision,
): Omit<OfferReasons, "candidates" | "tieBreak"> {
  const resting = interaction.coolDowns.filter((rest) => isIdleIn(turn.world, index, rest.agentId)).length;
  return {
    rulesVersion: RULES_VERSION,
    queueId: queue.id,
    ...{ strategy: queue.strategy, requires: queue.requires, relaxed: 0 },
    customerClass: interaction.customerClass,
    waitedMs: turn.at - entry.enteredAt,
    band: entry.band,
    virtualEntryAt: entry.virtualEntryAt,
    waiting: index.waiting.size,
    trigger,
    filters: {
      members: queue.members.length,
      signedIn: index.signedIn,
      skilled: index.skilled,
      inReach: index.skilled,
      free: index.idle.size,
      notCoolingDown: index.idle.size - resting,
    },
  };
}

function isIdleIn(world: World, index: QueueIndex, agentId: AgentId): boolean {
  return world.derived.agentPlaces.get(agentId)?.idle.some(({ key }) => index.idle.has(key)) === true;
}

function tieBreak([first, second]: readonly Candidate[]): OfferReasons["tieBreak"] {
  if (first === undefined || second === undefined) return "only-one";
  if (first.otherSkills !== second.otherSkills) return "skill-fit";
  return first.idleSinceAt === second.idleSinceAt ? "id" : "longest-idle";
}
