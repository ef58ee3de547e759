/** What a front line or a program has found out about a caller: topic, requirement, language (R-ROUTE-85). */
import { parseRequirement, refuse, requirementText } from "@legroom/model";
import type { Command, CommandAnswer, Refused, TopicId } from "@legroom/model";
import { defined } from "./defined.ts";
import { matchCaller } from "./matching.ts";
import { openInteraction } from "./may.ts";
import { hush } from "./prompt.ts";
import { enterQueue } from "./queueing.ts";
import { endSegment } from "./segment.ts";
import { queueFor } from "./taking-place.ts";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

type Route = Extract<Command, { type: "interaction.route" }>;

export function routeInteraction(turn: Turn, command: Route): CommandAnswer | Refused {
  const { interactionId, topic, language, actor } = command;
  const interaction = openInteraction(turn.world, interactionId);
  if ("ok" in interaction) return interaction;
  const inFrontLine = interaction.phase === "in-flow" && interaction.flow?.flow === "front-line";
  if (!inFrontLine && interaction.phase !== "queued") return notNow(interaction);
  if (topic !== undefined && !turn.config.topics.some(({ id }) => id === topic))
    return refuse("topic.unknown", `there is no topic "${topic}"`, { field: "topic" });
  const requires = canonicalOf(command.requires);
  if (typeof requires === "object") return requires;
  turn.emit({ type: "interaction.routed", interactionId, actor, ...defined({ topic, requires, language }) });
  if (topic !== undefined) turn.emit({ type: "interaction.topic-chosen", interactionId, topic, by: "command" });
  if (interaction.phase === "queued") routeWaiting(turn, interaction, topic);
  else if (topic !== undefined) leaveFrontLine(turn, interaction, topic);
  return { interactionId };
}

/** To the queue of the topic, with the clock kept; in the same queue they keep their place. */
function routeWaiting(turn: Turn, interaction: Interaction, topic: TopicId | undefined): void {
  const queue = topic === undefined ? undefined : queueFor(turn, interaction, topic);
  if (queue === undefined || queue.id === interaction.entry?.queueId)
    return matchCaller(turn, interaction, "caller-entered");
  endSegment(turn, interaction, "flowed-out");
  enterQueue(turn, interaction, queue);
}

function leaveFrontLine(turn: Turn, interaction: Interaction, topic: TopicId): void {
  hush(turn, interaction.flow?.promptId);
  enterQueue(turn, interaction, queueFor(turn, interaction, topic));
}

/** An empty one takes back what was asked for before. */
function canonicalOf(text: string | undefined): string | undefined | Refused {
  if (text === undefined || text.trim() === "") return text?.trim();
  const read = parseRequirement(text);
  if (read.ok) return requirementText(read.requirement);
  const { message, at } = read.fault;
  return refuse("requirement.invalid", `${message} (at character ${at + 1})`, { field: "requires", params: { at } });
}

function notNow({ phase }: Interaction): Refused {
  const why = {
    arriving: "it is not answered yet",
    offering: "it rings at an agent",
    connecting: "an agent has it already",
    live: "an agent has it already",
  } as const;
  const reason = phase in why ? why[phase as keyof typeof why] : "it is ending";
  return refuse("interaction.not-waiting", `it can be routed in the front line and while it waits, but ${reason}`, {
    params: { phase },
  });
}
