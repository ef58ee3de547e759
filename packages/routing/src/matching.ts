/** Who is offered to whom: a caller looks for an agent, or an agent who has become free for a caller. */
import { must } from "@legroom/model";
import type { AgentId, Candidate, InteractionId, OfferReasons } from "@legroom/model";
import { isFree } from "./availability.ts";
import { compareWaiting, isAway } from "./caller-index.ts";
import { makeOffer } from "./offer-making.ts";
import { bandOf } from "./performance.ts";
import { RULES_VERSION } from "./rules-version.ts";
import type { Turn } from "./turn.ts";
import type { Idle, Interaction, QueueIndex, Waiting, World } from "./world.ts";

type Trigger = OfferReasons["trigger"];

const CANDIDATES_SHOWN = 10;

/** Offers this caller to the best free agent of their queue; they wait on if there is none. */
export function matchCaller(turn: Turn, interaction: Interaction, trigger: Trigger): void {
  if (interaction.phase !== "queued" || interaction.entry === undefined || isAway(interaction)) return;
  const index = turn.world.derived.queues.get(interaction.entry.queueId);
  if (index === undefined) return;
  const best = firstRested(index, interaction);
  if (best !== undefined) offer(turn, { interaction, index, best, trigger });
}

/**
 * Offers an agent who has become free the first caller of all the queues they serve. Heads are compared as callers in
 * one queue are: by band, virtual entry, id. Nobody else who is free could have been offered that caller, or they
 * would have been (R-ROUTE-6).
 */
export function matchFreeAgent(turn: Turn, agentId: AgentId, trigger: Trigger): void {
  const { world } = turn;
  const agent = world.agents.get(agentId);
  if (agent === undefined || !isFree(world, agent)) return;
  let first: { waiting: Waiting; index: QueueIndex; interaction: Interaction } | undefined;
  for (const { queueId } of world.derived.agentPlaces.get(agentId)?.idle ?? []) {
    const index = must(world.derived.queues.get(queueId), "agents stand in queues that exist");
    const head = headFor(world, index, agentId);
    if (head !== undefined && (first === undefined || compareWaiting(head.waiting, first.waiting) < 0))
      first = { ...head, index };
  }
  if (first === undefined) return;
  const { interaction, index } = first;
  const best = firstRested(index, interaction);
  if (best === undefined) return;
  offer(turn, { interaction, index, best, trigger });
  if (best.id !== agentId) matchFreeAgent(turn, agentId, trigger); // one caller fewer waits at each round
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

function firstRested(index: QueueIndex, interaction: Interaction): Idle | undefined {
  for (const idle of index.idle) if (!rests(interaction, idle.id)) return idle;
  return undefined;
}

function rests(interaction: Interaction, agentId: AgentId): boolean {
  return interaction.coolDowns.some((rest) => rest.agentId === agentId);
}

function offer(
  turn: Turn,
  choice: { interaction: Interaction; index: QueueIndex; best: Idle; trigger: Trigger },
): void {
  const { interaction, best } = choice;
  const agent = must(turn.world.agents.get(best.id), "who stands in a queue is there");
  makeOffer(turn, interaction, agent, reasonsFor(turn, choice));
}

function reasonsFor(
  turn: Turn,
  { interaction, index, trigger }: { interaction: Interaction; index: QueueIndex; trigger: Trigger },
): OfferReasons {
  const entry = must(interaction.entry, "only who waits is offered");
  const queue = must(turn.world.derived.lookup.queues.get(entry.queueId), "who waits, waits in a queue that exists");
  const candidates: Candidate[] = [];
  const { requires } = queue;
  for (const idle of index.idle) {
    if (candidates.length === CANDIDATES_SHOWN) break;
    if (rests(interaction, idle.id)) continue;
    candidates.push({
      agentId: idle.id,
      ...{
        tier: 1,
        place: queue.members.indexOf(idle.id),
        load: 0,
        level: 0,
        performance: 700,
        band: bandOf(turn.config, 700),
      },
      otherSkills: idle.otherSkills,
      idleSinceAt: idle.idleSinceAt,
    });
  }
  const resting = interaction.coolDowns.filter((rest) => isIdleIn(turn.world, index, rest.agentId)).length;
  return {
    rulesVersion: RULES_VERSION,
    queueId: queue.id,
    ...{ strategy: queue.strategy, requires, relaxed: 0 },
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
    candidates,
    tieBreak: tieBreak(candidates),
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
