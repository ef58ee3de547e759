/** Matching as it is seen from outside: who is offered whom, between groups, queues and agents; and why. */
import { asId, unixMs } from "@legroom/model";
import type { Strategy } from "@legroom/model";
import { expect, test } from "vitest";
import type { Centre } from "../test/centre.ts";
import { offered, talk, whyLast, withQueues } from "../test/matching.ts";
import type { Queue } from "../test/matching.ts";
import { requirementOf } from "./demand.ts";
import { matchQueue } from "./matching.ts";
import { reindexInteraction } from "./caller-index.ts";
import { queueStateOf } from "./queue-state.ts";
import { reindexQueueMembers } from "./queue-index.ts";
import { must } from "@legroom/model";
import { Turn } from "./turn.ts";
import type { QueueEntry } from "./queue-entry.ts";
import type { Interaction } from "./world.ts";

const tea = { skills: ["tea"] };

function line(more: Partial<Queue>, agents: Parameters<typeof withQueues>[1]): Centre {
  return withQueues([{ id: "line", ...more }], agents);
}

/** The caller's interaction, whose facts the test may set as steps would. */
function caller(centre: Centre, name: string): Interaction & { entry: QueueEntry } {
  const found = [...centre.world.interactions.values()].find(({ seats }) => seats[0]?.legId === name);
  if (found?.entry === undefined) throw new Error(`${name} waits nowhere`);
  return found as Interaction & { entry: QueueEntry }; // just looked at
}

function setEntry(centre: Centre, name: string, facts: Partial<QueueEntry>): string | undefined {
  const interaction = caller(centre, name);
  Object.assign(interaction.entry, facts);
  reindexInteraction(centre.world, interaction.id);
  return requirementOf(centre.world, interaction)?.requires;
}

const relaxations: NonNullable<Queue["relaxations"]> = [
  { when: { by: "waited", afterMs: 10_000 }, requires: "tea >= 6" },
  { when: { by: "staffing", atMost: 1 }, requires: "tea >= 5" },
  { when: { by: "position", atMost: 1 }, requires: "tea" },
];

test("the furthest step in force stands in place of the queue's requirement, and of nothing else [R-ROUTE-50]", () => {
  const centre = line({ requires: "tea >= 8", relaxations }, { ann: tea });
  centre.calls("erin", "line");
  const asked = (facts: Partial<QueueEntry>, held: readonly number[] = []): string | undefined => {
    queueStateOf(centre.world, asId("line")).relaxed = held;
    reindexQueueMembers(centre.world, asId("line"));
    return setEntry(centre, "erin", { requires: "milk", ...facts });
  };
  expect(asked({})).toBe("milk and tea >= 8");
  expect(asked({ relaxed: 1 })).toBe("milk and tea >= 6");
  expect(asked({ relaxed: 0 }, [1])).toBe("milk and tea >= 5"); // the queue's own
  expect(asked({ relaxed: 1 }, [1])).toBe("milk and tea >= 5");
  expect(asked({ relaxed: 2 }, [1])).toBe("milk and tea");
  expect(asked({ relaxed: 1 })).toBe("milk and tea >= 6"); // the queue's was taken back
  expect(asked({ relaxed: 9, language: "de" })).toBe("language(de) and milk and tea");
});

test("a level that is too low is not offered until a step lets it; then at once, and the reasons say so [R-ROUTE-50] [R-ROUTE-63]", () => {
  const steps: Queue["relaxations"] = [
    { when: { by: "waited", afterMs: 10_000 }, requires: "tea >= 6" },
    { when: { by: "waited", afterMs: 20_000 }, requires: "tea" },
  ];
  const centre = line({ requires: "tea >= 8", relaxations: steps }, { ann: tea });
  centre.available("ann");
  centre.calls("erin", "line");
  centre.wait(19_999);
  expect(offered(centre)).toEqual([]);
  centre.wait(1);
  expect(offered(centre)).toEqual(["ann"]);
  expect(whyLast(centre)).toMatchObject({ requires: "tea", relaxed: 2, tieBreak: "only-one", trigger: "relaxed" });
});

