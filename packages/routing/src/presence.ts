/** What agents say of themselves: presence and the end of wrap-up. */
import type { Actor, AgentId, Presence } from "@legroom/model";
import { firstToEnd } from "./agent-index.ts";
import { isHeld } from "./availability.ts";
import { defined } from "./defined.ts";
import { release } from "./ending.ts";
import { whyNotEnded } from "./may.ts";
import { withdrawOffers } from "./offer-outcome.ts";
import type { Turn } from "./turn.ts";
import type { WrapUp } from "./agent-state.ts";
import type { Agent, World } from "./world.ts";

type Choice = {
  readonly agentId: AgentId;
  readonly presence: Presence;
  readonly reasonCode?: string | undefined;
  readonly actor: Actor;
  readonly when?: "now" | "next" | undefined;
};

/** Now; or, if something holds the agent, when nothing does any more. */
export function choosePresence(turn: Turn, choice: Choice): void {
  const { agentId, presence, reasonCode, actor, when } = choice;
  const agent = turn.world.agents.get(agentId);
  if (when !== "next" || agent?.sessionId === undefined || !isHeld(agent)) return setPresence(turn, choice);
  turn.emit({ type: "agent.presence-planned", ...defined({ agentId, presence, reasonCode, actor }) });
}

/**
 * Anything but Offline signs in; Offline signs out as soon as nothing holds the agent. Available makes good a missed
 * offer. Phones that ring stop ringing when its agent chooses not to be available.
 */
export function setPresence(turn: Turn, { agentId, presence, reasonCode, actor }: Choice): void {
  const agent = turn.world.agents.get(agentId);
  if (agent === undefined) return;
  if (agent.sessionId === undefined && presence === "offline") return;
  if (agent.sessionId === undefined)
    turn.emit({ type: "agent.session-opened", agentId, sessionId: turn.id<"agent-session">() });
  turn.emit({ type: "agent.presence-changed", ...defined({ agentId, presence, reasonCode, actor }) });
  if (presence !== "available") withdrawOffers(turn, agent, "presence-changed");
  release(turn, agentId);
}

type WrapUpEnd = "timer" | "agent" | "command";

/** By the timer the wrap-up whose time is up, by `*9` all that the agent may end, by command the one that the desk shows. */
export function endWrapUp(turn: Turn, agentId: AgentId, cause: WrapUpEnd): void {
  const agent = turn.world.agents.get(agentId);
  if (agent === undefined || agent.wrapUps.length === 0) return;
  for (const { interactionId } of wrapUpsToEnd(turn.world, agent, cause))
    turn.emit({ type: "agent.wrap-up-ended", agentId, interactionId, cause });
  release(turn, agentId);
}

function wrapUpsToEnd(world: World, agent: Agent, cause: WrapUpEnd): readonly WrapUp[] {
  if (cause === "agent") return agent.wrapUps.filter((one) => whyNotEnded(world, agent.id, one) === undefined);
  const one = cause === "timer" ? firstToEnd(agent) : agent.wrapUps[0];
  return one === undefined ? [] : [one];
}
