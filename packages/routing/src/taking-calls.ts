/** Who takes calls: is with one, wraps one up, is offered one, or is free for one. */
import type { AgentId } from "@legroom/model";
import type { World } from "./world.ts";

/** Signed in, available by choice, and reachable; whether they are busy just now or not. */
export function takesCalls(world: World, agentId: AgentId): boolean {
  const agent = world.agents.get(agentId);
  if (agent === undefined || agent.presence !== "available" || agent.noAnswerOfferId !== undefined) return false;
  switch (agent.availability) {
    case "available":
    case "offered":
    case "busy":
    case "wrapping":
      return true;
    case "signed-out":
    case "unavailable":
    case "not-responding":
    case "device-lost":
      return false;
  }
}
