/** What goes wrong around the people of a random day. */
import { unreachable } from "@legroom/model";
import type { Actor } from "./acts.ts";
import type { Day } from "./day.ts";
import type { FaultKind } from "./day-plan.ts";

/** Happens now. */
export function goesWrong(day: Day, actor: Actor, fault: FaultKind): void {
  switch (fault) {
    case "endpoint-lost":
      return losesEndpoint(day, actor);
    case "media-lost": {
      const process = actor.dice.between(0, 1);
      return actor.does(`media process ${process} dies`, () => day.telephony.losesMedia(process));
    }
    case "commits-fail":
      return failsCommits(day, actor);
    case "clock-jumps": {
      const seconds = actor.dice.between(8, 150);
      return actor.does(`the clock jumps by ${seconds} s`, () => day.clock.jump(seconds * 1000));
    }
    default:
      return unreachable(fault);
  }
}

function losesEndpoint(day: Day, actor: Actor): void {
  const agents = [...day.agents.values()];
  if (agents.length === 0) return;
  const agent = actor.dice.pick(agents);
  const cause = actor.dice.pick(["expired", "unregistered", "no-pong", "flow-closed"]);
  actor.does(`${agent.id} loses all phones and pages: ${cause}`, () => {
    for (const phone of agent.places) day.telephony.losesEndpoint(phone.endpointId, cause);
  });
  actor.will(actor.dice.between(1, 300) * 1000, `${agent.id} has them back`, () => agent.registers());
}

function failsCommits(day: Day, actor: Actor): void {
  const how = actor.dice.pick(["before", "after"]);
  const times = actor.dice.between(1, 3);
  actor.does(`${times} commits fail, ${how === "before" ? "with nothing" : "but"} written`, () =>
    day.journal.failNext(how, times),
  );
  const opens = actor.dice.chance(0.5) ? actor.dice.between(1, 6) : 0;
  if (opens > 0) actor.does(`the disk cannot be opened ${opens} times`, () => day.journal.failNextOpen(opens));
}
