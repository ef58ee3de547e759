/** What a world shows of itself: answers to the questions of API, adapters and tests. */
import { must } from "@legroom/model";
import type {
  AgentId,
  AgentVerdict,
  AgentView,
  ApiKeyId,
  ApiKeyView,
  CentreConfig,
  ConferenceView,
  DeskView,
  DeviceId,
  Effect,
  InteractionId,
  InteractionView,
  KnownDevice,
  KnownEndpoint,
  KnownLeg,
  MovePreview,
  OfferView,
  OverrideView,
  QueueView,
  Refused,
  UnixMs,
  VisitId,
  WaitingView,
} from "@legroom/model";
import { defined } from "./defined.ts";
import { deskView } from "./desk.ts";
import { overrideViews } from "./flow-view.ts";
import { previewMoves } from "./move-preview.ts";
import type { MoveAsked } from "./move-preview.ts";
import { agentView, conferenceView, interactionView, offerView, queueViews } from "./view.ts";
import { whyNot, whyWaiting } from "./why.ts";
import type { World } from "./world.ts";

/** Questions about now: pure reads of the world, in one go, so that their answers fit together. */
export type Look = {
  /** The last event that these answers know of. */
  readonly seq: number;
  config(): { readonly config: CentreConfig; readonly version: number };
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  interactions(): readonly InteractionView[];
  interaction(id: InteractionId): InteractionView | undefined;
  /** The interaction of a visit, until it is closed. */
  visit(id: VisitId): InteractionView | undefined;
  /** Undefined if there is no such agent. */
  desk(agentId: AgentId): DeskView | undefined;
  /** What people did to the flow of late, the newest first: at most 200. */
  overrides(): readonly OverrideView[];
  /** What moving these callers would change; refused as the command would be. */
  previewMoves(moves: readonly MoveAsked[]): MovePreview | Refused;
  /** Why this caller still waits; undefined for whom no agent is looked for. */
  whyWaiting(id: InteractionId, at: UnixMs): WaitingView | undefined;
  /** Why this agent does not have this caller. */
  whyNot(
    of: { readonly interactionId: InteractionId; readonly agentId: AgentId },
    at: UnixMs,
  ): AgentVerdict | undefined;
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
    visit: (id) => {
      const interaction = world.interactions.get(world.derived.visits.get(id) ?? ("" as InteractionId)); // none has this id
      return interaction === undefined ? undefined : interactionView(world, interaction);
    },
    desk: (agentId) => deskView(world, agentId),
    overrides: () => overrideViews(world),
    previewMoves: (moves) => previewMoves(world, moves),
    whyWaiting: (id, at) => whyWaiting(world, id, at),
    whyNot: (of, at) => whyNot(world, of, at),
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

/** What is to be done and was not confirmed yet, in the order in which it was asked for. */
export function outstandingEffects(world: World): readonly Effect[] {
  return [...world.outstanding.values()].toSorted((a, b) => a.seq - b.seq).map(({ effect }) => effect);
}
