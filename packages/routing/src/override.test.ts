import { asId } from "@legroom/model";
import type { InteractionId, QueueId } from "@legroom/model";
import { expect, test } from "vitest";
import type { Centre, Phone } from "../test/centre.ts";
import { talk, withQueues } from "../test/matching.ts";
import { saveWorld, step } from "./index.ts";

const queues = [{ id: "sales" }, { id: "help" }, { id: "tiny", waitingMax: 1 }] as const;

/** Nobody is signed in unless the test says so: whoever calls waits. */
function centreOf(...agents: string[]): Centre {
  return withQueues(queues, Object.fromEntries(["ana", "ben", ...agents].map((id) => [id, {}])));
}

function waits(centre: Centre, name: string, queue = "sales"): InteractionId {
  centre.calls(name, queue);
  centre.wait(1); // of those who come at the same instant the id would decide
  return centre.last("interaction.arrived").interactionId;
}

/** Ids as they stand in line, the first first. */
function lineOf(centre: Centre, queueId: string): readonly string[] {
  return centre
    .look()
    .interactions()
    .filter((one) => one.queueId === queueId && one.position !== undefined)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map((one) => one.id);
}

const by = { reason: "too long here" } as const;
const queue = (id: string): QueueId => asId(id);

type Asked = Parameters<Centre["command"]>[0];
function codeOf(centre: Centre, body: Asked): string {
  const result = centre.command(body);
  return result.ok ? "ok" : result.refusal.code;
}
const move = (interactionId: InteractionId, to: string, expectedSeq?: number): Asked => ({
  type: "interaction.move",
  ...by,
  interactionId,
  queueId: queue(to),
  ...(expectedSeq === undefined ? {} : { expectedSeq }),
});
const assign = (interactionId: InteractionId, agent: string): Asked => ({
  type: "interaction.assign",
  ...by,
  interactionId,
  agentId: asId(agent),
});
const withdraw = (interactionId: InteractionId): Asked => ({ type: "interaction.withdraw", ...by, interactionId });
const undo = (centre: Centre): Asked => ({
  type: "override.undo",
  overrideId: centre.last("override.made").overrideId,
});
const rings = (centre: Centre, agents: Readonly<Record<string, Phone>>): void => {
  for (const [agent, phone] of Object.entries(agents)) centre.phones.set(agent, phone);
};

test("a move takes the caller to the other queue with the clock kept, says who and why, and is no attempt of anybody's [R-ROUTE-121]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  const firstEnteredAt = centre.last("interaction.queued").enteredAt;
  centre.wait(20_000);
  expect(codeOf(centre, move(one, "help"))).toBe("ok");
  expect(centre.last("queue-segment.ended")).toMatchObject({
    queueId: "sales",
    outcome: "flowed-out",
    waitedMs: 20_001,
  });
  expect(centre.last("interaction.queued")).toMatchObject({
    queueId: "help",
    segment: 2,
    firstEnteredAt,
    again: false,
  });
  expect(centre.last("override.made")).toMatchObject({
    act: "move",
    actor: { kind: "operator" },
    reason: "too long here",
    interactionIds: [one],
    queueId: "help",
    undoUntilAt: centre.at + 10_000,
  });
  expect([lineOf(centre, "sales"), lineOf(centre, "help")]).toEqual([[], [one]]);
});

test("a move withdraws what rings, and the agent is offered the next who waits [R-ROUTE-121]", () => {
  const centre = withQueues(
    [
      { id: "sales", members: ["ana"] },
      { id: "help", members: ["ben"] },
    ],
    { ana: {}, ben: {} },
  );
  rings(centre, { ana: "rings" });
  centre.available("ana");
  const first = waits(centre, "erin");
  const second = waits(centre, "frank");
  expect(codeOf(centre, move(first, "help"))).toBe("ok");
  expect(centre.last("offer.ended")).toMatchObject({ interactionId: first, outcome: "withdrawn", cause: "moved" });
  expect(centre.last("offer.made")).toMatchObject({ interactionId: second, agentId: "ana" });
  expect(lineOf(centre, "help")).toEqual([first]);
});

