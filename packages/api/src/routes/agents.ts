/** Agents: who they are, whether they can be had, and what they say of themselves. */
import {
  agentCountsWire,
  agentWire,
  asId,
  handleField,
  listOf,
  pendingWire,
  presenceBody,
  refuse,
  wrapUpExtensionBody,
} from "@legroom/model";
import type { AgentView, AvailabilityState } from "@legroom/model";
import * as z from "zod";
import { answer, jsonRoute } from "../route.ts";
import type { Method, Route } from "../route.ts";

const byId = z.strictObject({ id: handleField });

/** An agent's state that another changes. */
const ofAgent = (act: string) =>
  ({ act, ofOthers: true, subject: ({ params }: { params: { id: string } }) => `agent/${params.id}` }) as const;

export const agentRoutes = [
  jsonRoute({
    method: "GET",
    path: "/agents",
    summary: "All agents, or the one who asks, with presence, availability and phones",
    tag: "agents",
    needs: "agents.read",
    reach: "list",
    status: 200,
    response: z.object({ items: listOf(agentWire) }),
    handle: async (call) => {
      const { agentId } = call.principal;
      const agents = await call.ask((now) => now.agents());
      return answer({ items: agentId === undefined ? agents : agents.filter(({ id }) => id === agentId) });
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/agent-counts",
    summary: "How many agents are available, busy, wrapping …",
    tag: "agents",
    needs: "agents.read",
    reach: "centre",
    status: 200,
    response: agentCountsWire,
    handle: async (call) => answer(countAgents(await call.ask((now) => now.agents()))),
  }),
  jsonRoute({
    method: "GET",
    path: "/agents/{id}",
    summary: "One agent",
    tag: "agents",
    needs: "agents.read",
    reach: "agent",
    params: byId,
    status: 200,
    response: agentWire,
    handle: async (call, { params }) => {
      const agent = await call.ask((now) => now.agents().find(({ id }) => id === params.id));
      return agent === undefined ? refuse("agent.unknown", `there is no agent ${params.id}`) : answer(agent);
    },
  }),
  presenceRoute("PUT"),
  presenceRoute("POST"),
  jsonRoute({
    method: "POST",
    path: "/agents/{id}/wrap-up/end",
    summary: "End the wrap-up that the agent is in",
    tag: "agents",
    needs: "interactions.wrap-up",
    reach: "agent",
    audit: ofAgent("agent.wrap-up-end"),
    params: byId,
    status: 202,
    response: pendingWire,
    handle: (call, { params }) => call.command({ type: "wrap-up.end", agentId: asId(params.id) }),
  }),
  jsonRoute({
    method: "POST",
    path: "/agents/{id}/wrap-up/extend",
    summary: "Make the agent's wrap-up longer, within what the queue grants",
    tag: "agents",
    needs: "interactions.wrap-up",
    reach: "agent",
    audit: ofAgent("agent.wrap-up-extend"),
    params: byId,
    body: wrapUpExtensionBody,
    status: 202,
    response: pendingWire,
    handle: (call, { params, body }) =>
      call.command({ type: "wrap-up.extend", agentId: asId(params.id), byMs: body.byMs }),
  }),
  jsonRoute({
    method: "POST",
    path: "/agents/{id}/wrap-up/request",
    summary: "During a talk: wrap-up shall follow, in a queue where it does only if asked for",
    tag: "agents",
    needs: "interactions.wrap-up",
    reach: "agent",
    audit: ofAgent("agent.wrap-up-request"),
    params: byId,
    status: 202,
    response: pendingWire,
    handle: (call, { params }) => call.command({ type: "wrap-up.request", agentId: asId(params.id) }),
  }),
];

function presenceRoute(method: Method): Route {
  return jsonRoute({
    method,
    path: "/agents/{id}/presence",
    summary: "Say that the agent is available, busy, away, on a break or offline: now, or after the present work",
    tag: "agents",
    needs: "agents.presence",
    reach: "agent",
    audit: ofAgent("agent.presence"),
    params: byId,
    body: presenceBody,
    status: 202,
    response: pendingWire,
    handle: (call, { params, body }) =>
      call.command({
        type: "presence.set",
        agentId: asId(params.id),
        presence: body.presence,
        ...(body.reasonCode === undefined ? {} : { reasonCode: body.reasonCode }),
        ...(body.when === undefined ? {} : { when: body.when }),
      }),
  });
}

function countAgents(agents: readonly AgentView[]): z.output<typeof agentCountsWire> {
  const counts: Record<AvailabilityState, number> = {
    available: 0,
    offered: 0,
    busy: 0,
    wrapping: 0,
    unavailable: 0,
    "not-responding": 0,
    "device-lost": 0,
    "signed-out": 0,
  };
  for (const { availability } of agents) counts[availability.state] += 1;
  const inWords = Object.entries(counts).filter(([, count]) => count > 0);
  return { total: agents.length, counts, summary: inWords.map(([state, count]) => `${count} ${state}`).join(", ") };
}
