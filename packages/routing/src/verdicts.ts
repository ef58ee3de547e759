/** Why each agent was, or was not, offered a caller: the first filter that held them back, in the filters' order. */
import { meets, must, requirementText, verdicts } from "@legroom/model";
import type { AgentId, AgentVerdict, Requirement, UnixMs, Verdict } from "@legroom/model";
import { candidateOf, isFreeFor, standingOf } from "./agent-facts.ts";
import { availabilityOf, isReady } from "./availability.ts";
import { groupOf } from "./groups.ts";
import type { Group, Member } from "./places.ts";
import { closedTo, select } from "./selecting.ts";
import type { Agent, Interaction, World } from "./world.ts";

type Asked = { readonly at: UnixMs; readonly entropy: string };

/**
 * Of every member of the caller's queue, borrowed ones included, those nearest to being offered first: who could have been, in the
 * strategy's order (chance falls as the entropy says), then the others by how far they got. Empty when the caller waits nowhere.
 */
export function verdictsFor(world: World, interaction: Interaction, { at, entropy }: Asked): readonly AgentVerdict[] {
  const group = groupOf(world, interaction);
  if (group === undefined) return [];
  const { members } = must(world.derived.queues.get(group.queue.id), "a group is of a queue that exists");
  const { best } = select({ world, group, interaction, entropy }, group.free.size);
  const ranked = best.map(({ id, of }, i): AgentVerdict => ({
    ...{ agentId: id, verdict: "ranked", rank: i + 1 },
    candidate: candidateOf(world, of, at),
  }));
  const chosen = new Set(best.map(({ id }) => id));
  const others = [...members].flatMap(([agentId, member]) =>
    chosen.has(agentId) ? [] : verdictOn(world, { group, interaction, agentId, member }),
  );
  return [...ranked, ...others.toSorted((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict))];
}

type Case = {
  readonly group: Group;
  readonly interaction: Interaction;
  readonly agentId: AgentId;
  readonly member: Member;
};

function verdictOn(world: World, { group, interaction, agentId, member }: Case): AgentVerdict {
  const agent = world.agents.get(agentId);
  if (agent?.sessionId === undefined) return { agentId, verdict: "signed-out" };
  if (group.preferredId !== undefined && group.preferredId !== agentId) return { agentId, verdict: "preferred-other" };
  const eligible = group.eligible.get(agentId);
  if (eligible === undefined) return { agentId, verdict: "requirement", missing: missingOf(world, agentId, group) };
  if (!eligible.inReach) return { agentId, verdict: member.delayMs > group.reachMs ? "delay" : "tier" };
  if (closedTo(world, interaction).has(agentId) && isFreeFor(world, standingOf(world, agent), group.queue))
    return { agentId, verdict: "resting" };
  return { agentId, verdict: notFree(world, agent) };
}

/** Somebody who is signed in and is not free for the queue. */
function notFree(world: World, agent: Agent): Verdict {
  if (agent.wrapUps.length > 0) return "wrapping";
  const { state } = availabilityOf(world, agent);
  if (state === "available") return isReady(world, agent) ? "busy" : "phone-in-use";
  return state === "signed-out" ? "unavailable" : state; // Offline is chosen, and something holds them still
}

/** What of the requirement the agent does not meet: the parts that must all hold, or the whole. */
function missingOf(world: World, agentId: AgentId, { requirement }: Group): string {
  const abilities = world.derived.lookup.abilities.get(agentId);
  const parts: readonly Requirement[] = requirement.kind === "all" ? requirement.of : [requirement];
  const missing = parts.filter((part) => abilities === undefined || !meets(abilities, part));
  return missing.map(requirementText).join(" and ");
}

/** How many agents could be offered this caller as things are asked for now: in all, and of those who are signed in. */
export function eligibleCount(world: World, interaction: Interaction): { ever: number; signedIn: number } {
  const group = groupOf(world, interaction);
  if (group === undefined) return { ever: 0, signedIn: 0 };
  let ever = 0;
  for (const eligible of group.eligible.values()) if (eligible.inReach) ever += 1;
  return { ever, signedIn: group.inReach };
}
