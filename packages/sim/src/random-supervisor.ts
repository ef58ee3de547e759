/** A supervisor of a random day: acts on callers and queues in place of the rules, and thinks better of it now and then. */
import type { Actor } from "./acts.ts";
import type { Day } from "./day.ts";

/** One act, on those who wait then. What cannot be is refused, and that is well too. */
export function actsOnFlow(day: Day, actor: Actor): void {
  const { dice } = actor;
  const waiting = day.look.interactions().filter((one) => one.phase === "queued" || one.phase === "offering");
  const { config } = day.look.config();
  const [queue, agent] = [dice.pick(config.queues), dice.pick(config.agents)];
  const reason = "as it seems best";
  const member = { tier: dice.between(1, 3), delayMs: dice.pick([0, 10_000]) };
  const isMember = queue.members.includes(agent.id);
  if (waiting.length === 0 || dice.chance(0.2))
    return actor.does(isMember ? "takes somebody out of a queue" : "puts somebody into a queue", () => {
      const change = { agentId: agent.id, queueId: queue.id, ...(isMember ? {} : { member }) };
      void day.asks({ type: "membership.set", reason, ...change });
      thinksBetter(day, actor);
    });
  const interactionId = dice.pick(waiting).id;
  const act = dice.pick(["moves", "moves", "assigns", "assigns", "reprioritises", "withdraws", "rebalances"]);
  actor.does(act, () => {
    if (act === "moves") void day.asks({ type: "interaction.move", reason, interactionId, queueId: queue.id });
    else if (act === "assigns") void day.asks({ type: "interaction.assign", reason, interactionId, agentId: agent.id });
    else if (act === "withdraws") void day.asks({ type: "interaction.withdraw", reason, interactionId });
    else if (act === "rebalances") {
      const moves = waiting.slice(0, 3).map((one) => ({ interactionId: one.id, queueId: queue.id }));
      void day.asks({ type: "queues.rebalance", reason, moves });
    } else {
      const how = dice.chance(0.5) ? { band: dice.between(0, 3) } : { aheadMs: dice.between(-90, 90) * 1000 };
      void day.asks({ type: "interaction.reprioritise", reason, interactionId, ...how });
    }
    thinksBetter(day, actor);
  });
}

function thinksBetter(day: Day, actor: Actor): void {
  if (!actor.dice.chance(0.4)) return;
  actor.will(actor.dice.between(200, 9000), "undoes it", () => {
    const last = day.outside.lastOverrideId;
    if (last !== undefined) void day.asks({ type: "override.undo", overrideId: last });
    return last !== undefined;
  });
}