test("who is moved to where somebody is free is offered at once [R-ROUTE-121]", () => {
  const centre = withQueues(
    [
      { id: "sales", members: [] },
      { id: "help", members: ["ben"] },
    ],
    { ben: {} },
  );
  rings(centre, { ben: "rings" });
  centre.available("ben");
  const one = waits(centre, "erin");
  centre.command(move(one, "help"));
  expect(centre.last("offer.made")).toMatchObject({ interactionId: one, agentId: "ben", queueId: "help" });
});

test("what cannot be moved is refused with the reason [R-ROUTE-120]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  waits(centre, "frank", "tiny");
  expect(codeOf(centre, move(asId("nobody"), "help"))).toBe("interaction.unknown");
  expect(codeOf(centre, move(one, "nowhere"))).toBe("queue.unknown");
  expect(codeOf(centre, move(one, "sales"))).toBe("interaction.changed");
  expect(codeOf(centre, move(one, "tiny"))).toBe("queue.full");
  rings(centre, { ana: "answers" });
  centre.available("ana");
  expect(codeOf(centre, move(one, "help"))).toBe("interaction.not-waiting");
  centre.obliging = false;
  centre.hangsUp("erin");
  expect(codeOf(centre, move(one, "help"))).toBe("interaction.closed");
});

test("of two supervisors who saw the same one acts and the other is refused [R-ROUTE-120]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  const seen = centre.look().interaction(one)?.seq ?? 0;
  expect(codeOf(centre, move(one, "help", seen))).toBe("ok");
  expect(codeOf(centre, move(one, "tiny", seen))).toBe("interaction.changed");
  expect(codeOf(centre, move(one, "tiny", centre.look().interaction(one)?.seq ?? 0))).toBe("ok");
});

test("an announcement since makes nobody's look too old; an offer since does [R-ROUTE-120]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  const seen = centre.look().interaction(one)?.seq ?? 0;
  centre.wait(5000);
  expect(centre.last("interaction.announced").interactionId).toBe(one);
  rings(centre, { ana: "rings" });
  expect(
    codeOf(centre, { type: "interaction.reprioritise", ...by, interactionId: one, band: 0, expectedSeq: seen }),
  ).toBe("ok");
  const again = centre.look().interaction(one)?.seq ?? 0;
  centre.available("ana");
  expect(codeOf(centre, move(one, "help", again))).toBe("interaction.changed");
});

test("an undone move gives the old place back before those who came later, with its limits [R-ROUTE-125]", () => {
  const centre = centreOf();
  const first = waits(centre, "erin");
  const was = centre.last("interaction.queued");
  centre.wait(3000);
  const second = waits(centre, "frank");
  centre.command(move(first, "help"));
  centre.wait(9000);
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(lineOf(centre, "sales")).toEqual([first, second]);
  const { band, virtualEntryAt, queueUntilAt, totalUntilAt, firstEnteredAt } = was;
  expect(centre.last("interaction.queued")).toMatchObject({
    ...{ queueId: "sales", segment: 3, again: true },
    ...{ band, virtualEntryAt, queueUntilAt, totalUntilAt, firstEnteredAt },
  });
  expect(centre.look().overrides()[0]).toMatchObject({ act: "move", undone: true });
});

test("steps taken before a move stay taken when it is undone, and their clock has gone on [R-ROUTE-125]", () => {
  const centre = withQueues(
    [
      {
        id: "sales",
        requires: "gold",
        relaxations: [
          { when: { by: "waited", afterMs: 5000 }, requires: "gold or silver" },
          { when: { by: "waited", afterMs: 14_000 }, requires: "anyone" },
        ],
      },
      { id: "help", members: [] },
    ],
    { ana: {} },
  );
  const one = waits(centre, "erin");
  centre.wait(6000);
  centre.command(move(one, "help"));
  centre.wait(2000);
  centre.command(undo(centre));
  rings(centre, { ana: "rings" });
  centre.available("ana");
  centre.wait(5998);
  expect(centre.all("offer.made")).toEqual([]);
  centre.wait(1);
  expect(centre.last("offer.made")).toMatchObject({ agentId: "ana", reasons: { relaxed: 2 } });
});

