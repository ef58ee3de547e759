/** How agents, queues, interactions, offers and conferences are shown. */
import { DEFAULT_LEVEL, isBrowserDevice, must } from "@legroom/model";
import type { AgentView, ConferenceView, InteractionView, OfferView, Owner, QueueView } from "@legroom/model";
import { availabilityOf, unitsInUse } from "./availability.ts";
import { deadlineOf } from "./caller-index.ts";
import { waitingKey } from "./compare-waiting.ts";
import { defined } from "./defined.ts";
import { estimateFor, estimateOfNext } from "./estimate.ts";
import { performanceOf, performancePartsOf } from "./performance.ts";
import type { Agent, Conference, Endpoint, Interaction, Offer, World } from "./world.ts";

export function agentView(world: World, agent: Agent): AgentView {
  const { lookup, endpointsOf } = world.derived;
  const config = must(lookup.agents.get(agent.id), "agents are configured");
  const endpoints = (lookup.devicesOf.get(agent.id) ?? [])
    .flatMap((deviceId) => [...(endpointsOf.get(deviceId) ?? [])])
    .map((id) => endpointView(must(world.endpoints.get(id), "an index names what is there")));
  return {
    id: agent.id,
    name: config.name,
    skills: config.skills,
    levels: Object.fromEntries(config.skills.map((skill) => [skill, config.levels[skill] ?? DEFAULT_LEVEL])),
    languages: config.languages,
    capacity: config.capacity,
    inUse: unitsInUse(agent),
    performance: performanceOf(world, agent.id),
    performanceParts: performancePartsOf(world, agent.id),
    queues: (lookup.queuesOf.get(agent.id) ?? []).map((queue) => queue.id),
    presence: agent.presence,
    availability: availabilityOf(world, agent),
    sinceAt: agent.availabilitySinceAt,
    endpoints,
    ...defined({ reasonCode: agent.reasonCode, next: planOf(agent) }),
    ...wrapUpOf(agent),
  };
}

function planOf({ next }: Agent): AgentView["next"] {
  return next === undefined ? undefined : defined({ presence: next.presence, reasonCode: next.reasonCode });
}

function wrapUpOf({
  wrapUps: [wrapUp],
}: Agent): Pick<AgentView, "wrapUpUntilAt" | "wrapUpMode" | "wrapUpExtensionLeftMs"> {
  if (wrapUp === undefined) return {};
  const { untilAt: wrapUpUntilAt, mode: wrapUpMode = "optional", extensionLeftMs = 0 } = wrapUp;
  return { wrapUpUntilAt, wrapUpMode, wrapUpExtensionLeftMs: extensionLeftMs };
}

function endpointView(endpoint: Endpoint): AgentView["endpoints"][number] {
  const { id: endpointId, deviceId, alive, expiresAt, lost } = endpoint;
  const kind = isBrowserDevice(deviceId) ? "browser" : "phone";
  return { endpointId, deviceId, kind, alive, expiresAt, ...defined({ lostCause: lost?.cause }) };
}

export function queueViews(world: World): QueueView[] {
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
      alarms: world.queueStates.get(queue.id)?.alarms ?? [],
      borrowing: (world.queueStates.get(queue.id)?.borrowing ?? []).map((one) => one.from),
      relaxed: world.queueStates.get(queue.id)?.relaxed ?? [],
      ...defined({ estimate: estimateOfNext(world, queue.id) }),
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

export function interactionView(world: World, interaction: Interaction): InteractionView {
  const { id, seq, phase, to, person, customerClass, contactId, topic, visitId, arrivedAt, entry, work } = interaction;
  return {
    ...{ id, seq, phase, to, person, customerClass, arrivedAt },
    owner: ownerOf(interaction),
    seats: interaction.seats.map((seat) => ({
      ...defined({ seatId: seat.id, role: seat.role, agentId: seat.agentId }),
      legId: seat.legId,
      conferenceId: seat.conferenceId,
      away: seat.awayUntilAt !== undefined,
    })),
    ...defined({
      ...{ contactId, topic, visitId, queueId: work?.queueId, agentId: work?.agentId, connectedAt: work?.connectedAt },
      offerId: interaction.offerIds[0],
      deadlineAt: deadlineOf(interaction),
      firstEnteredAt: entry?.firstEnteredAt,
      enteredAt: entry?.enteredAt,
      language: interaction.language,
    }),
    ...placeInLine(world, interaction),
  };
}

/** Nothing for those who do not wait. */
function placeInLine(
  world: World,
  interaction: Interaction,
): Pick<InteractionView, "queueId" | "band" | "position" | "estimate"> {
  const { id, phase, entry } = interaction;
  const waits = phase === "queued" || phase === "offering" || phase === "connecting";
  if (entry === undefined || !waits) return {};
  const { queueId, band } = entry;
  const rank = world.derived.queues.get(queueId)?.line.rank(waitingKey(id, entry));
  const estimate = estimateFor(world, interaction);
  return defined({ queueId, band, position: rank === undefined ? undefined : 1 + rank, estimate });
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
      return interaction.offerIds.length === 0 ? null : "offer";
    case "connecting":
    case "live":
      return interaction.work === undefined ? null : "agent";
    case "parked":
    case "closed":
      return null;
  }
}

export function offerView(offer: Offer): OfferView {
  const { id, interactionId, agentId, queueId, phase, untilAt, reasons } = offer;
  return { id, interactionId, agentId, queueId, phase, untilAt, reasons };
}

export function conferenceView(world: World, conference: Conference): ConferenceView {
  const { id, name, kind, interactionId, queueId, status, openedAt, stated, appliedVersion } = conference;
  const seats = (world.interactions.get(interactionId)?.seats ?? []).filter((seat) => seat.conferenceId === id);
  return {
    ...defined({ id, name, kind, interactionId, queueId, status, openedAt, appliedVersion }),
    version: stated?.version ?? 0,
    seats: seats.map((seat) => seat.id),
  };
}
