/** Random histories with several offers for a seat and several works for an agent: the laws hold as they do with one. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { acts, agents, perform } from "../test/history.ts";
import { loadWorld, saveWorld } from "./index.ts";

/** Queues that ring all who are free, or the best; agents who may have so many units at once, each talk taking so many. */
const ways = fc.record({
  ringAll: fc.boolean(),
  capacity: fc.integer({ min: 1, max: 3 }),
  units: fc.integer({ min: 1, max: 2 }),
});

test("no history breaks a law, whatever rings at once, and a saved world goes on as the one that lived it [R-ROUTE-42] [R-ROUTE-44]", () => {
  let [superseded, shared] = [0, 0];
  fc.assert(
    fc.property(acts, ways, fc.nat(100), (history, { ringAll, capacity, units }, cut) => {
      const strategy = ringAll ? "ring-all" : "performance";
      const centre = new Centre((file) => ({
        ...file,
        agents: file.agents.map((agent) => ({ ...agent, capacity })),
        queues: file.queues.map((queue, i) => ({ ...queue, strategy, units: i === 0 ? units : 1 })),
      }));
      centre.obliging = false;
      centre.available(...agents);
      for (const [i, act] of history.entries()) {
        if (i === Math.floor((history.length * cut) / 100)) centre.world = loadWorld(saveWorld(centre.world));
        perform(centre, act, i); // `give` checks the laws and the indexes
        for (const agent of centre.world.agents.values()) if (agent.works.length > 1) shared += 1;
      }
      const { stepped, applied, now } = centre.replayed();
      expect([stepped, applied]).toEqual([now, now]);
      superseded += centre.all("offer.ended").filter((event) => event.outcome === "superseded").length;
      centre.give({ type: "centre.restarted", epoch: 9, codeVersion: "test", rulesVersion: "1", downMs: 1 });
      const [made, ended] = [centre.all("offer.made"), centre.all("offer.ended")].map((events) =>
        events.map((event) => event.offerId).toSorted(),
      );
      expect(ended).toEqual(made);
    }),
    { numRuns: 30, seed: 7 },
  );
  expect([superseded > 0, shared > 0]).toEqual([true, true]); // or this has tried nothing
}, 600_000);