test("what has gone further, is too old, was undone or is another's cannot be undone [R-ROUTE-125]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  centre.command(move(one, "help"));
  const moved = undo(centre);
  expect(codeOf(centre, { type: "override.undo", overrideId: asId("none") })).toBe("override.unknown");
  const other = { ...moved, commandId: asId<"command">("c"), actor: { kind: "staff", id: asId<"staff">("grace") } };
  const refused = centre.give(other as never); // a command as the API makes it
  expect(refused).toMatchObject({ refusal: { code: "override.not-yours" } });
  centre.command(move(one, "tiny"));
  expect(codeOf(centre, moved)).toBe("override.too-late");
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(codeOf(centre, undo(centre))).toBe("override.too-late");
  // What came between is undone, so that the first act is the last again.
  expect(codeOf(centre, moved)).toBe("override.too-late"); // but the caller has been somewhere else since
  const two = waits(centre, "frank");
  centre.command(move(two, "help"));
  centre.wait(10_000);
  expect(codeOf(centre, undo(centre))).toBe("override.too-late");
});

test("what is done to others since stands in nobody's way; what can be undone no more is forgotten [R-ROUTE-125]", () => {
  const centre = centreOf();
  const [one, two] = [waits(centre, "erin"), waits(centre, "frank")];
  centre.command(move(one, "help"));
  const moved = undo(centre);
  centre.command(move(two, "tiny"));
  expect(codeOf(centre, moved)).toBe("ok");
  expect(lineOf(centre, "sales")).toEqual([one]);
  centre.wait(10_000);
  centre.command(move(one, "help"));
  const kept = [...centre.world.overrides.values()].map(({ places }) => places?.length);
  expect(kept).toEqual([undefined, undefined, 1]);
});

/** The same by somebody, as the API makes it. */
function byActor(centre: Centre, actor: unknown, body: Asked, commandId: string): string {
  const result = centre.give({ ...body, commandId, actor } as never);
  return result.ok ? "ok" : result.refusal.code;
}

test.each([
  [{ kind: "staff", id: "henry" }, "override.not-yours"],
  [{ kind: "agent", id: "grace" }, "override.not-yours"],
  [{ kind: "staff", id: "grace" }, "ok"],
  [{ kind: "operator" }, "ok"],
])("what staff grace did %j undoes: %s [R-ROUTE-125]", (actor, code) => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  expect(byActor(centre, { kind: "staff", id: "grace" }, move(one, "help"), "a")).toBe("ok");
  expect(byActor(centre, actor, undo(centre), "b")).toBe(code);
});

test("who is put back is told their place when it was due, or soon [R-ROUTE-125]", () => {
  const announcedAfter = (ms: number): number => {
    const centre = centreOf();
    const one = waits(centre, "erin");
    const { at } = centre.last("interaction.queued");
    centre.command(move(one, "help"));
    centre.wait(ms);
    centre.command(undo(centre));
    return centre.last("interaction.queued").announceAt - at;
  };
  expect([announcedAfter(999), announcedAfter(4999)]).toEqual([2000, 7000]);
});

test("nobody is put back into a queue that is no more [R-ROUTE-125]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  centre.command(move(one, "help"));
  const moved = undo(centre);
  const { config } = centre.look().config();
  const isLeft = ({ id }: { readonly id: string }): boolean => id !== "sales";
  const without = {
    ...config,
    queues: config.queues.filter(isLeft),
    topics: config.topics.filter(isLeft),
    entries: config.entries.filter((row) => row.queue !== "sales"),
    frontLine: { ...config.frontLine, defaultTopic: asId<"topic">("help") },
  };
  expect(codeOf(centre, { type: "centre.import", config: without })).toBe("ok");
  expect(codeOf(centre, moved)).toBe("override.too-late");
  expect(lineOf(centre, "help")).toEqual([one]);
});

