/** What held when a period began, taken from the machine's own world of that instant: no events before it are needed then. */
import type { AgentId, DeviceId, EndpointId, InteractionId, OfferId, Presence, QueueId } from "@legroom/model";
import type { World } from "@legroom/routing";

/** Plain data, so that a thread can hand it over. */
export type Opening = {
  readonly agents: readonly OpeningAgent[];
  /** Whose the talks are that begin, or go on, from now. */
  readonly offers: readonly { readonly offerId: OfferId; readonly agentId: AgentId; readonly queueId: QueueId }[];
};

export type OpeningAgent = {
  readonly agentId: AgentId;
  readonly isSignedIn: boolean;
  readonly presence: Presence;
  readonly isSilent: boolean;
  readonly offers: readonly OfferId[];
  readonly works: readonly (readonly [OfferId, InteractionId])[];
  readonly talks: readonly OfferId[];
  readonly wrapUps: readonly InteractionId[];
  readonly endpoints: readonly (readonly [EndpointId, DeviceId])[];
};

export function openingOf(world: World): Opening {
  const working = [...world.interactions.values()].flatMap(({ id, work }) =>
    work === undefined ? [] : [{ id, work }],
  );
  const workOf = Map.groupBy(working, ({ work }) => work.agentId);
  const agents = [...world.agents.values()].map((agent): OpeningAgent => {
    const works = workOf.get(agent.id) ?? [];
    return {
      agentId: agent.id,
      isSignedIn: agent.sessionId !== undefined,
      presence: agent.presence,
      isSilent: agent.noAnswerOfferId !== undefined,
      offers: [...agent.offerIds],
      works: works.map(({ id, work }) => [work.offerId, id] as const),
      talks: works.filter(({ work }) => work.connectedAt !== undefined).map(({ work }) => work.offerId),
      wrapUps: agent.wrapUps.map(({ interactionId }) => interactionId),
      endpoints: endpointsOf(world, agent.id),
    };
  });
  const offered = [...world.offers.values()].map(({ id, agentId, queueId }) => ({ offerId: id, agentId, queueId }));
  const talked = working.map(({ work: { offerId, agentId, queueId } }) => ({ offerId, agentId, queueId }));
  return { agents, offers: [...offered, ...talked] };
}

function endpointsOf(world: World, agentId: AgentId): OpeningAgent["endpoints"] {
  const devices = world.derived.lookup.devicesOf.get(agentId) ?? [];
  return devices.flatMap((deviceId) =>
    [...(world.derived.endpointsOf.get(deviceId) ?? [])]
      .filter((id) => world.endpoints.get(id)?.alive === true)
      .map((id) => [id, deviceId] as const),
  );
}
