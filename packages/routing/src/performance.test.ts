/** How well agents do: the formula, what counts and what does not, and that a change is seen at once. */
import { asId, offerOutcomes } from "@legroom/model";
import type { AgentView, CentreFile, OfferOutcome, PerformanceFacts } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { bandOf, countOffer, performanceOf, scoreOf } from "./performance.ts";
import type { Agent } from "./world.ts";

const PRIOR = 20;
const none: PerformanceFacts = { answered: 0, missed: 0, kept: 0, passedOn: 0, handleMs: 0, expectedMs: 0 };

const table: readonly (readonly [string, Partial<PerformanceFacts>, number])[] = [
  ["nothing is known: the prior, 4 × 900 + 2 × 950 + 3 × 500 + 500", {}, 750],
  ["twenty offers answered: A is (20 + 18) / 40", { answered: 20_000 }, 770],
  ["twenty offers missed: A is 18 / 40", { missed: 20_000 }, 570],
  ["of twenty talks all kept: T is (20 + 19) / 40", { kept: 20_000, handleMs: 1, expectedMs: 1 }, 755],
  ["of twenty talks all passed on: T is 19 / 40", { passedOn: 20_000, handleMs: 1, expectedMs: 1 }, 655],
  ["twenty talks in half the time: H is 500 × 40 / (20 / 2 + 20)", talks(20, 0.5), 754 + 50],
  ["twenty talks in twice the time: H is 500 × 40 / (20 × 2 + 20)", talks(20, 2), 754 - 50],
  ["no time at all: H is at most 1000", talks(200, 0), 909],
  [
    "a good agent: 200 of 200 answered, kept, in nine tenths of the time",
    { answered: 200_000, ...talks(200, 0.9) },
    810,
  ],
];

function talks(count: number, ratio: number): Partial<PerformanceFacts> {
  return { kept: count * 1000, handleMs: count * 60_000 * ratio, expectedMs: count * 60_000 };
}

test.each(table)("performance: %s [R-ROUTE-140]", (_, facts, expected) => {
  expect(scoreOf({ ...none, ...facts }, PRIOR)).toBe(expected);
});

test("the heavier the prior, the nearer to it [R-ROUTE-140]", () => {
  const missed = { ...none, missed: 20_000 };
  expect([1, 5, 20, 100, 1000].map((prior) => scoreOf(missed, prior))).toEqual([406, 462, 570, 690, 742]);
});

