/** An agent's desk: all that it shows of the agent, and what may be pressed, by the rules that carry it out. */
import { browserDeviceOf, isBrowserDevice, presences, refuse } from "@legroom/model";
import type { AgentId, Can, DeskView, EndpointId, Presence, Refused } from "@legroom/model";
import { aliveEndpoints } from "./availability.ts";
import { defined } from "./defined.ts";
import { offersOut } from "./offer-lease.ts";
import { agentView, interactionView, offerView } from "./view.ts";
import { answerYourPhone, mayChoosePresence, mayEndWrapUp, openInteraction, openOffer, talksOf } from "./may.ts";
import { mayExtendWrapUp, mayRequestWrapUp } from "./wrap-up.ts";
import type { Agent, Interaction, Offer, Work, World } from "./world.ts";

/** Of several offers, talks or wrap-ups the oldest is shown. Costs what the agent has to do with, however much else goes on. Undefined if there is no such agent. */
export function deskView(world: World, agentId: AgentId): DeskView | undefined {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return undefined;
  const [offer] = offersOut(world, agent);
  const [interaction] = talksOf(world, agentId);
  return {
    agent: agentView(world, agent),
    interactionIds: [
      ...offersOut(world, agent).map((one) => one.interactionId),
      ...[...agent.works, ...agent.wrapUps].map((one) => one.interactionId),
    ],
    queues: queuesOf(world, agentId),
    can: canOf(world, agent),
    ...defined({
      offer: offer === undefined ? undefined : ringing(offer),
      work: interaction?.work === undefined ? undefined : workOf(world, interaction, interaction.work),
      wrapUp: wrapUpOf(agent),
    }),
  };
}

function wrapUpOf({ wrapUps: [wrapUp] }: Agent): DeskView["wrapUp"] {
  if (wrapUp === undefined) return undefined;
  const { interactionId, untilAt, mode = "optional", extensionLeftMs = 0 } = wrapUp;
  return { interactionId, untilAt, mode, extensionLeftMs };
}

function ringing(offer: Offer): NonNullable<DeskView["offer"]> {
  const endpointIds = offer.legs.filter((leg) => leg.state !== "over").map((leg) => leg.endpointId);
  return { ...offerView(offer), madeAt: offer.madeAt, endpointIds };
}

function workOf(world: World, interaction: Interaction, work: Work): NonNullable<DeskView["work"]> {
  const { offerId, seatId, acceptedAt, connectedAt, wrapUpAsked } = work;
  const endpointId = endpointOf(world, work);
  return {
    interaction: interactionView(world, interaction),
    ...defined({ offerId, seatId, acceptedAt, connectedAt, endpointId, wrapUpAsked }),
  };
}

/** The one that was dialled; after a return it is the agent's page, of which there is one at most. */
function endpointOf(world: World, { agentId, offerId, legId }: Work): EndpointId | undefined {
  if (!world.legs.has(legId)) return undefined;
  const dialled = world.offers.get(offerId)?.legs.find((leg) => leg.legId === legId);
  if (dialled !== undefined) return dialled.endpointId;
  const browser = browserDeviceOf(agentId);
  return aliveEndpoints(world, agentId).find((endpoint) => endpoint.deviceId === browser)?.id;
}

function queuesOf(world: World, agentId: AgentId): DeskView["queues"] {
  const { lookup, queues } = world.derived;
  return (lookup.queuesOf.get(agentId) ?? []).map(({ id, name }) => {
    const index = queues.get(id);
    return { id, name, waiting: index?.line.size ?? 0, ...defined({ oldestEnteredAt: index?.entered.first()?.at }) };
  });
}

function canOf(world: World, agent: Agent): DeskView["can"] {
  const agentId = agent.id;
  const [talk] = talksOf(world, agentId);
  const offer = openOffer(world, { offerId: agent.offerIds[0] ?? talk?.work?.offerId, agentId });
  const interaction = openInteraction(world, talk?.id);
  return {
    presence: Object.fromEntries(
      presences.map((presence) => [presence, can(mayChoosePresence(world, { agentId, presence }))]),
    ) as Record<Presence, Can>, // each of them
    accept: "ok" in offer ? offer : can(ringsInBrowser(world, offer) ? undefined : answerYourPhone()),
    decline: "ok" in offer ? offer : can(undefined),
    end: "ok" in interaction ? interaction : can(undefined),
    endWrapUp: can(mayEndWrapUp(world, agentId, { kind: "agent", id: agentId })),
    extendWrapUp: can(mayExtendWrapUp(world, agentId, 1)),
    requestWrapUp: can(mayRequestWrapUp(world, agentId)),
    returnToCall: can(talk === undefined ? refuse("interaction.unknown", "you are in no interaction") : undefined),
  };
}

function ringsInBrowser(world: World, offer: Offer): boolean {
  return offer.legs.some((leg) => {
    const endpoint = world.endpoints.get(leg.endpointId);
    return leg.state === "ringing" && endpoint?.alive === true && isBrowserDevice(endpoint.deviceId);
  });
}

function can(refused: Refused | undefined): Can {
  return refused ?? { ok: true };
}
