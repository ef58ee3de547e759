/** A supervisor of a random day: acts on callers and queues in place of the rules, and thinks better of it now and then. */
import { asId } from "@legroom/model";
import type { TopicId } from "@legroom/model";
import type { Actor } from "./acts.ts";
import type { Day } from "./day.ts";
import type { Dice } from "./dice.ts";
import { LANGUAGES, drawnRequirement } from "./wide-centre.ts";

const LOOK_MS = 15_000;
const LOOKS_MAX = 80;

/** One act, on those who wait then, or a while later if nobody does. What cannot be is refused, and that is well too. */
export function actsOnFlow(day: Day, actor: Actor, looks = 1): void {
  const { dice } = actor;
  const waiting = day.inLine();
  if (waiting.length === 0 && looks < LOOKS_MAX) return actor.later(LOOK_MS, () => actsOnFlow(day, actor, looks + 1));
  const { config } = day.look.config();
  const ready = config.agents.filter(({ id }) => ["available", "busy"].includes(day.stateOf(id) ?? "unknown"));
  const queue = dice.pick(config.queues);
  const agent = dice.pick(ready.length > 0 ? ready : config.agents);
  const reason = "as it seems best";
  const member = { tier: dice.between(1, 3), delayMs: dice.pick([0, 10_000]) };
  const isMember = queue.members.includes(agent.id);
  if (waiting.length === 0 || dice.chance(0.2))
    return actor.does(isMember ? "takes somebody out of a queue" : "puts somebody into a queue", () => {
      const change = { agentId: agent.id, queueId: queue.id, ...(isMember ? {} : { member }) };
      void day.asks({ type: "membership.set", reason, ...change });
      thinksBetter(day, actor);
    });
  const interactionId = dice.pick(waiting);
  const act = dice.pick(["moves", "moves", "assigns", "assigns", "reprioritises", "withdraws", "rebalances", "routes"]);
  actor.does(act, () => {
    if (act === "moves") void day.asks({ type: "interaction.move", reason, interactionId, queueId: queue.id });
    else if (act === "assigns") void day.asks({ type: "interaction.assign", reason, interactionId, agentId: agent.id });
    else if (act === "withdraws") void day.asks({ type: "interaction.withdraw", reason, interactionId });
    else if (act === "rebalances") {
      const moves = waiting.slice(0, 3).map((id) => ({ interactionId: id, queueId: queue.id }));
      void day.asks({ type: "queues.rebalance", reason, moves });
    } else if (act === "routes") void day.asks({ type: "interaction.route", interactionId, ...foundOut(dice) });
    else {
      const how = dice.chance(0.5) ? { band: dice.between(0, 3) } : { aheadMs: dice.between(-90, 90) * 1000 };
      void day.asks({ type: "interaction.reprioritise", reason, interactionId, ...how });
    }
    thinksBetter(day, actor);
  });
}

/** What a program finds out while they wait. */
function foundOut(dice: Dice): { topic?: TopicId; requires?: string; language?: string } {
  return {
    ...(dice.chance(0.4) ? { topic: asId<"topic">(dice.pick(["sales", "support", "billing", "general"])) } : {}),
    ...(dice.chance(0.6) ? { requires: dice.chance(0.2) ? "" : drawnRequirement("general", dice) } : {}),
    ...(dice.chance(0.3) ? { language: dice.pick(LANGUAGES) } : {}),
  };
}

function thinksBetter(day: Day, actor: Actor): void {
  if (!actor.dice.chance(0.4)) return;
  actor.will(actor.dice.between(200, 9000), "undoes it", () => {
    const last = day.outside.lastOverrideId;
    if (last !== undefined) void day.asks({ type: "override.undo", overrideId: last });
    return last !== undefined;
  });
}
