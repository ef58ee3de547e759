/** What people ask: carried out, or refused with a reason, and answered the same way when asked again. */
import { isBrowserDevice, refuse } from "@legroom/model";
import type { Command, CommandAnswer, InteractionId, Refused } from "@legroom/model";
import { refuseCentre } from "./centre-rules.ts";
import { defined } from "./defined.ts";
import { agentEnds, closeInteraction } from "./ending.ts";
import { matchAll } from "./matching.ts";
import {
  answerYourPhone,
  mayChoosePresence,
  mayEndWrapUp,
  isAnother,
  openInteraction,
  openOffer,
  unknownAgent,
} from "./may.ts";
import { declineOffer } from "./offer-outcome.ts";
import { carryOutOverride } from "./override.ts";
import { choosePresence as setChosen, endWrapUp } from "./presence.ts";
import { routeInteraction } from "./routed.ts";
import { refuseChanged } from "./settings-version.ts";
import type { Turn } from "./turn.ts";
import { carryOutWrapUp } from "./wrap-up.ts";
import type { Agent } from "./world.ts";

type Of<Type extends Command["type"]> = Extract<Command, { type: Type }>;
type Outcome = CommandAnswer | Refused;

/** Refuses before anything is emitted: a refusal has changed nothing. */
export function carryOut(turn: Turn, command: Command): Outcome {
  switch (command.type) {
    case "centre.import":
      return importCentre(turn, command);
    case "presence.set":
      return choosePresence(turn, command);
    case "wrap-up.end":
      return finishWrapUp(turn, command);
    case "wrap-up.note":
      return note(turn, command);
    case "interaction.end":
      return endInteraction(turn, command);
    case "offer.accept":
    case "offer.decline":
      return answerOffer(turn, command);
    case "device.set-secret":
      return setSecret(turn, command);
    case "api-key.create":
      return createKey(turn, command);
    case "api-key.revoke":
      return revokeKey(turn, command);
    case "wrap-up.extend":
    case "wrap-up.request":
      return carryOutWrapUp(turn, command);
    case "interaction.route":
      return routeInteraction(turn, command);
    default:
      return carryOutOverride(turn, command);
  }
}

function importCentre(turn: Turn, command: Of<"centre.import">): Outcome {
  const refused = refuseChanged(turn.world, command.expectedVersion) ?? refuseCentre(turn.world, command.config);
  if (refused !== undefined) return refused;
  const { config, actor } = command;
  turn.emit({ type: "centre.configured", config, version: turn.world.configVersion + 1, actor });
  matchAll(turn);
  return {};
}

function choosePresence(turn: Turn, command: Of<"presence.set">): Outcome {
  const refused = mayChoosePresence(turn.world, command);
  if (refused !== undefined) return refused;
  setChosen(turn, command);
  return { agentId: command.agentId };
}

function finishWrapUp(turn: Turn, { agentId, actor }: Of<"wrap-up.end">): Outcome {
  if (isAnother(actor, agentId)) return refuse("wrap-up.not-yours", "only they themselves end their wrap-up");
  const refused = mayEndWrapUp(turn.world, agentId, actor);
  if (refused !== undefined) return refused;
  endWrapUp(turn, agentId, "command");
  return { agentId };
}

function note(turn: Turn, command: Of<"wrap-up.note">): Outcome {
  const { agentId, interactionId, disposition, note: text } = command;
  const agent = turn.world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  if (!isTheirs(agent, interactionId) || isAnother(command.actor, agentId))
    return refuse("wrap-up.not-yours", "only the agent who had this interaction last may add to it");
  turn.emit({ type: "agent.wrap-up-noted", ...defined({ agentId, interactionId, disposition, note: text }) });
  return { agentId, interactionId };
}

/** What they talked in last, talk in now or wrap up now. */
function isTheirs({ lastInteractionId, works, wrapUps }: Agent, interactionId: InteractionId): boolean {
  return (
    lastInteractionId === interactionId || [...works, ...wrapUps].some((one) => one.interactionId === interactionId)
  );
}

/** An agent's End is what hanging up their phone is; anybody else's closes it at once. */
function endInteraction(turn: Turn, { interactionId, actor }: Of<"interaction.end">): Outcome {
  const interaction = openInteraction(turn.world, interactionId);
  if ("ok" in interaction) return interaction;
  const { work, phase } = interaction;
  if (phase === "live" && actor.kind === "agent" && actor.id === work?.agentId) agentEnds(turn, interaction);
  else closeInteraction(turn, interaction, "ended-by-command");
  return { interactionId };
}

function answerOffer(turn: Turn, command: Of<"offer.accept" | "offer.decline">): Outcome {
  if (isAnother(command.actor, command.agentId)) return refuse("offer.not-yours", "it was made to somebody else");
  const offer = openOffer(turn.world, command);
  if ("ok" in offer) return offer;
  if (command.type === "offer.accept") return answerYourPhone();
  declineOffer(turn, offer);
  return { offerId: offer.id, agentId: offer.agentId };
}

function setSecret(turn: Turn, command: Of<"device.set-secret">): Outcome {
  const { deviceId, secret } = command;
  if (isBrowserDevice(deviceId) || !turn.world.derived.lookup.devices.has(deviceId))
    return refuse("device.unknown", `there is no device "${deviceId}"`);
  turn.emit({ type: "device.secret-changed", deviceId, secret });
  return {};
}

function createKey(turn: Turn, command: Of<"api-key.create">): Outcome {
  const { apiKeyId, name, capabilities, scope, hash } = command;
  turn.emit({ type: "api-key.created", apiKeyId, name, capabilities, scope, hash });
  return {};
}

function revokeKey(turn: Turn, command: Of<"api-key.revoke">): Outcome {
  const { apiKeyId } = command;
  if (!turn.world.apiKeys.has(apiKeyId)) return refuse("api-key.unknown", "no such API key");
  turn.emit({ type: "api-key.revoked", apiKeyId });
  return {};
}
