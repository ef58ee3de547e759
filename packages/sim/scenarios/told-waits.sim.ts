import { expect, test } from "vitest";
import { toldWaits } from "../src/index.ts";
import type { Told } from "../src/index.ts";

const HANDLE_MS = 180_000;
const CALLS = 2500;

type Point = {
  readonly name: string;
  readonly agents: number;
  readonly erlangs: number;
  readonly vipShare?: number;
  readonly seed: number;
};

/** From lines that come and go to long ones, and one in which some overtake others. */
const points: readonly Point[] = [
  { name: "5 agents, 4 erlangs", agents: 5, erlangs: 4, seed: 1 },
  { name: "5 agents, 4.8 erlangs", agents: 5, erlangs: 4.8, seed: 2 },
  { name: "20 agents, 19.5 erlangs", agents: 20, erlangs: 19.5, seed: 3 },
  { name: "5 agents, 4.7 erlangs, three of ten VIP", agents: 5, erlangs: 4.7, vipShare: 0.3, seed: 4 },
];

const shareOf = (all: readonly Told[], holds: (one: Told) => boolean): number => all.filter(holds).length / all.length;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);

test.each(points)(
  "$name: of those who are answered about four of five wait as long as they were told [R-SIM-34]",
  (point) => {
    const { agents, erlangs, vipShare, seed } = point;
    const callsPerHour = (erlangs * 3_600_000) / HANDLE_MS;
    const run = { agents, callsPerHour, handleMs: HANDLE_MS, withinMs: 20_000, calls: CALLS, seed };
    const all = toldWaits(vipShare === undefined ? run : { ...run, vipShare });
    const groups =
      vipShare === undefined ? { all } : { vip: all.filter((one) => one.vip), others: all.filter((one) => !one.vip) };
    for (const [name, told] of Object.entries(groups)) {
      const within = shareOf(told, (one) => one.becameMs >= one.lowMs && one.becameMs <= one.highMs);
      const below = shareOf(told, (one) => one.becameMs < one.lowMs);
      const words = [`within ${percent(within)}`, `shorter ${percent(below)}`, `longer ${percent(1 - within - below)}`];
      process.stdout.write(`${point.name}, ${name}, ${told.length} told: ${words.join("  ")}\n`);
      expect(told.length).toBeGreaterThan(500);
      expect(within).toBeGreaterThan(0.7);
      expect(within).toBeLessThan(0.9);
    }
  },
);
