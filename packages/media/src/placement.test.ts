import { expect, test } from "vitest";
import { Latch } from "./latch.ts";
import { Placement } from "./placement.ts";
import { PortRange } from "./port-range.ts";
import type { ConferenceState } from "./protocol.ts";
import { estimateMos } from "./quality.ts";

const state = (id: string, version: number, seats: Record<string, string | null>): ConferenceState => ({
  id,
  version,
  seats: Object.entries(seats).map(([seat, endpointId]) => ({ seat, endpointId })),
  hears: {},
});

test("a conference is anchored by its endpoints; an empty one comes along and leaves where it was [R-MEDIA-61]", () => {
  const placement = new Placement(2);
  placement.putEndpoint("a", 0);
  placement.putEndpoint("b", 1);
  expect(placement.homeOf([state("c", 1, { x: "a", y: "b" })]).ok).toBe(false);
  expect(placement.homeOf([state("c", 1, { x: "nobody" })]).ok).toBe(false);
  expect(placement.putConference(state("c", 1, { x: null }), 0)).toBeUndefined();
  expect(placement.anchorOf("c")).toBeUndefined();
  expect(placement.homeOf([state("c", 2, { x: "b" })])).toEqual({ ok: true, value: 1 });
  expect(placement.putConference(state("c", 2, { x: "b" }), 1)).toBe(0);
  expect([placement.anchorOf("c"), placement.ofSeat("x"), placement.ofSeat("y")]).toEqual([1, 1, undefined]);
  expect(placement.putConference(state("c", 1, { x: "a" }), 0)).toBeUndefined();
  expect(placement.ofConference("c")).toBe(1);
});

test("a seat is found where it moved to, and a lost process is forgotten whole [R-MEDIA-60]", () => {
  const placement = new Placement(2);
  placement.putEndpoint("a", 1);
  placement.putConference(state("here", 1, { x: "a" }), 1);
  placement.putConference(state("there", 1, { x: "a" }), 1);
  placement.putConference(state("here", 2, {}), 1);
  expect(placement.ofSeat("x")).toBe(1);
  placement.putRecording("r", 1);
  placement.putPrompt("p", 1);
  expect(placement.lose(1, 5)).toEqual({
    at: 5,
    type: "process.lost",
    process: 1,
    endpoints: ["a"],
    conferences: ["here", "there"],
    recordings: ["r"],
  });
  const left = [placement.ofSeat("x"), placement.ofPrompt("p"), placement.ofRecording("r"), placement.load(1)];
  expect(left).toEqual([undefined, undefined, undefined, 0]);
});

test("ports are pairs, even and odd; one given back rests and comes last [R-MEDIA-21]", () => {
  const ports = new PortRange({ from: 45_001, to: 45_007, quarantineMs: 100 });
  expect([ports.take(0), ports.take(0), ports.take(0), ports.take(0)]).toEqual([45_002, 45_004, 45_006, undefined]);
  ports.give(45_004, 10);
  expect(ports.take(109)).toBeUndefined();
  expect(ports.take(110)).toBe(45_004);
});

test("the latch opens for the signalled address alone, and to one port at a time [R-MEDIA-13]", () => {
  const remote = { address: "192.0.2.1", port: 4_000 };
  const strict = new Latch({ ...remote, latch: "signalled-address" });
  expect(strict.allows("192.0.2.1", 4_000, 0)).toBe(true);
  expect(strict.allows("192.0.2.1", 4_002, 0)).toBe(false);
  expect(strict.allows("192.0.2.2", 4_000, 0)).toBe(false);
  const open = new Latch({ ...remote, latch: "any-port-on-signalled-address" });
  expect(open.allows("::ffff:192.0.2.1", 5_000, 0)).toBe(true);
  open.settle("::ffff:192.0.2.1", 5_000, 0);
  expect(open.place).toEqual({ address: "192.0.2.1", port: 5_000 });
  expect(open.allows("192.0.2.1", 6_000, 100)).toBe(false);
  expect(open.allows("192.0.2.1", 4_000, 100)).toBe(true);
  // A NAT that changed its mind: the old port has been silent for more than two seconds.
  expect(open.allows("192.0.2.1", 6_000, 2_100)).toBe(true);
  expect(open.allows("192.0.2.9", 5_000, 9_000)).toBe(false);
});

test("a proven far side may send from where its signalling came, and is answered there [R-MEDIA-13]", () => {
  const latch = new Latch({ address: "192.0.2.1", port: 4_000, provenAddress: "198.51.100.7" });
  expect(latch.place).toEqual({ address: "192.0.2.1", port: 4_000 });
  expect(latch.allows("203.0.113.5", 4_000, 0)).toBe(false);
  expect(latch.allows("198.51.100.7", 61_000, 0)).toBe(true);
  latch.settle("198.51.100.7", 61_000, 0);
  expect(latch.place).toEqual({ address: "198.51.100.7", port: 61_000 });
  expect(latch.allows("198.51.100.7", 61_002, 100)).toBe(false);
});

test("the estimate of quality falls with loss and with delay, between 1 and 4.5 [R-MEDIA-77]", () => {
  expect(estimateMos({ lossShare: 0, delayMs: 50 })).toBeCloseTo(4.38, 1);
  const byLoss = [0, 0.01, 0.05, 0.2, 1].map((lossShare) => estimateMos({ lossShare, delayMs: 50 }));
  const byDelay = [0, 100, 250, 500, 2_000].map((delayMs) => estimateMos({ lossShare: 0, delayMs }));
  for (const scores of [byLoss, byDelay]) {
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score >= 1 && score <= 4.5)).toBe(true);
  }
});
