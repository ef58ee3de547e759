/** What a world shows of itself: answers to the questions of API, adapters and tests. */
import { isBrowserDevice, must } from "@legroom/model";
import type {
  AgentView,
  ApiKeyId,
  ApiKeyView,
  CentreConfig,
  ConferenceView,
  DeviceId,
  Effect,
  InteractionId,
  InteractionView,
  KnownDevice,
  KnownEndpoint,
  KnownLeg,
  OfferView,
  Owner,
  QueueView,
} from "@legroom/model";
import { availabilityOf } from "./availability.ts";
import { deadlineOf, waitingKey } from "./caller-index.ts";
import { defined } from "./defined.ts";
import type { Agent, Conference, Endpoint, Interaction, Offer, World } from "./world.ts";

/** Questions about now: pure reads of the world, in one go, so that their answers fit together. */
export type Look = {
  /** The last event that these answers know of. */
  readonly seq: number;
  config(): { readonly config: CentreConfig; readonly version: number };
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  interactions(): readonly InteractionView[];
  interaction(id: InteractionId): InteractionView | undefined;
  conferences(): readonly ConferenceView[];
  offers(): readonly OfferView[];
  apiKeys(): readonly ApiKeyView[];
  apiKeyByHash(hash: string): ApiKeyView | undefined;
  /** Whether a phone's secret was made already. */
  hasSecret(deviceId: string): boolean;
  knownEndpoints(): readonly KnownEndpoint[];
  legs(): readonly KnownLeg[];
  device(user: string): KnownDevice | undefined;
};

/** Answers are computed when asked; keep none of them across a step. */
export function lookAt(world: World): Look {
  return {
    seq: world.seq,
    config: () => ({ config: must(world.config, "a centre has a configuration"), version: world.configVersion }),
    agents: () => [...world.agents.values()].map((agent) => agentView(world, agent)),
    queues: () => queueViews(world),
    interactions: () => [...world.interactions.values()].map((one) => interactionView(world, one)),
    interaction: (id) => {
      const interaction = world.interactions.get(id);
      return interaction === undefined ? undefined : interactionView(world, interaction);
    },
    conferences: () => [...world.conferences.values()].map((one) => conferenceView(world, one)),
    offers: () => [...world.offers.values()].map(offerView),
    apiKeys: () =>
      [...world.apiKeys.values()].map(({ id, name, capabilities, scope }) => ({ id, name, capabilities, scope })),
    apiKeyByHash: (hash) => {
      const key = world.apiKeys.get(world.derived.apiKeyByHash.get(hash) ?? ("" as ApiKeyId)); // no key has this id
      return key === undefined
        ? undefined
        : { id: key.id, name: key.name, capabilities: key.capabilities, scope: key.scope };
    },
    hasSecret: (deviceId) => world.secrets.has(deviceId as DeviceId), // a question, not a claim
    knownEndpoints: () =>
      [...world.endpoints.values()].map(({ id: endpointId, deviceId, alive, expiresAt, binding }) => ({
        ...{ endpointId, deviceId, alive, expiresAt, binding },
      })),
    legs: () =>
      [...world.legs.values()].map(({ id: legId, interactionId, memo }) => defined({ legId, interactionId, memo })),
    device: (user) => knownDevice(world, user),
  };
}

function knownDevice(world: World, user: string): KnownDevice | undefined {
  const device = world.derived.lookup.devices.get(user as DeviceId); // a question, not a claim
  if (device === undefined) return undefined;
  const secret = world.secrets.get(device.id);
  return defined({
    deviceId: device.id,
    owner: "agent" in device.owner ? ("agent" as const) : ("contact" as const),
    secret,
  });
}

function agentView(world: World, agent: Agent): AgentView {
  const { lookup, endpointsOf } = world.derived;
  const config = must(lookup.agents.get(agent.id), "agents are configured");
  const endpoints = (lookup.devicesOf.get(agent.id) ?? [])
    .flatMap((deviceId) => [...(endpointsOf.get(deviceId) ?? [])])
    .map((id) => endpointView(must(world.endpoints.get(id), "an index names what is there")));
  return {
    id: agent.id,
    name: config.name,
    skills: config.skills,
    queues: (lookup.queuesOf.get(agent.id) ?? []).map((queue) => queue.id),
    presence: agent.presence,
    availability: availabilityOf(world, agent),
    sinceAt: agent.availabilitySinceAt,
    endpoints,
    ...defined({ reasonCode: agent.reasonCode, wrapUpUntilAt: agent.wrapUp?.untilAt }),
  };
}