test("a step that is due while a phone rings for the caller rings nobody else: who it lets in is offered them afterwards [R-ROUTE-92]", () => {
  const steps: Queue["relaxations"] = [{ when: { by: "waited", afterMs: 5000 }, requires: "tea" }];
  const able = { ...tea, levels: { tea: 9 } };
  const centre = line({ requires: "tea >= 8", relaxations: steps }, { ann: able, ben: tea });
  centre.phones.set("ann", "rings");
  centre.available("ann", "ben");
  centre.calls("erin", "line");
  centre.wait(19_000);
  expect([offered(centre), centre.all("interaction.relaxed").length]).toEqual([["ann"], 1]);
  centre.wait(1000);
  expect(offered(centre)).toEqual(["ann", "ben"]);
});

test("those who ask for the same are one group, and others another; a head that nobody can serve holds up nobody [R-ROUTE-51]", () => {
  const centre = line({}, { ann: { ...tea, languages: { de: 5 } }, ben: tea });
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "line");
  setEntry(centre, "erin", { language: "fr" });
  setEntry(centre, "frank", { language: "de" });
  const groups = [...(centre.world.derived.queues.get(asId("line"))?.groups.values() ?? [])];
  expect(groups.filter(({ waiting }) => waiting.size > 0).map(({ requires }) => requires)).toEqual([
    "anyone",
    "language(fr)",
    "language(de)",
  ]);
  centre.available("ben", "ann");
  expect([centre.agentOf("frank"), centre.agentOf("gina"), centre.agentOf("erin")]).toEqual(["ann", "ben", undefined]);
});

test.each(["erin", "frank"])(
  "of those who ask for different things in one queue the first is offered first, be it that %s asks for more [R-ROUTE-51]",
  (special) => {
    const centre = line({}, { ann: tea });
    centre.calls("erin", "line");
    centre.wait(1000);
    centre.calls("frank", "line");
    setEntry(centre, special, { requires: "tea" });
    centre.available("ann");
    expect([centre.agentOf("erin"), centre.agentOf("frank")]).toEqual(["ann", undefined]);
  },
);

test("help that comes is offered the first whom it can serve, behind one whom it cannot [R-ROUTE-51] [R-ROUTE-97]", () => {
  const help = { from: asId<"queue">("help"), when: "waiting", startsAt: 2, endsAt: 1, leastMs: 60_000 } as const;
  const queues: Queue[] = [
    { id: "line", members: ["ann"], borrows: [help] },
    { id: "help", members: ["ben"] },
  ];
  const centre = withQueues(queues, { ann: tea, ben: {} });
  centre.available("ben");
  centre.calls("erin", "line");
  setEntry(centre, "erin", { requires: "tea" });
  centre.calls("frank", "line");
  expect([centre.agentOf("erin"), centre.agentOf("frank")]).toEqual([undefined, "ben"]);
});

test("groups in which nobody waits are remembered, and what was asked for, but not without end [R-ROUTE-51]", () => {
  const centre = line({}, { ann: tea });
  centre.calls("erin", "line");
  for (let i = 0; i < 2200; i += 1) setEntry(centre, "erin", { language: `x${i}` });
  const remembered = centre.world.derived.emptyGroups.size;
  expect(remembered).toBeGreaterThan(1900);
  expect(remembered).toBeLessThanOrEqual(2000);
  const index = must(centre.world.derived.queues.get(asId("line")), "the queue");
  expect(index.groups.size).toBe(remembered + 1);
  expect(index.demands.size).toBeGreaterThan(100);
  expect(index.demands.size).toBeLessThanOrEqual(1000);
});

test("a member with a delay is in reach of who has got so far; a later tier comes after an earlier one [R-ROUTE-52]", () => {
  const tiers = { ann: { tier: 1, delayMs: 20_000 }, ben: 2 };
  const centre = line({ tiers }, { ann: {}, ben: {}, cat: {} });
  centre.available("ann");
  centre.calls("erin", "line");
  expect(offered(centre)).toEqual([]);
  setEntry(centre, "erin", { delayMs: 20_000 });
  centre.presence("ann", "available");
  centre.available("ben", "cat");
  centre.calls("frank", "line");
  expect(offered(centre)).toEqual(["ann", "cat"]);
});

test("who becomes free and is out of reach takes nobody's place among the free [R-ROUTE-52]", () => {
  const centre = line({ tiers: { ann: { tier: 1, delayMs: 20_000 } } }, { ann: {}, ben: {} });
  centre.checking = false; // it looks at the free, and so puts them in order
  centre.calls("first", "line");
  centre.hangsUp("first");
  centre.available("ben", "ann");
  centre.calls("erin", "line");
  expect(offered(centre)).toEqual(["ben"]);
});