test("an agent is rung for the caller they are given whatever skill, membership and capacity say [R-ROUTE-124]", () => {
  const centre = withQueues([{ id: "sales", requires: "gold", members: ["ben"] }], {
    ana: {},
    ben: { skills: ["gold"] },
  });
  rings(centre, { ben: "rings" });
  centre.available("ana", "ben");
  const one = waits(centre, "erin");
  expect(codeOf(centre, assign(one, "ana"))).toBe("ok");
  const overrideId = centre.last("override.made").overrideId;
  expect(centre.all("offer.ended")[0]).toMatchObject({ agentId: "ben", outcome: "withdrawn", cause: "moved" });
  expect(centre.last("offer.made")).toMatchObject({
    agentId: "ana",
    reasons: { trigger: "override", tieBreak: "override", overrideId, candidates: [{ agentId: "ana" }] },
  });
  expect(centre.agentOf("erin")).toBe("ana");
  const two = waits(centre, "frank"); // ben is rung
  expect(codeOf(centre, assign(two, "ana"))).toBe("ok");
  expect(centre.last("offer.made")).toMatchObject({ agentId: "ana", interactionId: two });
  expect(centre.look().interaction(two)?.agentId).toBe("ana"); // two talks with a capacity of one: `give` has allowed it
});

test("an assignment that comes to nothing leaves the caller where they were, and is no attempt [R-ROUTE-124]", () => {
  const centre = withQueues(
    [
      { id: "sales", members: [], offersMax: 1, overflowTo: asId<"queue">("help") },
      { id: "help", members: [] },
    ],
    { ana: {} },
  );
  rings(centre, { ana: "rings" });
  centre.available("ana");
  const one = waits(centre, "erin");
  centre.command(assign(one, "ana"));
  centre.wait(25_000);
  expect(centre.last("offer.ended")).toMatchObject({ agentId: "ana", outcome: "no-answer" });
  expect(lineOf(centre, "sales")).toEqual([one]);
});

test("who cannot be rung is given nobody [R-ROUTE-120]", () => {
  const centre = centreOf();
  rings(centre, { ana: "rings" });
  const one = waits(centre, "erin");
  expect(codeOf(centre, assign(one, "nobody"))).toBe("agent.unknown");
  expect(codeOf(centre, assign(one, "ana"))).toBe("agent.not-available");
  centre.presence("ana", "available");
  expect(codeOf(centre, assign(one, "ana"))).toBe("agent.no-endpoint");
  centre.register("ana");
  expect(codeOf(centre, assign(one, "ana"))).toBe("agent.not-available"); // rung for this caller already
  centre.presence("ana", "break");
  expect(codeOf(centre, assign(one, "ana"))).toBe("agent.not-available");
});

test("an assignment is undone as long as it rings [R-ROUTE-125]", () => {
  const centre = withQueues([{ id: "sales", members: [] }], { ana: {} });
  rings(centre, { ana: "rings" });
  centre.available("ana");
  const one = waits(centre, "erin");
  centre.command(assign(one, "ana"));
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "withdrawn", cause: "moved" });
  expect(centre.look().interaction(one)).toMatchObject({ phase: "queued", position: 1 });
  rings(centre, { ana: "answers" });
  centre.command(assign(one, "ana"));
  expect(codeOf(centre, undo(centre))).toBe("override.too-late");
});

test("a queue that rings one after the other rings nobody beside the one who was chosen [R-ROUTE-124]", () => {
  const centre = withQueues(
    [{ id: "sales", strategy: "ring-progressively", progressMs: 2000, members: ["ben", "cat"] }],
    { ana: {}, ben: {}, cat: {} },
  );
  rings(centre, { ana: "rings", ben: "rings", cat: "rings" });
  centre.available("ana", "ben", "cat");
  const one = waits(centre, "erin");
  centre.command(assign(one, "ana"));
  centre.wait(9000);
  expect(centre.all("offer.made").map((made) => made.agentId)).toEqual(["ben", "ana"]);
});

test("priority changes the place in line and not the clock, and is taken back [R-ROUTE-122]", () => {
  const centre = centreOf();
  const first = waits(centre, "erin");
  centre.wait(4000);
  const second = waits(centre, "frank");
  const before = centre.look().interaction(second);
  const ahead = { type: "interaction.reprioritise", ...by, interactionId: second } as const;
  expect(codeOf(centre, { ...ahead, aheadMs: 5000 })).toBe("ok");
  expect(lineOf(centre, "sales")).toEqual([second, first]);
  expect(centre.look().interaction(second)).toMatchObject({
    firstEnteredAt: before?.firstEnteredAt,
    enteredAt: before?.enteredAt,
  });
  centre.command(undo(centre));
  expect(lineOf(centre, "sales")).toEqual([first, second]);
  centre.command({ ...ahead, band: 0 });
  expect(lineOf(centre, "sales")).toEqual([second, first]);
  centre.command({ ...ahead, band: 9 });
  expect(lineOf(centre, "sales")).toEqual([first, second]);
  expect(codeOf(centre, { ...ahead, interactionId: asId("none"), band: 1 })).toBe("interaction.unknown");
});

