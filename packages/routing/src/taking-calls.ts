/** Who takes calls: is with one, wraps one up, is offered one, or is free for one. */
import type { Agent } from "./world.ts";

/** Signed in, available by choice, and reachable; whether they are busy just now or not. */
export function takesCalls(agent: Agent | undefined): boolean {
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