test("who is lent comes after all own members, says so, and must meet the requirement as they do [R-ROUTE-52]", () => {
  const queues: Queue[] = [
    {
      ...{ id: "line", requires: "tea", members: ["ann"], tiers: { ann: 9 } },
      borrows: [{ from: asId("help"), when: "waiting", startsAt: 1, endsAt: 0, leastMs: 60_000 }],
    },
    { id: "help", members: ["ben", "cat"] },
  ];
  const centre = withQueues(queues, { ann: tea, ben: tea, cat: {} });
  centre.available("cat", "ben");
  centre.wait(1000);
  centre.available("ann");
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "line");
  expect(offered(centre)).toEqual(["ann", "ben"]);
  expect(whyLast(centre)).toMatchObject({ borrowedFrom: "help", filters: { members: 3, signedIn: 3, skilled: 2 } });
});

test("who is a member anyhow is not borrowed, and keeps their tier [R-ROUTE-52]", () => {
  const queues: Queue[] = [
    {
      ...{ id: "line", requires: "tea", members: ["ann"], tiers: { ann: 3 } },
      borrows: [{ from: asId("help"), when: "waiting", startsAt: 1, endsAt: 0, leastMs: 60_000 }],
    },
    { id: "help", members: ["ann", "ben"] },
  ];
  const centre = withQueues(queues, { ann: tea, ben: tea });
  for (const name of ["erin", "frank"]) centre.calls(name, "line");
  centre.available("ben", "ann");
  const made = centre.all("offer.made").map(({ agentId, reasons }) => [agentId, reasons.borrowedFrom]);
  expect(made).toEqual([
    ["ben", "help"],
    ["ann", undefined],
  ]);
});

test("units and capacity decide who is free [R-ROUTE-53]", () => {
  const queues: Queue[] = [
    { id: "line", units: 2 },
    { id: "chat", units: 1 },
  ];
  const centre = withQueues(queues, { ann: { capacity: 3 } });
  centre.available("ann");
  for (const [name, queue] of [
    ["erin", "line"],
    ["frank", "line"],
    ["gina", "chat"],
    ["hal", "chat"],
  ] as const)
    centre.calls(name, queue);
  expect(["erin", "frank", "gina", "hal"].map((name) => centre.agentOf(name))).toEqual([
    "ann",
    undefined,
    "ann",
    undefined,
  ]);
  expect(whyLast(centre).candidates[0]?.load).toBe(666);
});

test("a queue interrupts connected talks of the queues it names, and says which; nothing else, and only where there is no room [R-ROUTE-53]", () => {
  const queues: Queue[] = [{ id: "urgent", interrupts: [asId("chat")] }, { id: "chat" }, { id: "line" }];
  const centre = withQueues(queues, { ann: {}, ben: {} });
  centre.available("ann");
  centre.calls("erin", "chat");
  centre.calls("frank", "urgent");
  expect([centre.agentOf("erin"), centre.agentOf("frank")]).toEqual(["ann", "ann"]);
  expect(whyLast(centre).interrupts).toEqual([caller(centre, "erin").id]);
  centre.calls("gina", "urgent"); // urgent does not interrupt itself
  expect(centre.agentOf("gina")).toBe(undefined);
  centre.available("ben");
  expect(centre.agentOf("gina")).toBe("ben");
  expect(whyLast(centre)).not.toHaveProperty("interrupts");
});

test("who has room besides a talk that could be interrupted is not interrupted in it [R-ROUTE-53]", () => {
  const queues: Queue[] = [{ id: "urgent", interrupts: [asId("chat")] }, { id: "chat" }];
  const centre = withQueues(queues, { ann: { capacity: 2 } });
  centre.available("ann");
  centre.calls("erin", "chat");
  centre.calls("frank", "urgent");
  expect(centre.agentOf("frank")).toBe("ann");
  expect(whyLast(centre)).not.toHaveProperty("interrupts");
});

test("of several talks only those are interrupted whose queues may be [R-ROUTE-53]", () => {
  const queues: Queue[] = [{ id: "urgent", interrupts: [asId("chat")] }, { id: "chat" }, { id: "line" }];
  const centre = withQueues(queues, { ann: { capacity: 2 } });
  centre.available("ann");
  centre.calls("erin", "line");
  centre.calls("frank", "chat");
  centre.calls("gina", "urgent");
  expect(centre.agentOf("gina")).toBe("ann");
  expect(whyLast(centre).interrupts).toEqual([caller(centre, "frank").id]);
});