function endpointView(endpoint: Endpoint): AgentView["endpoints"][number] {
  const { id: endpointId, deviceId, alive, expiresAt } = endpoint;
  return { endpointId, deviceId, kind: isBrowserDevice(deviceId) ? "browser" : "phone", alive, expiresAt };
}

function queueViews(world: World): QueueView[] {
  return [...world.derived.lookup.queues.values()].map((queue) => {
    const index = must(world.derived.queues.get(queue.id), "every queue has its index");
    const agents = { ...NOBODY };
    for (const member of queue.members) {
      const agent = world.agents.get(member);
      if (agent !== undefined) agents[availabilityOf(world, agent).state] += 1;
    }
    return {
      id: queue.id,
      name: queue.name,
      waiting: index.line.size,
      members: queue.members,
      agents,
      ...defined({ oldestEnteredAt: index.entered.first()?.at }),
    };
  });
}

const NOBODY: Record<AgentView["availability"]["state"], number> = {
  "signed-out": 0,
  available: 0,
  unavailable: 0,
  offered: 0,
  busy: 0,
  wrapping: 0,
  "not-responding": 0,
  "device-lost": 0,
};

function interactionView(world: World, interaction: Interaction): InteractionView {
  const { id, phase, to, person, contactId, customerClass, topic, arrivedAt, entry, work, offerId } = interaction;
  const waits = entry !== undefined && (phase === "queued" || phase === "offering" || phase === "connecting");
  const index = entry === undefined ? undefined : world.derived.queues.get(entry.queueId);
  const position = waits && index !== undefined ? 1 + index.line.rank(waitingKey(id, entry)) : undefined;
  return {
    ...{ id, phase, to, person, customerClass, arrivedAt },
    owner: ownerOf(interaction),
    seats: interaction.seats.map((seat) => ({
      ...defined({ seatId: seat.id, role: seat.role, agentId: seat.agentId }),
      legId: seat.legId,
      conferenceId: seat.conferenceId,
      away: seat.awayUntilAt !== undefined,
    })),
    ...defined({
      ...{ contactId, topic, offerId, position },
      deadlineAt: deadlineOf(interaction),
      queueId: waits ? entry.queueId : work?.queueId,
      firstEnteredAt: entry?.firstEnteredAt,
      agentId: work?.agentId,
    }),
  };
}

/** Who answers for it (L4). */
export function ownerOf(interaction: Interaction): Owner | null {
  switch (interaction.phase) {
    case "arriving":
    case "in-flow":
      return "flow";
    case "queued":
      return interaction.entry === undefined ? null : "queue";
    case "offering":
      return interaction.offerId === undefined ? null : "offer";
    case "connecting":
    case "live":
      return interaction.work === undefined ? null : "agent";
    case "parked":
    case "closed":
      return null;
  }
}

function offerView(offer: Offer): OfferView {
  const { id, interactionId, agentId, queueId, phase, untilAt, reasons } = offer;
  return { id, interactionId, agentId, queueId, phase, untilAt, reasons };
}

function conferenceView(world: World, conference: Conference): ConferenceView {
  const { id, name, kind, interactionId, queueId, status, openedAt, stated, appliedVersion } = conference;
  const seats = (world.interactions.get(interactionId)?.seats ?? []).filter((seat) => seat.conferenceId === id);
  return {
    ...defined({ id, name, kind, interactionId, queueId, status, openedAt, appliedVersion }),
    version: stated?.version ?? 0,
    seats: seats.map((seat) => seat.id),
  };
}

/** What is to be done and was not confirmed yet, in the order in which it was asked for. */
export function outstandingEffects(world: World): readonly Effect[] {
  return [...world.outstanding.values()].toSorted((a, b) => a.seq - b.seq).map(({ effect }) => effect);
}
