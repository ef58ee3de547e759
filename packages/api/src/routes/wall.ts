/** The supervisor's wall: queues, agents and interactions as they are at one moment. */
import { wallWire } from "@legroom/model";
import type { AgentView, InteractionView, UnixMs, WallWire } from "@legroom/model";
import type { Call } from "../call.ts";
import { showCustomer } from "../customer.ts";
import { showQueues } from "../queue-figures.ts";
import { answer, jsonRoute } from "../route.ts";

/** More do not fit on a wall; the list of interactions has them all. */
const SHOWN_MAX = 200;
const AUDIT_EVERY_MS = 5 * 60_000;

export const wallRoutes = [
  jsonRoute({
    method: "GET",
    path: "/wall",
    summary: "All that the wall shows, in one go: queues, agents, and the open interactions, the oldest first",
    tag: "wall",
    needs: "wall.read",
    reach: "centre",
    status: 200,
    response: wallWire,
    handle: async (call) => answer(await showWall(call)),
  }),
];

async function showWall(call: Call): Promise<WallWire> {
  const { clock, figures, looks } = call.parts;
  const at = clock.now();
  // A wall looks again whenever something moves: one entry for five minutes of it.
  const who = JSON.stringify(call.principal.actor);
  await looks.note(`wall ${who}`, { at, everyMs: AUDIT_EVERY_MS }, () => call.audit("wall.read", "wall"));
  const seen = await call.ask((now) => ({
    ...{ seq: now.seq, agents: now.agents(), queues: now.queues(), interactions: now.interactions() },
    ...now.config(),
  }));
  const agents = new Map(seen.agents.map((agent) => [agent.id, agent]));
  const open = seen.interactions
    .filter(({ phase }) => phase !== "closed")
    .toSorted((a, b) => a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1));
  return {
    ...{ seq: seen.seq, version: seen.version, at },
    queues: showQueues({ ...seen, at }, figures),
    agents: seen.agents,
    interactions: open
      .slice(0, SHOWN_MAX)
      .map((one) => showInteraction(call, one, one.agentId === undefined ? undefined : agents.get(one.agentId))),
    more: Math.max(0, open.length - SHOWN_MAX),
  };
}

function showInteraction(
  call: Call,
  interaction: InteractionView,
  agent: AgentView | undefined,
): WallWire["interactions"][number] {
  const { id, seq, phase, topic, queueId, agentId, arrivedAt, seats } = interaction;
  const isAway = (role: "customer" | "agent"): boolean => seats.some((seat) => seat.role === role && seat.away);
  return {
    ...{ id, seq, phase, arrivedAt },
    customer: showCustomer(call.parts.vault, interaction),
    ...(topic === undefined ? {} : { topic }),
    ...(queueId === undefined ? {} : { queueId }),
    ...(agentId === undefined ? {} : { agentId }),
    ...inLine(interaction),
    sinceAt: sinceAt(interaction, agent),
    customerAway: isAway("customer"),
    agentAway: isAway("agent"),
  };
}

function inLine({ position, band, estimate }: InteractionView) {
  return {
    ...(position === undefined ? {} : { position }),
    ...(band === undefined ? {} : { band }),
    ...(estimate === undefined ? {} : { estimate }),
  };
}

/** In talk since its agent is busy with it, in line since it first entered one, else since it came. */
function sinceAt({ id, phase, arrivedAt, firstEnteredAt }: InteractionView, agent: AgentView | undefined): UnixMs {
  const isTheirs = agent?.availability.state === "busy" && agent.availability.interactionId === id;
  if (isTheirs && phase === "live") return agent.sinceAt;
  return firstEnteredAt ?? arrivedAt;
}
