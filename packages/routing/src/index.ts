/** The pure machine of a centre: what an input makes true, and what is then to be done. */
import type { UnixMs } from "@legroom/model";
import type { World } from "./world.ts";

export { apply } from "./apply.ts";
export { decisionOf, explainOffer } from "./explaining.ts";
export { lookAt, outstandingEffects } from "./look.ts";
export type { Look } from "./look.ts";
export { indexProblems, ownerless, problems } from "./problems.ts";
export { RULES_VERSION } from "./rules-version.ts";
export { loadWorld, saveWorld } from "./save.ts";
export { step } from "./step.ts";
export type { Step } from "./step.ts";
export { emptyWorld } from "./world.ts";
export type { World } from "./world.ts";

/** When the machine wants to be told the time next: feed `clock.reached` then, until nothing is due. */
export function nextDeadline(world: World): UnixMs | undefined {
  return world.derived.deadlines.first()?.at;
}

/** The last event in this world; 0 in an empty one. */
export function seqOf(world: World): number {
  return world.seq;
}