test("who waits for a queue that interrupts is offered as soon as the talk is connected, and not in wrap-up [R-ROUTE-53]", () => {
  const queues: Queue[] = [
    { id: "urgent", interrupts: [asId("chat")] },
    { id: "chat", wrapUpMs: 60_000 },
  ];
  const centre = withQueues(queues, { ann: {} });
  centre.available("ann");
  centre.calls("erin", "chat");
  centre.hangsUp("erin");
  centre.calls("frank", "urgent");
  expect([centre.availability("ann"), centre.agentOf("frank")]).toEqual(["wrapping", undefined]);
});

test("who rests from a caller is not chosen for them, others are, and the counts say so [R-ROUTE-54]", () => {
  const centre = line({}, { ann: {}, ben: {} });
  centre.phones.set("ann", "rings");
  centre.available("ann", "ben");
  centre.calls("erin", "line");
  const { offerId, agentId } = centre.last("offer.made");
  centre.command({ type: "offer.decline", offerId, agentId });
  expect(offered(centre)).toEqual(["ann", "ben"]);
  expect(whyLast(centre)).toMatchObject({ filters: { free: 2, notCoolingDown: 1 }, tieBreak: "only-one" });
});

test("who rests from a caller and is not free either is counted once [R-ROUTE-54] [R-ROUTE-63]", () => {
  const centre = line({}, { ann: {}, ben: {} });
  centre.phones.set("ann", "rings");
  centre.available("ann");
  centre.calls("erin", "line");
  const { offerId, agentId } = centre.last("offer.made");
  centre.command({ type: "offer.decline", offerId, agentId });
  centre.presence("ann", "break");
  centre.available("ben");
  expect(offered(centre)).toEqual(["ann", "ben"]);
  expect(whyLast(centre).filters).toMatchObject({ signedIn: 2, free: 1, notCoolingDown: 1 });
});

test("round robin goes on from who was offered, within the tier, and begins again after the last [R-ROUTE-56]", () => {
  const centre = line({ strategy: "round-robin", tiers: { dan: 2 } }, { ann: {}, ben: {}, cat: {}, dan: {} });
  centre.available("ann", "ben", "cat", "dan");
  expect(["1", "2", "3", "4", "5"].map((name) => talk(centre, name, "line"))).toEqual([
    "ann",
    "ben",
    "cat",
    "ann",
    "ben",
  ]);
});

test("top-down goes on from who was tried for this caller, through the tiers [R-ROUTE-56]", () => {
  const centre = line({ strategy: "top-down", tiers: { ben: 2 } }, { ann: {}, ben: {}, cat: {} });
  for (const agent of ["ann", "ben", "cat"]) centre.phones.set(agent, "is-dead");
  centre.available("ann", "ben", "cat");
  centre.calls("erin", "line");
  centre.wait(10_000);
  expect(offered(centre)).toEqual(["ann", "cat", "ben"]);
});

test("today's talks count, not yesterday's; who had none today for longer comes first [R-ROUTE-56]", () => {
  const centre = line({ strategy: "agent-with-fewest-calls" }, { ann: {}, ben: {} });
  centre.at = unixMs(Math.ceil(centre.at / 86_400_000) * 86_400_000 - 60_000); // a minute before midnight
  centre.available("ann", "ben");
  expect([1, 2, 3].map((n) => talk(centre, `late ${n}`, "line", 2000))).toEqual(["ann", "ben", "ann"]);
  centre.wait(60_000);
  expect(["1", "2", "3"].map((name) => talk(centre, name, "line"))).toEqual(["ben", "ann", "ann"]);
  expect(whyLast(centre).candidates.map((one) => one.measure)).toEqual([1, 1]);
});

test("who is taken out of the settings, and comes back, has had no talks [R-ROUTE-56]", () => {
  const centre = line({ strategy: "agent-with-fewest-calls" }, { ann: {}, ben: {} });
  centre.available("ann", "ben");
  expect(talk(centre, "erin", "line")).toBe("ann");
  const { config } = centre.look().config();
  const withoutAnn = {
    ...config,
    agents: config.agents.filter(({ id }) => id !== "ann"),
    devices: config.devices.filter(({ id }) => id !== "ann"),
    queues: config.queues.map((queue) => ({ ...queue, members: queue.members.filter((id) => id !== "ann") })),
  };
  for (const next of [withoutAnn, config])
    expect(centre.command({ type: "centre.import", config: next }).ok).toBe(true);
  centre.available("ann");
  expect(talk(centre, "frank", "line")).toBe("ann");
});

