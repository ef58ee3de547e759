import type { Event } from "@legroom/model";
import { expect, test } from "vitest";
import { CentreWatch } from "./centre-watch.ts";
import { QueueWatch } from "./queue-watch.ts";
import { WorkWatch } from "./work-watch.ts";

type Body = {
  readonly [field: string]: unknown;
  readonly type: string;
  readonly at?: number;
  readonly inputId?: string;
};

/** What the watchmen find in these events, each of a step of its own unless it says otherwise. */
function found(...bodies: readonly Body[]): string[] {
  const problems: string[] = [];
  const tell = (problem: string): void => void problems.push(problem);
  const centre = new CentreWatch();
  const [queues, work] = [new QueueWatch(tell, centre), new WorkWatch(tell, centre)];
  bodies.forEach((body, at) => {
    const event = { at: 0, inputId: `input-${at}`, ...body } as unknown as Event; // only what is read
    centre.see(event);
    queues.see(event);
    work.see(event);
  });
  return problems;
}

const orders = (...bodies: readonly Body[]): string[] =>
  found(...bodies).filter((problem) => problem.startsWith("order"));

const queue = {
  ...{ id: "q", requires: "anyone", members: ["alice", "bob", "carol"], tiers: [], relaxations: [], units: 1 },
  ...{ secondsPerPoint: 6, interrupts: [], lastAgent: "off" },
};
const agents = ["alice", "bob", "carol", "david"].map((id) => ({
  id,
  skills: [],
  levels: {},
  languages: {},
  capacity: 1,
}));
const configured = (of: object = {}, more: object = {}) => ({
  ...{ type: "centre.configured", config: { queues: [{ ...queue, ...of }], agents, devices: [], ...more } },
});
const rules = configured();

/** A caller who enters the queue `q` at once. */
const enters = (id: string, how: { at: number; customerClass?: string; virtualEntryAt?: number; band?: number }) => [
  {
    type: "interaction.arrived",
    interactionId: id,
    customerClass: how.customerClass ?? "standard",
    seatId: `${id}-seat`,
  },
  {
    ...{ type: "interaction.queued", interactionId: id, queueId: "q", band: how.band ?? 1, totalUntilAt: 900_000 },
    ...{ at: how.at, enteredAt: how.at, firstEnteredAt: how.at, virtualEntryAt: how.virtualEntryAt ?? how.at },
  },
];
const offers = (interactionId: string, agentId: string, offerId = `${interactionId}-${agentId}`) => ({
  ...{ type: "offer.made", interactionId, agentId, offerId, queueId: "q", reasons: { strategy: "performance" } },
});
const ends = (interactionId: string, agentId: string, outcome: string, more: object = {}) => ({
  ...{ type: "offer.ended", interactionId, agentId, offerId: `${interactionId}-${agentId}`, outcome, ...more },
});
const segmentEnds = (interactionId: string, outcome: string) => ({
  ...{ type: "queue-segment.ended", interactionId, queueId: "q", outcome },
});
const away = (interactionId: string) => ({ type: "seat.away", interactionId, seatId: `${interactionId}-seat` });

const two = [rules, ...enters("x", { at: 1000 }), ...enters("y", { at: 2000 })];

test("who is offered before somebody who was before them is found [R-SIM-30]", () => {
  expect(found(...two, offers("x", "alice"), offers("y", "bob"))).toEqual([]);
  expect(found(...two, offers("y", "bob"))[0]).toContain("order: bob is offered y, and x is before them");
  const equal = [rules, ...enters("x", { at: 1000 }), ...enters("y", { at: 1000 })];
  expect(found(...equal, offers("y", "bob"))[0]).toContain("order"); // the id decides
  const front = [rules, ...enters("x", { at: 1000 }), ...enters("y", { at: 2000, band: 0 })];
  expect(found(...front, offers("x", "bob"))[0]).toContain("order");
  expect(found(...front, offers("y", "bob"))).toEqual([]);
});

test("who rests from the agent, or is away, is passed over by right, and by nobody else's [R-SIM-30]", () => {
  const rested = [offers("x", "bob"), ends("x", "bob", "declined", { coolDownUntilAt: 9000 })];
  expect(orders(...two, ...rested, offers("y", "bob"))).toEqual([]);
  expect(orders(...two, ...rested, offers("y", "carol"))).toHaveLength(1);
  const over = { type: "offer.cool-down-ended", interactionId: "x", agentId: "bob" };
  expect(orders(...two, ...rested, over, offers("y", "bob"))).toHaveLength(1);
  expect(orders(...two, away("x"), offers("y", "bob"))).toEqual([]);
  expect(orders(...two, away("x"), { ...away("x"), type: "seat.back" }, offers("y", "bob"))).toHaveLength(1);
});

