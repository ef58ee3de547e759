import fc from "fast-check";
import { expect, test } from "vitest";
import { agentsFor, erlangA, erlangC } from "./index.ts";

/** 200 calls an hour of three minutes each: ten erlangs. */
const tenErlangs = { callsPerHour: 200, handleMs: 180_000 };
/** 48 calls a minute of one minute each (Mandelbaum and Zeltyn 2005, the introduction's example). */
const fifty = { agents: 50, callsPerHour: 2880, handleMs: 60_000 };

const queues = fc.record({
  agents: fc.integer({ min: 1, max: 300 }),
  busy: fc.double({ min: 0.05, max: 0.98, noNaN: true }),
  handleMs: fc.integer({ min: 1000, max: 1_000_000 }),
  withinMs: fc.integer({ min: 0, max: 120_000 }),
});

const callsOf = (queue: { agents: number; busy: number; handleMs: number }): number =>
  (queue.agents * queue.busy * 3_600_000) / queue.handleMs;

test("Erlang C gives the figures that are published for ten erlangs and for 48 of 55 [R-ANALYTICS-20]", () => {
  const published = [
    { agents: 11, waitShare: 0.682, serviceLevel: 0.39, meanWaitMs: 122_800 },
    { agents: 14, waitShare: 0.174, serviceLevel: 0.888, meanWaitMs: 7836 },
  ];
  for (const { agents, waitShare, serviceLevel, meanWaitMs } of published) {
    const found = erlangC({ agents, ...tenErlangs }, 20_000);
    expect(found?.waitShare).toBeCloseTo(waitShare, 3);
    expect(found?.serviceLevel).toBeCloseTo(serviceLevel, 3);
    expect((found?.meanWaitMs ?? 0) / 1000).toBeCloseTo(meanWaitMs / 1000, 1);
  }
  const many = erlangC({ agents: 55, callsPerHour: 720, handleMs: 240_000 }, 15_000);
  expect(many?.waitShare).toBeCloseTo(0.239, 3);
  expect(many?.serviceLevel).toBeCloseTo(0.846, 3);
  expect(many?.meanWaitMs).toBeCloseTo(8184, 0);
});

test("one agent is the M/M/1 queue [R-ANALYTICS-20]", () => {
  const found = erlangC({ agents: 1, callsPerHour: 30, handleMs: 60_000 }, 60_000);
  expect(found?.waitShare).toBeCloseTo(0.5, 12);
  expect(found?.meanWaitMs).toBeCloseTo(60_000, 6);
  expect(found?.serviceLevel).toBeCloseTo(1 - 0.5 * Math.exp(-0.5), 12);
});

test("agents who cannot keep up have no Erlang C, and an Erlang A [R-ANALYTICS-20] [R-ANALYTICS-21]", () => {
  expect(erlangC({ agents: 10, ...tenErlangs }, 20_000)).toBeUndefined();
  expect(erlangC({ agents: 9, ...tenErlangs }, 20_000)).toBeUndefined();
  const { abandonShare, waitShare } = erlangA({ agents: 5, ...tenErlangs, patienceMs: 60_000 }, 20_000);
  expect(abandonShare).toBeGreaterThan(0.5);
  expect(waitShare).toBeGreaterThan(0.8);
});

test("Erlang A gives the figures that are published for fifty agents [R-ANALYTICS-21]", () => {
  const patient = erlangC(fifty, 20_000);
  expect((patient?.meanWaitMs ?? 0) / 1000).toBeCloseTo(20.8, 1);
  const found = erlangA({ ...fifty, patienceMs: 120_000 }, 20_000);
  expect(found.abandonShare).toBeCloseTo(0.031, 3);
  expect(found.meanWaitMs / 1000).toBeCloseTo(3.7, 1);
});

test("patience that hardly ends makes Erlang A the same as Erlang C [R-ANALYTICS-21]", () => {
  fc.assert(
    fc.property(queues, ({ agents, busy, handleMs, withinMs }) => {
      const queue = { agents, handleMs, callsPerHour: callsOf({ agents, busy, handleMs }) };
      const without = erlangC(queue, withinMs);
      const nearly = erlangA({ ...queue, patienceMs: handleMs * 1e9 }, withinMs);
      expect(nearly.waitShare).toBeCloseTo(without?.waitShare ?? -1, 5);
      expect(nearly.meanWaitMs / (without?.meanWaitMs ?? -1)).toBeCloseTo(1, 4); // the nearer to full, the more patience counts
      expect(nearly.serviceLevel).toBeCloseTo(without?.serviceLevel ?? -1, 4);
    }),
    { numRuns: 40 },
  );
});

test("who is not answered has left: within any time at all, Erlang A's service level is what abandons leave [R-ANALYTICS-21]", () => {
  const loads = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.1, max: 3, noNaN: true }));
  const patience = fc.double({ min: 0.05, max: 50, noNaN: true });
  fc.assert(
    fc.property(loads, patience, ([agents, busy], handleTimes) => {
      const handleMs = 100_000;
      const queue = { agents, handleMs, callsPerHour: callsOf({ agents, busy, handleMs }) };
      const found = erlangA({ ...queue, patienceMs: handleTimes * handleMs }, 1e12);
      expect(found.serviceLevel).toBeCloseTo(1 - found.abandonShare, 6);
      for (const share of [found.waitShare, found.abandonShare]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 60 },
  );
});

test("figures stay figures at sizes that factorials cannot count [R-ANALYTICS-21]", () => {
  const huge = { agents: 5000, callsPerHour: 5000 * 19.9, handleMs: 180_000 };
  expect(erlangC(huge, 20_000)?.waitShare).toBeGreaterThan(0.1);
  const flooded = erlangA({ agents: 50, callsPerHour: 28_800, handleMs: 60_000, patienceMs: 1e8 }, 20_000);
  expect(flooded.waitShare).toBe(1);
  expect(flooded.abandonShare).toBeCloseTo(1 - 50 / 480, 6);
});

test("the agents that are asked for are enough, and one fewer is not [R-ANALYTICS-22]", () => {
  expect(agentsFor(tenErlangs, { share: 0.8, withinMs: 20_000 })).toBe(14);
  const goals = fc.record({
    callsPerHour: fc.integer({ min: 1, max: 3000 }),
    handleMs: fc.integer({ min: 10_000, max: 600_000 }),
    share: fc.double({ min: 0.05, max: 0.99, noNaN: true }),
    withinMs: fc.integer({ min: 0, max: 60_000 }),
  });
  fc.assert(
    fc.property(goals, ({ callsPerHour, handleMs, share, withinMs }) => {
      const queue = { callsPerHour, handleMs };
      const agents = agentsFor(queue, { share, withinMs });
      expect(erlangC({ ...queue, agents }, withinMs)?.serviceLevel).toBeGreaterThanOrEqual(share);
      if (agents > 1)
        expect(erlangC({ ...queue, agents: agents - 1 }, withinMs)?.serviceLevel ?? 0).toBeLessThan(share);
    }),
    { numRuns: 60 },
  );
});