test.each(["random", "wrandom"] satisfies Strategy[])(
  "%s leaves nobody out, and comes out the same again [R-ROUTE-56]",
  (strategy) => {
    const centre = line({ strategy, tiers: { cat: 2 } }, { ann: {}, ben: {}, cat: {} });
    centre.available("ann", "ben", "cat");
    const chosen = Array.from({ length: 60 }, (_, i) => talk(centre, `caller ${i}`, "line", 1));
    const times = (agent: string): number => chosen.filter((one) => one === agent).length;
    if (strategy === "random") expect(times("cat")).toBe(0);
    else expect(times("cat")).toBeGreaterThan(3); // one in five
    expect(times("cat")).toBeLessThan(25);
    expect(times("ann")).toBeGreaterThan(14);
    expect(times("ben")).toBeGreaterThan(14);
    const { stepped, now } = centre.replayed();
    expect(stepped).toBe(now);
  },
);

test("no other strategy looks for one more while a phone rings [R-ROUTE-55]", () => {
  const centre = line({ strategy: "linear", progressMs: 2000 }, { ann: {}, ben: {} });
  centre.phones.set("ann", "rings");
  centre.available("ann", "ben");
  centre.calls("erin", "line");
  centre.wait(10_000);
  expect([offered(centre), centre.all("interaction.progressed")]).toEqual([["ann"], []]);
});

test("ring-progressively rings one more each time, while somebody is free; the first answer has the caller [R-ROUTE-55]", () => {
  const centre = line({ strategy: "ring-progressively", progressMs: 5000 }, { ann: {}, ben: {}, cat: {} });
  for (const agent of ["ann", "ben", "cat"]) centre.phones.set(agent, "rings");
  centre.available("ann", "ben");
  centre.calls("erin", "line");
  expect(offered(centre)).toEqual(["ann"]);
  centre.wait(5000);
  expect([offered(centre), whyLast(centre).trigger]).toEqual([["ann", "ben"], "progress"]);
  centre.wait(5000);
  expect(offered(centre)).toEqual(["ann", "ben"]);
  centre.available("cat");
  centre.wait(5000);
  expect(offered(centre)).toEqual(["ann", "ben", "cat"]);
  const second = must(centre.all("offer.made")[1], "ben rings");
  centre.give({ type: "leg.answered", legId: must(second.legs[0], "his phone").legId });
  expect(centre.all("offer.ended").map(({ agentId, outcome }) => [agentId, outcome])).toEqual([
    ["ben", "accepted"],
    ["ann", "superseded"],
    ["cat", "superseded"],
  ]);
  centre.wait(60_000);
  expect(offered(centre)).toHaveLength(3);
});

test("a queue that rings progressively no more, since its settings were changed, rings nobody else [R-ROUTE-55]", () => {
  const centre = line({ strategy: "ring-progressively", progressMs: 5000 }, { ann: {}, ben: {} });
  for (const agent of ["ann", "ben"]) centre.phones.set(agent, "rings");
  centre.available("ann", "ben");
  centre.calls("erin", "line");
  const { config } = centre.look().config();
  const queues = config.queues.map((queue) => ({ ...queue, strategy: "linear" as const }));
  expect(centre.command({ type: "centre.import", config: { ...config, queues } }).ok).toBe(true);
  centre.wait(10_000);
  expect(offered(centre)).toEqual(["ann"]);
});

test("one after the other a hundred are rung for a caller, and no more [R-ROUTE-55]", () => {
  const agents = Array.from({ length: 102 }, (_, i) => `agent ${i}`);
  const centre = line(
    { strategy: "ring-progressively", progressMs: 1000, offerMs: 600_000 },
    Object.fromEntries(agents.map((agent) => [agent, {}])),
  );
  centre.checking = false; // of so many it takes long
  for (const agent of agents) centre.phones.set(agent, "rings");
  centre.available(...agents);
  centre.calls("erin", "line");
  centre.wait(98_000);
  expect(offered(centre)).toHaveLength(99);
  centre.wait(12_000);
  expect(offered(centre)).toHaveLength(100);
});