test("the first limit that is reached is the band, and below the last is one more [R-ROUTE-141]", () => {
  const centre = { performance: { bands: [800, 600, 400], priorOffers: 1 } };
  expect([1000, 800, 799, 600, 599, 400, 399, 0].map((p) => bandOf(centre, p))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});

const outcomes = fc.array(fc.constantFrom<"connected" | OfferOutcome>("connected", ...offerOutcomes), {
  maxLength: 900,
});

/** An agent to whom all of this has happened. */
function after(history: readonly ("connected" | OfferOutcome)[]): Agent {
  const agent = new Centre().world.agents.get(asId("alice"));
  if (agent === undefined) throw new Error("alice is there");
  for (const outcome of history) countOffer(agent, outcome);
  return agent;
}

test("after any history one more answered never lowers, one missed never raises, nobody's fault changes nothing [R-ROUTE-142]", () => {
  const faultless = ["accepted", "device-failed", "caller-left", "superseded", "withdrawn"] as const;
  fc.assert(
    fc.property(outcomes, fc.integer({ min: 1, max: 1000 }), (history, prior) => {
      const now = scoreOf(after(history).performance, prior);
      expect(scoreOf(after([...history, "connected"]).performance, prior)).toBeGreaterThanOrEqual(now);
      for (const missed of ["declined", "no-answer"] as const)
        expect(scoreOf(after([...history, missed]).performance, prior)).toBeLessThanOrEqual(now);
      expect(after([...history, ...faultless]).performance).toEqual(after(history).performance);
      expect([now >= 0, now <= 1000]).toEqual([true, true]);
    }),
    { numRuns: 60, seed: 11 },
  );
});

test("what was long ago weighs less: many answers make good for as many that were missed before [R-ROUTE-142]", () => {
  const many = <T>(what: T): T[] => Array.from({ length: 256 }, () => what);
  const better = scoreOf(after([...many("no-answer" as const), ...many("connected" as const)]).performance, PRIOR);
  const worse = scoreOf(after([...many("connected" as const), ...many("no-answer" as const)]).performance, PRIOR);
  expect([better, worse]).toEqual([688, 518]);
});

const view = (centre: Centre, agent = "alice"): AgentView | undefined =>
  centre
    .look()
    .agents()
    .find(({ id }) => id === agent);

/** A centre in which a single offer decides. */
function quickToLearn(change: (file: CentreFile) => CentreFile = (file) => file): Centre {
  return new Centre((file) => change({ ...file, performance: { ...file.performance, priorOffers: 1 } }));
}

test("a talk counts as answered and kept; the agent's view has the parts [R-ROUTE-142] [R-ROUTE-143]", () => {
  const centre = quickToLearn();
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(view(centre)).toMatchObject({ performance: 770, performanceParts: { answered: 950, kept: 950, handle: 500 } });
  centre.wait(100_000);
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(view(centre)?.performanceParts).toEqual({
    ...{ answered: 950, kept: 975, handle: 500, quality: 500, prior: 1000 },
    counts: { answered: 1000, missed: 0, kept: 1000, passedOn: 0, handleMs: 160_000, expectedMs: 160_000 },
  });
});

test("a decline and a missed offer lower it, and so the band [R-ROUTE-141] [R-ROUTE-142]", () => {
  const centre = quickToLearn();
  const band = (): number => bandOf(centre.look().config().config, performanceOf(centre.world, asId("alice")));
  const seen = [band()];
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.command({ type: "offer.decline", agentId: asId("alice"), offerId: centre.last("offer.made").offerId });
  seen.push(band());
  centre.wait(30_000);
  centre.wait(20_000);
  seen.push(band());
  expect(centre.all("offer.ended").map((event) => event.outcome)).toEqual(["declined", "no-answer"]);
  expect([view(centre)?.performanceParts.answered, seen]).toEqual([300, [1, 2, 2]]);
});

test("a phone that is dead, and an answer that does not connect, change nothing [R-ROUTE-142]", () => {
  const centre = quickToLearn();
  const before = view(centre)?.performanceParts;
  centre.phones.set("alice", "is-dead");
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.wait(3000);
  expect(centre.last("offer.ended").outcome).toBe("device-failed");
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.wait(30_000);
  centre.give({ type: "leg.answered", legId: asId(centre.last("offer.made").legs[0]?.legId ?? "") });
  centre.wait(10_000);
  expect(centre.all("offer.failed-to-connect")).toHaveLength(1);
  expect(view(centre)?.performanceParts).toEqual(before);
});

test("handle time is compared with the queue's own mean, talk with talk and wrap-up with wrap-up [R-ROUTE-143]", () => {
  const centre = quickToLearn();
  centre.available("alice", "david");
  centre.calls("erin", "sales");
  centre.calls("frank", "sales");
  centre.wait(60_000);
  centre.hangsUp("erin");
  centre.wait(60_000); // Alice's wrap-up takes its minute
  centre.wait(60_000);
  centre.hangsUp("frank");
  centre.command({ type: "wrap-up.end", agentId: asId("david") });
  // The later talk and wrap-up weigh a 256th more: 120 s and 30 s would be the plain means.
  const times = ["alice", "david"].map((agent) => view(centre, agent)?.performanceParts.counts);
  expect(times.map((one) => [one?.handleMs, one?.expectedMs])).toEqual([
    [120_000, 120_000], // the first talk of a queue is its mean
    [180_000, 120_063 + 29_928],
  ]);
});

test("a talk that a lost leg cut short says nothing of handle time or of being passed on [R-ROUTE-143]", () => {
  const centre = quickToLearn();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.breaks(centre.last("offer.made").legs[0]?.legId ?? "");
  centre.wait(20_000);
  expect(centre.last("agent-segment.ended").cause).toBe("agent-lost");
  expect(view(centre)?.performanceParts.counts).toMatchObject({ kept: 0, handleMs: 0 });
});

test("who falls into a worse band is chosen after others, however long they have been idle [R-ROUTE-141]", () => {
  const chosen = (declines: boolean): string => {
    const centre = quickToLearn();
    centre.phones.set("alice", "rings");
    centre.available("alice", "david");
    centre.calls("erin", "sales");
    const { offerId } = centre.last("offer.made");
    if (declines) centre.command({ type: "offer.decline", agentId: asId("alice"), offerId });
    centre.hangsUp("erin");
    centre.wait(60_000); // David's wrap-up
    centre.calls("frank", "sales");
    return centre.last("offer.made").agentId;
  };
  expect([chosen(false), chosen(true)]).toEqual(["alice", "david"]);
});
