/** Configuration, keys, secrets, commands, effects. */
import { upgradeCentre } from "@legroom/model";
import type { AgentId } from "@legroom/model";
import { allowLoad } from "./apply-agent.ts";
import type { Appliers } from "./apply.ts";
import { forgetGone } from "./apply-matching.ts";
import { replanWaiting } from "./apply-waiting.ts";
import { reindexQueues } from "./queue-index.ts";
import type { Agent, World } from "./world.ts";

/** Commands are remembered, but no more than this many of them; then the oldest are forgotten, so many at once. */
const ANSWERED_MAX = 10_000;
const FORGOTTEN_AT_ONCE = 2500;

export const centreAppliers = {
  "centre.configured": (world, event) => {
    world.config = upgradeCentre(event.config); // an older version may have written it
    world.configVersion = event.version;
    const agents = new Set(event.config.agents.map((agent) => agent.id));
    for (const id of world.agents.keys()) if (!agents.has(id)) world.agents.delete(id);
    for (const id of agents) if (!world.agents.has(id)) world.agents.set(id, newAgent(id, event.at));
    replanWaiting(world, world.config);
    reindexQueues(world, event.at);
    forgetGone(world);
    for (const agent of world.agents.values()) allowLoad(world, agent);
  },
  "centre.restarted": (world, event) => {
    world.epoch = event.epoch;
  },
  "clock.jumped": () => undefined,
  "input.faulted": () => undefined,
  "command.accepted": (world, event) => {
    world.answered.delete(event.commandId); // it comes again after a day: now it is the latest
    world.answered.set(event.commandId, { at: event.at, answer: event.answer });
    if (world.answered.size > ANSWERED_MAX) forgetAnswered(world);
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

/** Many at once, since finding the oldest of a map costs as much as it has lost at its front. */
function forgetAnswered(world: World): void {
  let left = FORGOTTEN_AT_ONCE;
  for (const id of world.answered.keys()) {
    if (left === 0) return;
    world.answered.delete(id);
    left -= 1;
  }
}

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
