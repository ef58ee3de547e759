import { offerOutcomes, overrideActs, queueComparisons, segmentOutcomes, strategies } from "@legroom/model";
import { keptSeeds, runSim, seatTurns, toText, wideEvents } from "../src/index.ts";
import { expect, test } from "vitest";

/** Not to be reached yet: callbacks are a later work. */
const unreachable: ReadonlySet<string> = new Set(["callback-taken"]);

test("sixty random days, each twice, break no law and reach every outcome [R-SIM-20] [R-SIM-21] [R-SIM-22] [R-SIM-26] [R-SIM-29] [R-SIM-30] [R-SIM-31] [R-SIM-32] [R-SIM-37] [R-SIM-35] [R-SIM-36] [R-SIM-38] [R-SIM-39] [R-SIM-40] [R-SIM-41]", async () => {
  const result = await runSim({ days: 60, seed: 1, workers: 2, more: keptSeeds(), stories: true });
  process.stdout.write(`${toText(result)}\n`);
  expect(result.failures).toEqual([]);
  const { offers, segments, seats } = result.coverage;
  const counts: { [name: string]: number | undefined } = { ...offers, ...segments, ...seats };
  const rare = [...offerOutcomes, ...segmentOutcomes, ...seatTurns]
    .filter((name) => !unreachable.has(name))
    .filter((name) => (counts[name] ?? 0) < 100);
  expect(rare).toEqual([]);
  expect(Object.keys(result.coverage.deaths).length).toBeGreaterThanOrEqual(35);
  expect(Object.values(result.coverage.changes).filter((count) => count >= 3).length).toBeGreaterThanOrEqual(20);
  const { choices, between, events } = result.coverage;
  expect(strategies.filter((strategy) => (choices[strategy] ?? 0) < 10)).toEqual([]);
  expect(queueComparisons.filter((by) => (between[by] ?? 0) < 5)).toEqual([]);
  expect(wideEvents.filter((type) => events[type] === undefined).length).toBeLessThanOrEqual(3);
  expect([...overrideActs, "undone"].filter((act) => (result.coverage.acts[act] ?? 0) < 50)).toEqual([]);
  expect(result.interactions).toBeGreaterThanOrEqual(60 * 180);
  expect(result.faults).toBeGreaterThanOrEqual(180);
  expect(result.crashes).toBeGreaterThanOrEqual(60);
}, 900_000);

test("a run that is called off names the seed with which another goes on [R-SIM-28]", async () => {
  const calledOff = new AbortController();
  const told: object[] = [];
  const onDay = (progress: object): void => {
    told.push(progress);
    calledOff.abort();
  };
  const result = await runSim({ days: 1000, seed: 500, workers: 1, onDay, signal: calledOff.signal });
  expect(told).toEqual([expect.objectContaining({ done: 1, of: 1000, failed: 0, nextSeed: 501 })]);
  expect(result).toMatchObject({ days: 1, failed: 0, rest: { seed: 501, days: 999 } });
  expect(toText(result)).toContain("--seed 501 --days 999");
});
