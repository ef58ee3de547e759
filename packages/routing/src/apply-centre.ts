/** Configuration, keys, secrets, commands, effects. */
import { upgradeCentre } from "@legroom/model";
import type { AgentId } from "@legroom/model";
import { allowLoad } from "./apply-agent.ts";
import type { Appliers } from "./apply.ts";
import { reindexQueues } from "./reindex.ts";
import type { Agent, World } from "./world.ts";

/** Commands are remembered for a day, and no more than this many of them. */
const ANSWERED_MAX = 10_000;
const ANSWERED_MS = 86_400_000;

export const centreAppliers = {
  "centre.configured": (world, event) => {
    world.config = upgradeCentre(event.config); // an older version may have written it
    world.configVersion = event.version;
    const agents = new Set(event.config.agents.map((agent) => agent.id));
    for (const id of world.agents.keys()) if (!agents.has(id)) world.agents.delete(id);
    for (const id of agents) if (!world.agents.has(id)) world.agents.set(id, newAgent(id, event.at));
    reindexQueues(world, event.at);
    for (const agent of world.agents.values()) allowLoad(world, agent);
  },
  "centre.restarted": (world, event) => {
    world.epoch = event.epoch;
  },
  "clock.jumped": () => undefined,
  "input.faulted": () => undefined,
  "command.accepted": (world, event) => {
    world.answered.set(event.commandId, { at: event.at, answer: event.answer });
    for (const [id, { at }] of world.answered) {
      if (world.answered.size <= ANSWERED_MAX && at > event.at - ANSWERED_MS) break;
      world.answered.delete(id);
    }
  },
  "api-key.created": (world, event) => {
    const { apiKeyId, name, capabilities, scope, hash } = event;
    world.apiKeys.set(apiKeyId, { id: apiKeyId, name, capabilities, scope, hash });
    world.derived.apiKeyByHash.set(hash, apiKeyId);
  },
  "api-key.revoked": (world, event) => {
    const key = world.apiKeys.get(event.apiKeyId);
    if (key !== undefined) world.derived.apiKeyByHash.delete(key.hash);
    world.apiKeys.delete(event.apiKeyId);
  },
  "device.secret-changed": (world, event) => {
    world.secrets.set(event.deviceId, event.secret);
  },
  "effect.requested": (world, event) => {
    const { effect, interactionId } = event;
    const { seq } = event;
    const outstanding = interactionId === undefined ? { seq, effect } : { seq, effect, interactionId };
    world.outstanding.set(effect.effectId, outstanding);
    world.derived.deadlines.set("effect", effect.effectId, effect.untilAt);
    world.derived.awaiting.add(effect);
  },
  "effect.settled": (world, event) => {
    const outstanding = world.outstanding.get(event.effectId);
    if (outstanding === undefined) return;
    world.outstanding.delete(event.effectId);
    world.derived.deadlines.set("effect", event.effectId, undefined);
    world.derived.awaiting.remove(outstanding.effect);
  },
} satisfies Partial<Appliers>;

function newAgent(id: AgentId, at: World["at"]): Agent {
  return {
    id,
    presence: "offline",
    idleSinceAt: at,
    offerIds: [],
    works: [],
    wrapUps: [],
    featureLegs: [],
    availability: "signed-out",
    availabilitySinceAt: at,
  };
}