test("while a caller waits for one agent alone nobody else is offered them; whatever the queue asks, that agent is [R-ROUTE-57]", () => {
  const centre = line({ requires: "tea" }, { ann: { ...tea, skills: ["tea", "milk"] }, ben: {}, cat: tea });
  centre.calls("erin", "line");
  const untilAt = unixMs(centre.at + 45_000);
  const asked = setEntry(centre, "erin", { preferred: { agentId: asId("ben"), untilAt }, language: "de" });
  expect(asked).toBe("agent(ben)");
  centre.available("ann", "cat");
  expect(offered(centre)).toEqual([]);
  expect(setEntry(centre, "erin", { requires: "milk" })).toBe("agent(ben) and milk");
  centre.available("ben");
  expect(offered(centre)).toEqual([]); // what was asked for besides holds for them too
  setEntry(centre, "erin", { preferred: { agentId: asId("ann"), untilAt } });
  centre.presence("ann", "available");
  expect(offered(centre)).toEqual(["ann"]);
  expect(whyLast(centre)).toMatchObject({
    preferredAgentId: "ann",
    tieBreak: "only-one",
    filters: { members: 3, skilled: 1 },
  });
});

test.each(["off", "members", "any"] as const)(
  "of agents who are no members the preferred one is offered where lastAgent is any: %s [R-ROUTE-57]",
  (lastAgent) => {
    const queues: Queue[] = [{ id: "line", members: ["ann"], lastAgent }, { id: "other" }];
    const centre = withQueues(queues, { ann: {}, ben: {} });
    centre.available("ben");
    centre.calls("first", "other"); // ben is busy: there, but not free
    centre.calls("erin", "line");
    setEntry(centre, "erin", { preferred: { agentId: asId("ben"), untilAt: unixMs(centre.at + 45_000) } });
    centre.available("ann");
    centre.hangsUp("first");
    expect(offered(centre)).toEqual(lastAgent === "any" ? ["ben", "ben"] : ["ben"]);
    if (lastAgent === "any") expect(whyLast(centre).filters).toMatchObject({ members: 2, signedIn: 2, skilled: 1 });
  },
);

test("who is asked for alone, is no member and cannot serve the caller is not counted as one [R-ROUTE-57] [R-ROUTE-63]", () => {
  const queues: Queue[] = [{ id: "line", members: ["ann"], lastAgent: "any" }, { id: "other" }];
  const centre = withQueues(queues, { ann: {}, ben: {} });
  centre.available("ben");
  centre.calls("first", "other"); // ben is busy
  centre.calls("erin", "line");
  const counted = (requires: string): unknown => {
    setEntry(centre, "erin", { preferred: { agentId: asId("ben"), untilAt: unixMs(centre.at + 45_000) }, requires });
    return centre.look().whyWaiting(caller(centre, "erin").id, centre.at)?.filters;
  };
  expect(counted("anyone")).toMatchObject({ members: 2, signedIn: 1, skilled: 1 });
  expect(counted("milk")).toMatchObject({ members: 1, signedIn: 0, skilled: 0 });
});

/** The three become free at one instant, while a caller waits who prefers Cat: the offers that are made. */
function offeredTo(queue: Parameters<typeof line>[0]) {
  const centre = line(queue, { ann: {}, ben: {}, cat: {} });
  centre.calls("erin", "line");
  caller(centre, "erin").preferredAgentId = asId("cat");
  for (const agent of ["ann", "ben", "cat"]) centre.register(agent);
  for (const agent of ["ann", "ben", "cat"]) must(centre.world.agents.get(asId(agent)), agent).sessionId = asId("s");
  const turn = new Turn(centre.world, {
    id: asId("by hand"),
    at: centre.at,
    entropy: "0".repeat(32),
    type: "clock.reached",
  });
  for (const agent of ["ann", "ben", "cat"])
    turn.emit({
      type: "agent.presence-changed",
      agentId: asId(agent),
      presence: "available",
      actor: { kind: "system" } as never,
    });
  matchQueue(turn, asId("line"), "relaxed");
  return turn.events.filter((event) => event.type === "offer.made");
}

test("after that wait the preferred agent comes first in every strategy, if they are free [R-ROUTE-57]", () => {
  const [made] = offeredTo({ strategy: "linear" });
  expect(made).toMatchObject({
    agentId: "cat",
    reasons: { tieBreak: "preferred", preferredAgentId: "cat", trigger: "relaxed" },
  });
});