test("who is withdrawn hears a message and is let go; while it is spoken the act can be undone [R-ROUTE-123]", () => {
  const centre = centreOf();
  const one = waits(centre, "erin");
  const two = waits(centre, "frank");
  centre.obliging = false;
  centre.command(withdraw(one));
  expect(centre.last("queue-segment.ended")).toMatchObject({ interactionId: one, outcome: "withdrawn" });
  expect(centre.effects("prompt.play")[0]).toMatchObject({ items: [{ sound: "withdrawn" }] });
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(lineOf(centre, "sales")).toEqual([one, two]);
  expect(centre.effects("prompt.stop")).toHaveLength(1);
  centre.obliging = true;
  centre.command(withdraw(one));
  expect(centre.last("interaction.closed")).toMatchObject({ interactionId: one, cause: "withdrawn" });
  expect(codeOf(centre, undo(centre))).toBe("override.too-late");
});

test("an agent who comes into a queue is offered who waits there, and one who is taken out is not [R-ROUTE-126]", () => {
  const centre = withQueues([{ id: "sales", members: [] }], { ana: {}, ben: {} });
  rings(centre, { ana: "rings" });
  centre.available("ana");
  const one = waits(centre, "erin");
  const set = { type: "membership.set", ...by, agentId: asId<"agent">("ana"), queueId: queue("sales") } as const;
  expect(codeOf(centre, { ...set, member: { tier: 2, delayMs: 0 } })).toBe("ok");
  expect(centre.last("offer.made")).toMatchObject({ interactionId: one, agentId: "ana" });
  expect(centre.look().config()).toMatchObject({
    version: 2,
    config: { queues: [{ members: ["ana"], tiers: [{ agent: "ana", tier: 2, delayMs: 0 }] }] },
  });
  centre.presence("ana", "break");
  centre.command(set);
  centre.presence("ana", "available");
  expect(centre.look().interaction(one)).toMatchObject({ phase: "queued" });
  expect(centre.look().config().config.queues[0]).toMatchObject({ members: [], tiers: [] });
  expect(codeOf(centre, { ...set, agentId: asId("nobody") })).toBe("agent.unknown");
  expect(codeOf(centre, { ...set, queueId: queue("nowhere") })).toBe("queue.unknown");
});

test("an undone membership is as it was: tier, delay and place [R-ROUTE-126]", () => {
  const centre = withQueues([{ id: "sales", tiers: { ana: { tier: 3, delayMs: 5000 } } }], { ana: {}, ben: {} });
  const before = centre.look().config().config.queues;
  const set = { type: "membership.set", ...by, agentId: asId<"agent">("ana"), queueId: queue("sales") } as const;
  centre.command(set);
  expect(centre.look().config().config.queues[0]?.members).toEqual(["ben"]);
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(centre.look().config().config.queues).toEqual(before);
  centre.command({ ...set, member: { tier: 1, delayMs: 0 } });
  centre.command(undo(centre));
  expect(centre.look().config().config.queues).toEqual(before);
});

test.each([
  ["tier", { tier: 3, delayMs: 0 }],
  ["delay", { tier: 2, delayMs: 1000 }],
] as const)("a membership whose %s was changed since is not taken back [R-ROUTE-126]", (_what, since) => {
  const centre = centreOf();
  const set = { type: "membership.set", ...by, agentId: asId<"agent">("ana"), queueId: queue("help") } as const;
  centre.command({ ...set, member: { tier: 2, delayMs: 0 } });
  const made = undo(centre);
  const { config } = centre.look().config();
  const queues = config.queues.map((one) =>
    one.id === "help" ? { ...one, tiers: [{ agent: asId<"agent">("ana"), ...since }] } : one,
  );
  expect(codeOf(centre, { type: "centre.import", config: { ...config, queues } })).toBe("ok");
  expect(codeOf(centre, made)).toBe("override.too-late");
});

