/** Wrap-up by the queue's mode: whether it follows, who may end it and when, asked for, made longer (R-ROUTE-147 ff.). */
import { after, refuse } from "@legroom/model";
import type { AgentId, Command, CommandAnswer, InteractionId, Refused, UnixMs, WrapUpMode } from "@legroom/model";
import { isAnother, notWrapping, talksOf, unknownAgent } from "./may.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, Work, World } from "./world.ts";

type WrapUpCommand = Extract<Command, { type: "wrap-up.extend" | "wrap-up.request" }>;

export function carryOutWrapUp(turn: Turn, command: WrapUpCommand): CommandAnswer | Refused {
  if (isAnother(command.actor, command.agentId))
    return refuse("wrap-up.not-yours", "only they themselves decide on their wrap-up");
  return command.type === "wrap-up.extend" ? extend(turn, command) : request(turn, command);
}

type Following = { readonly untilAt: UnixMs; readonly mode: WrapUpMode; readonly extensionMs: number };

/** The wrap-up that follows this talk, if one does. */
export function wrapUpAfter(turn: Turn, { queueId, wrapUpAsked }: Work): Following | undefined {
  const queue = turn.world.derived.lookup.queues.get(queueId);
  if (queue === undefined || queue.wrapUpMs === 0 || queue.wrapUpMode === "off") return undefined;
  const { wrapUpMode: mode, wrapUpMs, wrapUpExtensionMs } = queue;
  if (mode === "requested" && wrapUpAsked !== true) return undefined;
  return { untilAt: after(turn.at, wrapUpMs), mode, extensionMs: mode === "forced" ? 0 : wrapUpExtensionMs };
}

export function mayExtendWrapUp(world: World, agentId: AgentId, byMs: number): Refused | undefined {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return unknownAgent(agentId);
  const [wrapUp] = agent.wrapUps;
  if (wrapUp === undefined) return notWrapping(agentId);
  const leftMs = wrapUp.extensionLeftMs ?? 0;
  if (byMs >= 1 && byMs <= leftMs) return undefined;
  const what = leftMs === 0 ? "it can be made no longer" : `it can be made longer by ${leftMs} ms at most`;
  return refuse("wrap-up.no-extension", what, { field: "byMs", params: { leftMs } });
}

function extend(
  turn: Turn,
  { agentId, byMs }: Extract<WrapUpCommand, { type: "wrap-up.extend" }>,
): CommandAnswer | Refused {
  const refused = mayExtendWrapUp(turn.world, agentId, byMs);
  if (refused !== undefined) return refused;
  const [wrapUp] = turn.world.agents.get(agentId)?.wrapUps ?? [];
  if (wrapUp === undefined) return notWrapping(agentId);
  const { interactionId, untilAt, extensionLeftMs = 0 } = wrapUp;
  turn.emit({
    ...{ type: "agent.wrap-up-extended", agentId, interactionId },
    untilAt: after(untilAt, byMs),
    extensionLeftMs: extensionLeftMs - byMs,
  });
  return { agentId, interactionId };
}

export function mayRequestWrapUp(world: World, agentId: AgentId): Refused | undefined {
  const talk = talkToWrapUp(world, agentId);
  return typeof talk === "object" ? talk : undefined;
}

function request(turn: Turn, { agentId }: WrapUpCommand): CommandAnswer | Refused {
  const interactionId = talkToWrapUp(turn.world, agentId);
  if (typeof interactionId === "object") return interactionId;
  turn.emit({ type: "agent.wrap-up-requested", agentId, interactionId });
  return { agentId, interactionId };
}

/** The oldest of their talks whose wrap-up follows only if asked for, and was not asked for; else why there is none. */
function talkToWrapUp(world: World, agentId: AgentId): InteractionId | Refused {
  if (!world.agents.has(agentId)) return unknownAgent(agentId);
  const talks = talksOf(world, agentId);
  if (talks.length === 0) return refuse("interaction.unknown", "you are in no interaction");
  const asked = talks.filter((talk) => isAskedFor(world, talk));
  const talk = asked.find((one) => one.work?.wrapUpAsked !== true);
  if (talk !== undefined) return talk.id;
  return refuse(
    "wrap-up.not-asked",
    asked.length > 0 ? "it was asked for already, and follows" : "this queue's wrap-up is not asked for",
  );
}

function isAskedFor(world: World, { work }: Interaction): boolean {
  const queue = work === undefined ? undefined : world.derived.lookup.queues.get(work.queueId);
  return queue?.wrapUpMode === "requested" && queue.wrapUpMs > 0;
}
