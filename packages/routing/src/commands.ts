/** What people ask: carried out, or refused with a reason, and answered the same way when asked again. */
import { refuse, unreachable } from "@legroom/model";
import type { AgentId, Command, CommandAnswer, InteractionId, OfferId, Refused } from "@legroom/model";
import { refuseCentre } from "./centre-rules.ts";
import { defined } from "./defined.ts";
import { closeInteraction } from "./ending.ts";
import { matchAll } from "./matching.ts";
import { declineOffer } from "./offer-outcome.ts";
import { endWrapUp, setPresence } from "./presence.ts";
import type { Turn } from "./turn.ts";

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
      return finishWrapUp(turn, command.agentId);
    case "wrap-up.note":
      return note(turn, command);
    case "interaction.end":
      return endInteraction(turn, command.interactionId);
    case "offer.accept":
    case "offer.decline":
      return answerOffer(turn, command);
    case "device.set-secret":
      return setSecret(turn, command);
    case "api-key.create":
      return createKey(turn, command);
    case "api-key.revoke":
      return revokeKey(turn, command);
    default:
      return unreachable(command);
  }
}

function importCentre(turn: Turn, command: Of<"centre.import">): Outcome {
  const refused = refuseCentre(turn.world, command.config);
  if (refused !== undefined) return refused;
  const { config, actor } = command;
  turn.emit({ type: "centre.configured", config, version: turn.world.configVersion + 1, actor });
  matchAll(turn);
  return {};
}

function choosePresence(turn: Turn, command: Of<"presence.set">): Outcome {
  const { agentId, presence, reasonCode, actor } = command;
  if (!turn.world.agents.has(agentId)) return unknownAgent(agentId);
  setPresence(turn, { agentId, presence, reasonCode, actor });
  return { agentId };
}

function finishWrapUp(turn: Turn, agentId: AgentId): Outcome {
  if (!turn.world.agents.has(agentId)) return unknownAgent(agentId);
  if (endWrapUp(turn, agentId, "command")) return { agentId };
  return refuse("agent.not-wrapping", `"${agentId}" does not wrap up`);
}

function note(turn: Turn, command: Of<"wrap-up.note">): Outcome {
  const { agentId, interactionId, disposition, note: text } = command;
  const agent = turn.world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  if (agent.lastInteractionId !== interactionId && agent.workId !== interactionId)
    return refuse("wrap-up.not-yours", "only the agent who had this interaction last may add to it");
  turn.emit({ type: "agent.wrap-up-noted", ...defined({ agentId, interactionId, disposition, note: text }) });
  return { agentId, interactionId };
}

function endInteraction(turn: Turn, interactionId: InteractionId): Outcome {
  const interaction = turn.world.interactions.get(interactionId);
  if (interaction === undefined) return refuse("interaction.unknown", "no such interaction, or it ended long ago");
  if (interaction.phase === "closed") return refuse("interaction.closed", "it has ended already");
  closeInteraction(turn, interaction, "ended-by-command");
  return { interactionId };
}

function answerOffer(turn: Turn, command: Of<"offer.accept" | "offer.decline">): Outcome {
  const offerId: OfferId = command.offerId;
  const offer = turn.world.offers.get(offerId);
  if (offer === undefined) return refuse("offer.unknown", "no such offer, or it has ended");
  if (offer.agentId !== command.agentId) return refuse("offer.not-yours", "it was made to somebody else");
  if (offer.phase === "accepted") return refuse("offer.not-open", "it was accepted already");
  if (command.type === "offer.accept")
    return refuse("offer.answer-your-phone", "answer the phone that rings: that accepts the offer");
  declineOffer(turn, offer);
  return { offerId, agentId: offer.agentId };
}

function setSecret(turn: Turn, command: Of<"device.set-secret">): Outcome {
  const { deviceId, secret } = command;
  if (!turn.world.derived.lookup.devices.has(deviceId))
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

function unknownAgent(agentId: AgentId): Refused {
  return refuse("agent.unknown", `there is no agent "${agentId}"`, { field: "agentId" });
}
