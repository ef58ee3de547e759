/** Random histories: whatever happens in whatever order, the laws hold after every step and the journal tells it all. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { acts, agents, perform } from "../test/history.ts";
import { emptyWorld, loadWorld, saveWorld, step } from "./index.ts";

test("no history breaks a law, and stepping or applying it again gives the same world [R-ROUTE-30] [R-ROUTE-29]", () => {
  fc.assert(
    fc.property(acts, (history) => {
      const centre = new Centre();
      centre.obliging = false;
      for (const [i, act] of history.entries()) perform(centre, act, i); // `give` checks the laws and the indexes
      const { stepped, applied, now } = centre.replayed();
      expect(stepped).toBe(now);
      expect(applied).toBe(now);
    }),
    { numRuns: 40 },
  );
}, 600_000);

test("a world that was saved and loaded decides as the one that lived through it all [R-ROUTE-30]", () => {
  fc.assert(
    fc.property(acts, fc.nat(100), (history, cut) => {
      const centre = new Centre();
      centre.obliging = false;
      for (const [i, act] of history.entries()) {
        if (i === Math.floor((history.length * cut) / 100)) centre.world = loadWorld(saveWorld(centre.world));
        perform(centre, act, i);
      }
      centre.give({ type: "centre.restarted", epoch: 9, codeVersion: "test", rulesVersion: "1", downMs: 1 });
      const { stepped, now } = centre.replayed();
      expect(stepped).toBe(now);
      expect(steppedEvents(centre)).toEqual(centre.events);
    }),
    { numRuns: 40 },
  );
}, 600_000);

function steppedEvents(centre: Centre): readonly unknown[] {
  const world = emptyWorld();
  return centre.inputs.flatMap((input) => {
    const result = step(world, input);
    return result.ok ? result.events : [];
  });
}

test("after quiet nothing is left of any history, and every offer and segment has ended once [R-ROUTE-13] [R-ROUTE-26]", () => {
  fc.assert(
    fc.property(acts, (history) => {
      const centre = new Centre();
      centre.obliging = false;
      for (const [i, act] of history.entries()) perform(centre, act, i);
      for (const agent of agents) centre.presence(agent, "offline");
      for (const { legId } of centre.look().legs())
        centre.give({ type: "leg.ended", legId, cause: "hung-up", by: "far" });
      centre.wait(4 * 3_600_000);
      expect(centre.look().interactions()).toEqual([]);
      expect(centre.look().legs()).toEqual([]);
      expect(centre.look().conferences()).toEqual([]);
      expect(centre.world.outstanding.size).toBe(0);
      const ended = centre.all("offer.ended").map((event) => event.offerId);
      expect(ended.toSorted()).toEqual(
        centre
          .all("offer.made")
          .map((event) => event.offerId)
          .toSorted(),
      );
      const segments = centre.all("queue-segment.ended").map((event) => `${event.interactionId} ${event.segment}`);
      const queued = centre.all("interaction.queued").map((event) => `${event.interactionId} ${event.segment}`);
      expect(segments.toSorted()).toEqual(queued.toSorted());
    }),
    { numRuns: 40 },
  );
}, 600_000);
