/** How people's acts on the flow are shown. */
import type { OverrideView } from "@legroom/model";
import { defined } from "./defined.ts";
import type { World } from "./world.ts";

/** The newest first. */
export function overrideViews(world: World): readonly OverrideView[] {
  return [...world.overrides.values()].toReversed().map((record) => {
    const { id, at, act, actor, reason, interactionIds, agentId, queueId, undoUntilAt, undone = false } = record;
    return defined({ id, at, act, actor, reason, interactionIds, agentId, queueId, undoUntilAt, undone });
  });
}
