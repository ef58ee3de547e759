/** An agent comes into a queue, or goes out of it, by a person's act. */
import type { AgentId, OverrideId, QueueId } from "@legroom/model";
import { helpedBy } from "./apply-override.ts";
import { defined } from "./defined.ts";
import { matchQueue } from "./matching.ts";
import type { Turn } from "./turn.ts";
import type { QueueMember } from "./queue-entry.ts";

type Change = {
  readonly agentId: AgentId;
  readonly queueId: QueueId;
  /** Undefined: not a member any more. */
  readonly member: QueueMember | undefined;
  readonly overrideId: OverrideId;
};

/** Whoever waits for the queue, or for one that it helps, is looked at again. */
export function changeMember(turn: Turn, { member, ...of }: Change): void {
  const version = turn.world.configVersion + 1;
  turn.emit({ type: "membership.changed", ...of, version, ...defined({ member }) });
  for (const queueId of [of.queueId, ...helpedBy(turn.world, of.queueId)]) matchQueue(turn, queueId, "centre-changed");
}
