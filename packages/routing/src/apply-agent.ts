/** Sessions, presence, wrap-up, phones. */
import { isBrowserDevice } from "@legroom/model";
import type { AgentId } from "@legroom/model";
import { reindexAgent } from "./agent-index.ts";
import type { Appliers } from "./apply.ts";
import { noteWrapUp } from "./pace.ts";
import { addTo } from "./sets.ts";
import { defined } from "./defined.ts";
import { countWrapUp } from "./performance.ts";
import type { Agent, World } from "./world.ts";

export const agentAppliers = {
  "agent.session-opened": (world, event) =>
    change(world, event, (agent) => {
      agent.sessionId = event.sessionId;
    }),
  "agent.session-closed": (world, event) =>
    change(world, event, (agent) => {
      delete agent.sessionId;
    }),
  "agent.presence-changed": (world, event) =>
    change(world, event, (agent) => {
      const wasAvailable = agent.presence === "available" && agent.noAnswerOfferId === undefined;
      agent.presence = event.presence;
      if (event.reasonCode === undefined) delete agent.reasonCode;
      else agent.reasonCode = event.reasonCode;
      delete agent.noAnswerOfferId;
      if (!wasAvailable) agent.idleSinceAt = event.at;
    }),
  "agent.no-answer-noted": (world, event) =>
    change(world, event, (agent) => {
      agent.noAnswerOfferId = event.offerId;
    }),
  "agent.wrap-up-started": (world, event) => {
    const interaction = world.interactions.get(event.interactionId);
    if (interaction !== undefined) interaction.wrapping += 1;
    const { interactionId, untilAt, at: startedAt } = event;
    change(world, event, (agent) => {
      agent.wrapUps.push(defined({ interactionId, untilAt, startedAt, queueId: interaction?.entry?.queueId }));
    });
  },
  "agent.wrap-up-ended": (world, event) => {
    const interaction = world.interactions.get(event.interactionId);
    if (interaction !== undefined) interaction.wrapping -= 1;
    noteWrapUp(world, event);
    change(world, event, (agent) => {
      const wrapUp = agent.wrapUps.find((one) => one.interactionId === event.interactionId);
      if (wrapUp !== undefined) countWrapUp(world, agent, { ...wrapUp, endedAt: event.at });
      agent.wrapUps = agent.wrapUps.filter((one) => one !== wrapUp);
      agent.idleSinceAt = event.at;
    });
  },
  "agent.wrap-up-noted": () => undefined,
  "endpoint.ready": (world, event) => {
    const { endpointId, deviceId, binding, expiresAt } = event;
    world.endpoints.set(endpointId, { id: endpointId, deviceId, alive: true, binding, expiresAt });
    addTo(world.derived.endpointsOf, deviceId, endpointId);
    if (isBrowserDevice(deviceId)) forgetOldPages(world, event);
    reindexOwner(world, event);
  },
  "endpoint.lost": (world, event) => {
    const endpoint = world.endpoints.get(event.endpointId);
    if (endpoint === undefined) return;
    endpoint.alive = false;
    endpoint.lost = { at: event.at, cause: event.cause };
    if (GONE.has(event.cause)) forget(world, event);
    reindexOwner(world, event);
  },
} satisfies Partial<Appliers>;

/** After these the phone has to register again; after others it may be found alive at the same place. */
const GONE: ReadonlySet<string> = new Set(["expired", "unregistered", "replaced"]);

type EndpointEvent = Parameters<Appliers["endpoint.lost"]>[1] | Parameters<Appliers["endpoint.ready"]>[1];

/** A page that was closed never comes back: of those that are lost a few are kept, to tell why. */
const LOST_PAGES_MAX = 4;

function forgetOldPages(world: World, { deviceId }: EndpointEvent): void {
  const lost = [...(world.derived.endpointsOf.get(deviceId) ?? [])]
    .flatMap((endpointId) => {
      const lostAt = world.endpoints.get(endpointId)?.lost?.at;
      return lostAt === undefined ? [] : [{ endpointId, deviceId, lostAt }];
    })
    .toSorted((a, b) => b.lostAt - a.lostAt || (a.endpointId < b.endpointId ? -1 : 1));
  for (const page of lost.slice(LOST_PAGES_MAX)) forget(world, page);
}

function forget(world: World, event: Pick<EndpointEvent, "endpointId" | "deviceId">): void {
  world.endpoints.delete(event.endpointId);
  const ids = world.derived.endpointsOf.get(event.deviceId);
  ids?.delete(event.endpointId);
  if (ids?.size === 0) world.derived.endpointsOf.delete(event.deviceId);
}

function reindexOwner(world: World, event: EndpointEvent): void {
  const owner = world.derived.lookup.devices.get(event.deviceId)?.owner;
  if (owner !== undefined && "agent" in owner) reindexAgent(world, owner.agent, event.at);
}

/** Changes an agent and their place in the queues. An agent who was configured away meanwhile is no more. */
export function change(
  world: World,
  event: { readonly agentId: AgentId; readonly at: World["at"] },
  how: (agent: Agent) => void,
): void {
  const agent = world.agents.get(event.agentId);
  if (agent === undefined) return;
  how(agent);
  reindexAgent(world, event.agentId, event.at);
}
