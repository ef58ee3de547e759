/** Random acts of supervisors, and random changes of the settings, for histories. */
import { asId, defaultCentre, strategies } from "@legroom/model";
import type { InteractionId, QueueId } from "@legroom/model";
import type { Centre } from "./centre.ts";
import { sealed } from "./centre.ts";
import { agents } from "./history.ts";
import type { Act } from "./history.ts";

const by = { reason: "by chance" } as const;

/** One of all acts, on whoever is there; it may be refused. */
export function override(centre: Centre, { what, who, n }: Act): void {
  const open = [...centre.world.interactions.keys()];
  const interactionId: InteractionId = open[n % Math.max(1, open.length)] ?? asId("none");
  const queueIds = [...centre.world.derived.lookup.queues.keys()];
  const queueId: QueueId = queueIds[(n + what) % Math.max(1, queueIds.length)] ?? asId("none");
  const agentId = asId<"agent">(agents[who] ?? "alice");
  const last = [...centre.world.overrides.keys()].at(-1);
  switch (what % 8) {
    case 0:
      return void centre.command({ type: "interaction.move", ...by, interactionId, queueId });
    case 1:
      return void centre.command({ type: "interaction.assign", ...by, interactionId, agentId });
    case 2:
      return void centre.command({ type: "interaction.reprioritise", ...by, interactionId, aheadMs: n * 100 - 50_000 });
    case 3:
      return void centre.command({ type: "interaction.withdraw", ...by, interactionId });
    case 4:
      return void centre.command({
        ...{ type: "membership.set", ...by, agentId, queueId },
        ...(n % 2 === 0 ? {} : { member: { tier: 1 + (n % 3), delayMs: (n % 2) * 5000 } }),
      });
    case 5: {
      const moves = open.slice(0, 2).map((id) => ({ interactionId: id, queueId }));
      return void centre.command({ type: "queues.rebalance", ...by, moves });
    }
    default:
      if (last !== undefined) centre.command({ type: "override.undo", overrideId: last });
  }
}

/** Another strategy for every queue. */
export function changes(centre: Centre, { what, n }: Act): void {
  const file = defaultCentre();
  const strategy = strategies[(n + what) % strategies.length] ?? "performance";
  const queues = file.queues.map((queue) => ({ ...queue, strategy }));
  centre.command({ type: "centre.import", config: sealed({ ...file, queues }) });
}