test.each(["agent", "queue"] as const)(
  "a membership of which the %s is no more is not taken back [R-ROUTE-126]",
  (gone) => {
    const centre = centreOf();
    const set = { type: "membership.set", ...by, agentId: asId<"agent">("ana"), queueId: queue("help") } as const;
    centre.command(set);
    const made = undo(centre);
    const { config } = centre.look().config();
    const isNotAna = (id: string): boolean => gone !== "agent" || id !== "ana";
    const isNotHelp = (id: string): boolean => gone !== "queue" || id !== "help";
    const without = {
      ...config,
      agents: config.agents.filter(({ id }) => isNotAna(id)),
      devices: config.devices.filter(({ id }) => isNotAna(id)),
      queues: config.queues
        .filter(({ id }) => isNotHelp(id))
        .map((one) => ({ ...one, members: one.members.filter(isNotAna) })),
      topics: config.topics.filter(({ id }) => isNotHelp(id)),
      entries: config.entries.filter((row) => isNotHelp(row.queue)),
    };
    expect(codeOf(centre, { type: "centre.import", config: without })).toBe("ok");
    expect(codeOf(centre, made)).toBe("override.too-late");
  },
);

test("nobody is named twice in a rebalance [R-ROUTE-127]", () => {
  const centre = centreOf();
  const interactionId = waits(centre, "erin");
  const moves = ["help", "tiny"].map((id) => ({ interactionId, queueId: queue(id) }));
  expect(centre.command({ type: "queues.rebalance", ...by, moves })).toMatchObject({
    refusal: { code: "interaction.changed", field: "moves.1.queueId" },
  });
  expect(lineOf(centre, "sales")).toEqual([interactionId]);
});

test("a rebalance is all or none, and is undone as one [R-ROUTE-127]", () => {
  const centre = centreOf();
  const callers = ["erin", "frank", "gina"].map((name) => waits(centre, name));
  const to = (queues: readonly string[]): Asked => ({
    type: "queues.rebalance",
    ...by,
    moves: queues.map((id, i) => ({ interactionId: callers[i] ?? asId("none"), queueId: queue(id) })),
  });
  expect(centre.command(to(["help", "tiny", "tiny"]))).toMatchObject({
    refusal: { code: "queue.full", field: "moves.2.queueId" },
  });
  expect(lineOf(centre, "sales")).toEqual(callers);
  expect(codeOf(centre, to(["help", "nowhere"]))).toBe("queue.unknown");
  expect(codeOf(centre, to(["help", "tiny", "help"]))).toBe("ok");
  expect([lineOf(centre, "sales"), lineOf(centre, "help"), lineOf(centre, "tiny")]).toEqual([
    [],
    [callers[0], callers[2]],
    [callers[1]],
  ]);
  expect(codeOf(centre, undo(centre))).toBe("ok");
  expect(lineOf(centre, "sales")).toEqual(callers);
  centre.command(to(["help", "tiny", "help"]));
  centre.hangsUp("frank");
  expect(codeOf(centre, undo(centre))).toBe("override.too-late");
});

test("of two who saw the same membership one changes it and the other is refused [R-ROUTE-126]", () => {
  const centre = centreOf();
  const seen = centre.look().config().version;
  const set = { type: "membership.set", ...by, agentId: asId<"agent">("ana"), queueId: queue("help") } as const;
  const asTier = (tier: number, expectedVersion: number): Asked => ({
    ...set,
    member: { tier, delayMs: 0 },
    expectedVersion,
  });
  expect(codeOf(centre, asTier(2, seen))).toBe("ok");
  expect(centre.command(asTier(3, seen))).toMatchObject({
    refusal: { code: "centre.changed", field: "expectedVersion", params: { version: seen + 1 } },
  });
  expect(codeOf(centre, { ...set, expectedVersion: seen })).toBe("centre.changed");
  expect(codeOf(centre, asTier(3, seen + 1))).toBe("ok");
});

