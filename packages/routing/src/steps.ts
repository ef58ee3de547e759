/** Waiting makes the circle of who may be offered a caller wider, step by step; never narrower (R-ROUTE-170, R-ROUTE-171). */
import type { AgentId, EventBody, InteractionId } from "@legroom/model";
import { defined } from "./defined.ts";
import { matchCaller } from "./matching.ts";
import { nextStep, planOf, queueOf } from "./step-plan.ts";
import type { NextStep, StepFacts, StepPlan } from "./step-plan.ts";
import { takesCalls } from "./taking-calls.ts";
import type { Turn } from "./turn.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction } from "./world.ts";

type Relaxed = Extract<EventBody, { type: "interaction.relaxed" }>;

/** The one step that is due now (R-ROUTE-92). */
export function takeStep(turn: Turn, interaction: Interaction, entry: QueueEntry): void {
  const step = nextStep(queueOf(turn.world, entry.queueId), entry, interaction);
  if (step === undefined || step.at > turn.at) return relax(turn, interaction, { cause: "waited" }); // a person was quicker
  switch (step.does) {
    case "escalation":
      return escalate(turn, interaction, { entry, step });
    case "delay":
      return relax(turn, interaction, { cause: "delay", delayMs: step.delayMs });
    case "waited":
      return relax(turn, interaction, { cause: "waited", relaxed: entry.relaxed + 1 });
    case "language":
    case "preferred-waited":
      return relax(turn, interaction, { cause: step.does });
  }
}

/** Notes what is in reach now, and when the next step is due; then looks for an agent again. */
function relax(
  turn: Turn,
  interaction: Interaction,
  how: Pick<Relaxed, "cause"> & Partial<Pick<Relaxed, "relaxed" | "delayMs">>,
): void {
  const { entry } = interaction;
  if (entry === undefined) return;
  const reached = { relaxed: how.relaxed ?? entry.relaxed, delayMs: how.delayMs ?? entry.delayMs };
  const then = afterStep({ ...entry, ...reached }, how.cause);
  const nextStepAt = nextStep(queueOf(turn.world, entry.queueId), then, interaction)?.at;
  turn.emit({
    type: "interaction.relaxed",
    interactionId: interaction.id,
    cause: how.cause,
    ...reached,
    ...defined({ nextStepAt }),
  });
  matchCaller(turn, interaction, "relaxed");
}

function afterStep(entry: QueueEntry, cause: Relaxed["cause"]): StepFacts {
  const { language, preferred, ...rest } = entry;
  const waitsFor = cause === "preferred-waited" || cause === "preferred-away" ? undefined : preferred;
  return { ...rest, ...defined({ language: cause === "language" ? undefined : language, preferred: waitsFor }) };
}

function escalate(
  turn: Turn,
  interaction: Interaction,
  { entry, step }: { readonly entry: QueueEntry; readonly step: Extract<NextStep, { does: "escalation" }> },
): void {
  const { toBand, tell } = step;
  const nextStepAt = nextStep(queueOf(turn.world, entry.queueId), { ...entry, band: toBand }, interaction)?.at;
  turn.emit({
    type: "interaction.escalated",
    interactionId: interaction.id,
    ...{ fromBand: entry.band, toBand, tell },
    ...defined({ nextStepAt }),
  });
}

/** After a change of a line: who has come far enough ahead takes their steps by position (R-ROUTE-94). */
export function takePositionSteps(turn: Turn, queueId: QueueEntry["queueId"]): void {
  const { world } = turn;
  const { own, positions } = planOf(queueOf(world, queueId));
  const line = world.derived.queues.get(queueId)?.line;
  if (positions === 0 || line === undefined) return; // same either way: without such steps nobody comes near to one
  const near: InteractionId[] = [];
  for (const { id } of line) if (near.push(id) === positions) break;
  for (const [at, id] of near.entries()) {
    const interaction = world.interactions.get(id);
    if (interaction !== undefined) comesNear(turn, interaction, { own, ahead: at });
  }
}

function comesNear(
  turn: Turn,
  interaction: Interaction,
  { own, ahead }: Pick<StepPlan, "own"> & { readonly ahead: number },
): void {
  for (let taken = interaction.entry?.relaxed ?? own.length; taken < own.length; taken += 1) {
    const when = own[taken];
    if (when?.by !== "position" || ahead >= when.atMost) return;
    relax(turn, interaction, { cause: "position", relaxed: taken + 1 });
  }
}

/** Their preferred agent takes no calls any more, or did not take theirs: who waited for them alone waits no longer. */
export function giveUpPreferred(turn: Turn, agentId: AgentId): void {
  const waiting = turn.world.derived.awaited.get(agentId);
  if (waiting === undefined) return;
  const away = !takesCalls(turn.world.agents.get(agentId));
  for (const id of [...waiting]) {
    const interaction = turn.world.interactions.get(id);
    if (interaction === undefined) continue;
    if (away || interaction.coolDowns.some((rest) => rest.agentId === agentId))
      relax(turn, interaction, { cause: "preferred-away" });
  }
}