test("where the first tier rings, the preferred agent of a later one rings with it, and nobody else of theirs [R-ROUTE-55] [R-ROUTE-57]", () => {
  const rung = (tiers: Record<string, number>) => offeredTo({ strategy: "ringall", tiers }).map((made) => made.agentId);
  expect(rung({ cat: 2 })).toEqual(["cat", "ann", "ben"]);
  expect(rung({ ben: 2, cat: 2 })).toEqual(["cat", "ann"]);
});

test("strain is work not yet rested off, up to half an hour [R-ROUTE-58]", () => {
  const centre = line({ strategy: "lowest-occupancy" }, { ann: {}, ben: {} });
  centre.available("ann", "ben");
  talk(centre, "erin", "line", 1_260_000); // ann, for 21 minutes
  talk(centre, "frank", "line", 600_000); // ben, for ten
  centre.wait(60_000);
  centre.calls("gina", "line");
  expect(offered(centre).at(-1)).toBe("ben");
  expect(whyLast(centre).candidates.map((one) => one.measure)).toEqual([300, 333]); // 600 - 60 s, and 1260 - 660 s, of 1800
});

const two = (betweenQueues: "order" | "weight" | "fair-share" | "service-level-risk", more: Partial<Queue>): Centre =>
  withQueues([{ id: "late", ...more }, { id: "early" }], { ann: {} }, { betweenQueues });

test.each([
  { by: "order", first: "early" },
  { by: "weight", first: "late" },
  { by: "service-level-risk", first: "late" },
] as const)(
  "between queues by $by the first of $first is offered, and the reasons name the other [R-ROUTE-60] [R-ROUTE-61]",
  ({ by, first }) => {
    const centre = two(by, { weight: 2, serviceLevelMs: 5000 });
    centre.calls("erin", "early");
    centre.wait(2000);
    centre.calls("frank", "late");
    centre.available("ann");
    expect(centre.agentOf(first === "early" ? "erin" : "frank")).toBe("ann");
    expect(whyLast(centre).between).toEqual({ by, queueIds: [first === "early" ? "late" : "early"] });
  },
);

test("of targets that are missed the order decides [R-ROUTE-61]", () => {
  const centre = two("service-level-risk", { serviceLevelMs: 5000 });
  centre.calls("erin", "early");
  centre.wait(2000);
  centre.calls("frank", "late");
  centre.wait(60_000);
  centre.available("ann");
  expect(centre.agentOf("erin")).toBe("ann");
});

test("fair share gives offers in proportion to weights, and an idle queue saves up nothing [R-ROUTE-62]", () => {
  const centre = two("fair-share", { weight: 3 });
  for (let i = 0; i < 20; i += 1) centre.calls(`e${i}`, "early");
  for (let i = 0; i < 20; i += 1) centre.calls(`l${i}`, "late");
  centre.available("ann");
  for (let i = 0; i < 16; i += 1) {
    const { interactionId } = centre.last("offer.made");
    centre.hangsUp(centre.world.interactions.get(interactionId)?.seats[0]?.legId ?? "");
  }
  const queues = centre.all("offer.made").map((made) => made.queueId);
  expect(queues.slice(0, 16).filter((queue) => queue === "late")).toHaveLength(12);
});

test("a queue that was idle while others were served is next once, and saves up no turns [R-ROUTE-62]", () => {
  const queues = ["red", "blue", "idle"].map((id) => ({ id }));
  const centre = withQueues(queues, { ann: {} }, { betweenQueues: "fair-share" });
  const enter = (queue: string, count: number): void => {
    for (let i = 0; i < count; i += 1) centre.calls(`${queue} ${i}`, queue);
  };
  const serve = (count: number): readonly string[] => {
    for (let i = 0; i < count; i += 1) {
      const { interactionId } = centre.last("offer.made");
      centre.hangsUp(centre.world.interactions.get(interactionId)?.seats[0]?.legId ?? "");
    }
    return centre
      .all("offer.made")
      .slice(-count)
      .map((made) => made.queueId);
  };
  enter("red", 12);
  enter("blue", 12);
  centre.available("ann");
  serve(10);
  enter("idle", 9);
  const served = serve(6);
  expect(served.filter((queue) => queue === "idle").length).toBeLessThanOrEqual(3);
  expect(new Set(served).size).toBe(3);
});
