import { step } from "@legroom/routing";
import type { World } from "@legroom/routing";
import { findingOf, planDay, shrink, toStory } from "../src/index.ts";
import { expect, test } from "vitest";

/** A machine with a planted bug: whoever was declined twice is forgotten, without owner and deadline. */
function forgetful(): typeof step {
  const counts = new WeakMap<World, Map<string, number>>();
  return (world, input) => {
    const declined = counts.get(world) ?? new Map<string, number>();
    counts.set(world, declined);
    const result = step(world, input);
    for (const event of result.ok ? result.events : []) {
      if (event.type !== "offer.ended" || event.outcome !== "declined") continue;
      const count = (declined.get(event.interactionId) ?? 0) + 1;
      declined.set(event.interactionId, count);
      const interaction = world.interactions.get(event.interactionId);
      if (count === 2 && interaction !== undefined) interaction.phase = "parked";
    }
    return result;
  };
}

test("a day on which a caller is lost shrinks to the few steps that lose one [R-SIM-27]", async () => {
  const plan = planDay(10); // a plain one: in a wide one callers are declined by many, and less can be taken away
  const finding = await findingOf(plan, { step: forgetful() });
  expect(finding?.check).toContain("has no owner or no deadline");
  const story = await shrink(plan, { step: forgetful() });
  if (story === undefined) throw new Error("it is found again");
  process.stdout.write(`${toStory(story)}\n`);
  expect(story.finding.check).toBe(finding?.check);
  expect(plan.parts.length).toBeGreaterThan(200);
  expect(story.plan.parts.length).toBeLessThanOrEqual(4);
  expect(story.finding.acts.length).toBeLessThanOrEqual(12);
  expect(story.finding.acts.filter((act) => act.key.includes("declines"))).toHaveLength(2);
  // The plan alone repeats it, and without the bug there is nothing to be found in it.
  expect((await findingOf(JSON.parse(JSON.stringify(story.plan)), { step: forgetful() }))?.check).toBe(finding?.check);
  expect(await findingOf(story.plan)).toBeUndefined();
});
