/** What agents say of themselves: presence and the end of wrap-up. */
import type { Actor, AgentId, Presence } from "@legroom/model";
import { defined } from "./defined.ts";
import { release } from "./ending.ts";
import { withdrawOffer } from "./offer-outcome.ts";
import type { Turn } from "./turn.ts";

type Choice = {
  readonly agentId: AgentId;
  readonly presence: Presence;
  readonly reasonCode?: string | undefined;
  readonly actor: Actor;
};

/**
 * Anything but Offline signs in; Offline signs out as soon as nothing holds the agent. Available makes good a missed
 * offer. A phone that rings stops ringing when its agent chooses not to be available.
 */
export function setPresence(turn: Turn, { agentId, presence, reasonCode, actor }: Choice): void {
  const agent = turn.world.agents.get(agentId);
  if (agent === undefined) return;
  if (agent.sessionId === undefined && presence === "offline") return;
  if (agent.sessionId === undefined)
    turn.emit({ type: "agent.session-opened", agentId, sessionId: turn.id<"agent-session">() });
  turn.emit({ type: "agent.presence-changed", ...defined({ agentId, presence, reasonCode, actor }) });
  const offer = agent.offerId === undefined ? undefined : turn.world.offers.get(agent.offerId);
  if (offer !== undefined && presence !== "available") withdrawOffer(turn, offer, "presence-changed");
  release(turn, agentId);
}

/** False if the agent does not wrap up. */
export function endWrapUp(turn: Turn, agentId: AgentId, cause: "timer" | "agent" | "command"): boolean {
  const wrapUp = turn.world.agents.get(agentId)?.wrapUp;
  if (wrapUp === undefined) return false;
  turn.emit({ type: "agent.wrap-up-ended", agentId, interactionId: wrapUp.interactionId, cause });
  release(turn, agentId);
  return true;
}
