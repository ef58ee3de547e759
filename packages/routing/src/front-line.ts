/** The front line greets and asks what it is about. */
import { after } from "@legroom/model";
import type { TopicId } from "@legroom/model";
import { openConference, stateConferences } from "./conference.ts";
import { sayToCustomer } from "./prompt.ts";
import { enterQueue } from "./queueing.ts";
import { queueFor } from "./taking-place.ts";
import type { Turn } from "./turn.ts";
import type { Interaction, World } from "./world.ts";

/** Longer than greeting, menu and keys together: past it the caller goes on as one who pressed nothing. */
const STEP_MS = 75_000;

export function startFrontLine(turn: Turn, interaction: Interaction): void {
  const conferenceId = openConference(turn, interaction, "ai");
  stateConferences(turn, interaction, [{ conferenceId, seats: interaction.seats, hears: {} }]);
  ask(turn, interaction, 1);
}

/** What the caller pressed: a topic, or nothing that we know. */
export function frontLineAnswered(turn: Turn, interaction: Interaction, digits: string | undefined): void {
  const topic = digits === undefined ? undefined : turn.world.derived.lookup.topicByKey.get(digits.slice(0, 1));
  const step = interaction.flow?.step ?? 1;
  if (topic !== undefined) choose(turn, interaction, topic.id, { by: "key", digits: digits ?? "" });
  else if (step < turn.config.deadlines.frontLineAttempts) ask(turn, interaction, step + 1);
  else choose(turn, interaction, turn.config.frontLine.defaultTopic, { by: "default" });
}

/** Nothing more is waited for: no keys, no end of the prompt. */
export function frontLineOver(turn: Turn, interaction: Interaction): void {
  choose(turn, interaction, turn.config.frontLine.defaultTopic, { by: "default" });
}

/** The same question once more, for somebody who came back while it was asked: it is no new try. */
export function askAgain(turn: Turn, interaction: Interaction): void {
  ask(turn, interaction, interaction.flow?.step ?? 1);
}

/** The question has ended unheard: nothing would follow from it. */
export function isSilentFrontLine(world: World, { phase, flow }: Interaction): boolean {
  if (phase !== "in-flow" || flow?.flow !== "front-line") return false;
  return flow.promptId === undefined || !world.prompts.has(flow.promptId);
}

function ask(turn: Turn, interaction: Interaction, step: number): void {
  const firstMs = turn.config.deadlines.frontLineKeyMs;
  const promptId = turn.id<"prompt">();
  turn.emit({
    type: "interaction.in-flow",
    interactionId: interaction.id,
    flow: "front-line",
    step,
    untilAt: after(turn.at, STEP_MS + firstMs),
    promptId,
  });
  sayToCustomer(turn, interaction, {
    promptId,
    items: [{ sound: step === 1 ? "greeting" : "menu-again" }, { sound: "menu" }],
    collect: { max: 1, firstMs, betweenMs: firstMs },
  });
}

type Choice = { readonly by: "key"; readonly digits: string } | { readonly by: "default" };

function choose(turn: Turn, interaction: Interaction, topic: TopicId, choice: Choice): void {
  turn.emit({ type: "interaction.topic-chosen", interactionId: interaction.id, topic, ...choice });
  enterQueue(turn, interaction, queueFor(turn, interaction, topic));
}