test("a caller who is overtaken by more than the classes allow is found [R-SIM-31]", () => {
  const trial = enters("x", { at: 0, customerClass: "trial", virtualEntryAt: 600_000 });
  const vip = (at: number) => enters("y", { at, customerClass: "vip", virtualEntryAt: at });
  expect(found(rules, ...trial, ...vip(599_000), offers("y", "bob"))).toEqual([]);
  const late = found(
    rules,
    ...trial,
    ...enters("y", { at: 601_000, customerClass: "vip", virtualEntryAt: 0 }),
    offers("y", "bob"),
  );
  expect(late).toEqual([expect.stringContaining("starvation: y is offered before x")]);
});

test("a caller who waits beyond the longest wait is found, and what jumps gave is theirs [R-SIM-31]", () => {
  const wait = [rules, ...enters("x", { at: 0 })];
  const seen = (at: number) => ({ type: "effect.settled", at });
  expect(found(...wait, seen(899_000), seen(960_000))).toEqual([]); // nothing was seen in between
  expect(found(...wait, seen(902_000), seen(903_000))).toHaveLength(1);
  const grace = { type: "interaction.grace-given", interactionId: "x", queueByMs: 0, totalByMs: 30_000 };
  expect(found(...wait, grace, seen(902_000), seen(903_000))).toEqual([]);
  expect(found(...wait, segmentEnds("x", "timed-out"), seen(902_000), seen(903_000))).toEqual([]);
});

test("books that do not add up are found [R-SIM-32]", () => {
  expect(found(...two, segmentEnds("x", "answered"), segmentEnds("y", "abandoned"))).toEqual([]);
  expect(
    found(...two, segmentEnds("x", "answered"), segmentEnds("x", "answered"), segmentEnds("y", "answered")),
  ).toEqual([expect.stringContaining("conservation: queue q was offered 2, ended 3, has -1")]);
});

test("an agent who is given two at once, and a caller who is given to two, are found [R-SIM-29]", () => {
  const talk = [offers("x", "alice"), ends("x", "alice", "accepted")];
  expect(found(...two, ...talk, offers("y", "alice"))).toEqual(["capacity: alice is given 2 at once, and can do 1"]);
  const over = { type: "agent-segment.ended", interactionId: "x", agentId: "alice", offerId: "x-alice" };
  expect(found(...two, ...talk, over, offers("y", "alice"))).toEqual([]);
  expect(found(...two, offers("x", "alice"), offers("x", "bob"))[0]).toContain("x is offered to two agents at once");
  const twice = found(...two, ...talk, offers("x", "bob"), ends("x", "bob", "accepted"));
  expect(twice).toContain("x is assigned to alice and to bob");
});

test("an offer to somebody who may not be offered that caller is found, whatever the machine had in mind [R-SIM-37]", () => {
  const entersWith = (more: object) => {
    const [arrived, queued] = enters("x", { at: 1000 });
    return [arrived ?? rules, { ...queued, type: "interaction.queued", ...more }];
  };
  const matches = (of: object, more: object, agentId: string) =>
    found(configured(of), ...entersWith(more), offers("x", agentId)).map((problem) => problem.slice(0, 5));
  expect(matches({}, {}, "alice")).toEqual([]);
  expect(matches({}, {}, "david")).toEqual(["match"]); // no member
  expect(matches({ requires: "sales" }, {}, "alice")).toEqual(["match"]);
  expect(matches({}, { requires: "not agent(alice)" }, "alice")).toEqual(["match"]);
  expect(matches({}, { language: "de" }, "alice")).toEqual(["match"]);
  expect(matches({}, { preferred: { agentId: "bob" } }, "alice")).toEqual(["match"]);
  expect(matches({ tiers: [{ agent: "alice", tier: 1, delayMs: 5000 }] }, {}, "alice")).toEqual(["match"]);
});

test("steps that were taken, of the caller and of the queue, and helpers of other queues, make it right [R-SIM-37]", () => {
  const step = { type: "interaction.relaxed", interactionId: "x", relaxed: 0, delayMs: 0 };
  const waited = { when: { by: "waited", afterMs: 1000 }, requires: "anyone" };
  const staffing = { when: { by: "staffing", atMost: 1 }, requires: "anyone" };
  const offered = (of: object, ...steps: Body[]) =>
    found(configured({ requires: "sales", ...of }), ...enters("x", { at: 1000 }), ...steps, offers("x", "alice"));
  expect(offered({ relaxations: [waited] })).toHaveLength(1);
  expect(offered({ relaxations: [waited] }, { ...step, cause: "waited", relaxed: 1 })).toEqual([]);
  const held = { type: "queue.relaxed", queueId: "q", steps: [0] };
  expect(offered({ relaxations: [staffing] }, held)).toEqual([]);
  expect(offered({ relaxations: [staffing] }, held, { ...held, steps: [] })).toHaveLength(1);
  const helping = configured(
    { id: "p" },
    {
      queues: [
        { ...queue, members: [] },
        { ...queue, id: "p" },
      ],
    },
  );
  const begins = { type: "queue.borrowing-started", queueId: "q", from: "p" };
  const helped = (...steps: Body[]) => found(helping, ...enters("x", { at: 1000 }), ...steps, offers("x", "alice"));
  expect(helped(begins)).toEqual([]);
  expect(helped(begins, { ...begins, type: "queue.borrowing-ended" })).toHaveLength(1);
});