test("of two who rebalance the same callers one does, and the other is refused whole [R-ROUTE-127]", () => {
  const centre = centreOf();
  const callers = ["erin", "frank"].map((name) => waits(centre, name));
  const seen = callers.map((interactionId) => ({
    interactionId,
    expectedSeq: centre.look().interaction(interactionId)?.seq ?? 0,
  }));
  const to = (id: string): Asked => ({
    type: "queues.rebalance",
    ...by,
    moves: seen.map((one) => ({ ...one, queueId: queue(id) })),
  });
  const [, second] = callers;
  expect(codeOf(centre, move(second ?? asId("none"), "tiny"))).toBe("ok");
  expect(centre.command(to("help"))).toMatchObject({
    refusal: { code: "interaction.changed", field: "moves.1.expectedSeq" },
  });
  expect(lineOf(centre, "sales")).toEqual([callers[0]]);
  for (const one of seen) one.expectedSeq = centre.look().interaction(one.interactionId)?.seq ?? 0;
  expect(codeOf(centre, to("help"))).toBe("ok");
  expect(lineOf(centre, "help")).toEqual(callers);
});

test("the last two hundred acts are remembered, the newest first [R-ROUTE-128]", () => {
  const centre = centreOf();
  const interactionId = waits(centre, "erin");
  for (let i = 0; i < 201; i += 1) {
    const body = { type: "interaction.reprioritise", reason: `no ${i}`, interactionId, aheadMs: i } as const;
    const as = { commandId: asId<"command">(`c-${i}`), actor: { kind: "operator" } } as const;
    const entropy = i.toString(16).padStart(32, "0");
    step(centre.world, { id: asId(`i-${i}`), at: centre.at, entropy, ...body, ...as });
  }
  const overrides = centre.look().overrides();
  expect(overrides).toHaveLength(200);
  expect([overrides[0]?.reason, overrides.at(-1)?.reason]).toEqual(["no 200", "no 1"]);
});

test("a preview tells who stands where before and after, and changes nothing [R-ROUTE-129]", () => {
  const centre = centreOf();
  const [first, second] = ["erin", "frank"].map((name) => waits(centre, name));
  centre.wait(1000);
  const third = waits(centre, "gina", "help");
  if (first === undefined || second === undefined) throw new Error("two have called");
  const before = saveWorld(centre.world);
  const preview = centre.look().previewMoves([{ interactionId: first, queueId: queue("help") }]);
  expect(saveWorld(centre.world)).toBe(before);
  expect(preview).toEqual({
    changes: [
      { interactionId: first, queueId: "sales", toQueueId: "help", positionBefore: 1, positionAfter: 1 },
      { interactionId: second, queueId: "sales", toQueueId: "sales", positionBefore: 2, positionAfter: 1 },
      { interactionId: third, queueId: "help", toQueueId: "help", positionBefore: 1, positionAfter: 2 },
    ],
  });
  expect(centre.look().previewMoves([{ interactionId: first, queueId: queue("nowhere") }])).toMatchObject({
    refusal: { code: "queue.unknown" },
  });
  centre.command(move(first, "help"));
  expect([lineOf(centre, "sales"), lineOf(centre, "help")]).toEqual([[second], [first, third]]);
  centre.available("ana"); // and talks with the first of them
  expect(centre.look().previewMoves([{ interactionId: first, queueId: queue("sales") }])).toMatchObject({
    refusal: { code: "interaction.not-waiting" },
  });
});

test("a preview tells how much longer they wait where the queues' pace is known [R-ROUTE-129]", () => {
  const centre = withQueues(
    [
      { id: "sales", members: ["ana"] },
      { id: "help", members: ["ben"] },
    ],
    { ana: {}, ben: {} },
  );
  centre.available("ana", "ben");
  talk(centre, "one", "sales", 60_000);
  talk(centre, "two", "help", 120_000);
  centre.calls("three", "sales");
  centre.calls("four", "help"); // both talk now
  const [first, second] = [waits(centre, "erin"), waits(centre, "frank")];
  const preview = centre.look().previewMoves([{ interactionId: first, queueId: queue("help") }]);
  expect(preview).toMatchObject({
    changes: [
      { interactionId: first, longerByMs: 60_000 },
      { interactionId: second, longerByMs: -60_000 },
    ],
  });
});
