/** What a caller is told between the music: their place, how long it will take, that they are not forgotten. */
import { after, must } from "@legroom/model";
import type { PromptItem, QueueConfig, WaitEstimate } from "@legroom/model";
import { waitingKey } from "./compare-waiting.ts";
import { estimateFor } from "./estimate.ts";
import { hush, sayToCustomer } from "./prompt.ts";
import { queueOf } from "./step-plan.ts";
import type { Turn } from "./turn.ts";
import type { Interaction } from "./world.ts";

/** Whether a queue tells its callers anything. */
export function tellsAnything({ tellPosition, tellEstimate, tellComfort }: QueueConfig): boolean {
  return tellPosition || tellEstimate || tellComfort;
}

/** Tells the caller what the queue tells; between talks of our own the music goes on (R-ROUTE-7, R-ROUTE-100). */
export function announce(turn: Turn, interaction: Interaction): void {
  const entry = must(interaction.entry, "only who waits is announced to");
  const queue = queueOf(turn.world, entry.queueId);
  const index = turn.world.derived.queues.get(entry.queueId);
  const position = 1 + (index?.line.rank(waitingKey(interaction.id, entry)) ?? 0);
  const estimate = estimateFor(turn.world, interaction);
  hush(turn, entry.promptId);
  const promptId = turn.id<"prompt">();
  const nextAt = tellsAnything(queue) ? after(turn.at, turn.config.deadlines.announceEveryMs) : entry.totalUntilAt;
  const told = { type: "interaction.announced", interactionId: interaction.id, promptId, position, nextAt } as const;
  turn.emit(estimate === undefined ? told : { ...told, estimate });
  const items = [
    ...(queue.tellPosition ? positionItems(position) : []),
    ...(queue.tellEstimate && estimate !== undefined ? estimateItems(estimate) : []),
    ...(queue.tellComfort ? [{ sound: "comfort" } as const] : []),
  ];
  if (items.length > 0) sayToCustomer(turn, interaction, { promptId, items });
}

const SPOKEN_NUMBER_MAX = 20;
const MINUTE_MS = 60_000;

function positionItems(position: number): readonly PromptItem[] {
  if (position === 1) return [{ sound: "position-next" }];
  if (position > SPOKEN_NUMBER_MAX) return [{ sound: "position-many" }];
  return [{ sound: "position-before" }, { number: position }, { sound: "position-after" }];
}

/** In whole minutes, rounded outwards: what is said is never narrower than what is known. */
export function estimateItems({ lowMs, highMs }: WaitEstimate): readonly PromptItem[] {
  if (highMs <= MINUTE_MS) return [{ sound: "wait-under-minute" }];
  if ((lowMs + highMs) / 2 > SPOKEN_NUMBER_MAX * MINUTE_MS) return [{ sound: "wait-long" }];
  const low = Math.min(SPOKEN_NUMBER_MAX - 1, Math.max(1, Math.floor(lowMs / MINUTE_MS)));
  const high = Math.min(SPOKEN_NUMBER_MAX, Math.ceil(highMs / MINUTE_MS));
  return [
    { sound: "wait-between" },
    { number: low },
    { sound: "wait-and" },
    { number: high },
    { sound: "wait-minutes" },
  ];
}
