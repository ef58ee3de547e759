/** Sessions, presence, wrap-up, phones. */
import { isBrowserDevice } from "@legroom/model";
import type { AgentId } from "@legroom/model";
import { reindexAgent } from "./agent-index.ts";
import type { Appliers } from "./apply.ts";
import { findPhone, loadOf } from "./availability.ts";
import { capacityOf } from "./capacity.ts";
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
      agent.sessionId = undefined;
    }),
  "agent.presence-changed": (world, event) =>
    change(world, event, (agent) => {
      const wasAvailable = agent.presence === "available" && agent.noAnswerOfferId === undefined;
      agent.presence = event.presence;
      if (event.reasonCode === undefined) agent.reasonCode = undefined;
      else agent.reasonCode = event.reasonCode;
      agent.noAnswerOfferId = undefined;
      agent.next = undefined;
      if (!wasAvailable) agent.idleSinceAt = event.at;
    }),
  "agent.presence-planned": (world, { agentId, at, presence, reasonCode, actor }) =>
    change(world, { agentId, at }, (agent) => {
      if (presence === undefined) agent.next = undefined;
      else agent.next = defined({ presence, reasonCode, actor });
    }),
  "agent.no-answer-noted": (world, event) =>
    change(world, event, (agent) => {
      agent.noAnswerOfferId = event.offerId;
    }),
  "agent.wrap-up-started": (world, event) => {
    const interaction = world.interactions.get(event.interactionId);
    if (interaction !== undefined) interaction.wrapping += 1;
    const { interactionId, untilAt, mode, extensionMs: extensionLeftMs, at: startedAt } = event;
    const queueId = interaction?.entry?.queueId;
    change(world, event, (agent) => {
      agent.wrapUps.push(defined({ interactionId, untilAt, mode, extensionLeftMs, startedAt, queueId }));
    });
  },
  "agent.wrap-up-extended": (world, event) =>
    change(world, event, (agent) => {
      const { interactionId, untilAt, extensionLeftMs } = event;
      agent.wrapUps = agent.wrapUps.map((one) =>
        one.interactionId === interactionId ? { ...one, untilAt, extensionLeftMs } : one,
      );
    }),
  "agent.wrap-up-requested": (world, { agentId, interactionId }) => {
    const work = world.interactions.get(interactionId)?.work;
    if (work?.agentId === agentId) work.wrapUpAsked = true;
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
  "agent.wrap-up-noted": (world, { agentId, interactionId, disposition }) => {
    const interaction = world.interactions.get(interactionId);
    if (interaction === undefined || disposition === undefined) return; // forgotten, or a note alone
    const by = interaction.dispositionBy ?? [];
    if (!by.includes(agentId)) interaction.dispositionBy = [...by, agentId];
  },
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
  if (owner === undefined || !("agent" in owner)) return;
  const place = world.derived.agentPlaces.get(owner.agent);
  if (place !== undefined) place.hasPhone = findPhone(world, owner.agent);
  reindexAgent(world, owner.agent, event.at);
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
  if (agent.loadAllowed !== undefined) allowLoad(world, agent); // it runs off
  reindexAgent(world, event.agentId, event.at);
}

/** Who has more than their capacity, because the centre was changed meanwhile, may keep it and get no more. */
export function allowLoad(world: World, agent: Agent): void {
  const load = loadOf(world, agent);
  if (load > capacityOf(world, agent.id)) agent.loadAllowed = Math.min(load, agent.loadAllowed ?? load);
  else agent.loadAllowed = undefined;
}
