import { asId } from "@legroom/model";
import { simulate } from "../src/index.ts";
import type { Day, SimCaller } from "../src/index.ts";
import { expect, test } from "vitest";

const everybody = ["alice", "bob", "carol", "david"];

/** What the API would count: how many agents are in each state. */
function counts(day: Day): { [state: string]: number } {
  const found: { [state: string]: number } = {};
  for (const { availability } of day.look.agents()) found[availability.state] = (found[availability.state] ?? 0) + 1;
  return found;
}

async function talks(day: Day, caller: SimCaller, agent: string): Promise<void> {
  await day.agent(agent).answers();
  await day.until(() => caller.hears().includes(agent), `${caller.name} hears ${agent}`);
}

test("a caller who is declined by one agent is offered to the next", async () => {
  const day = await simulate({ seed: 1, agents: ["alice", "david"] });
  const erin = day.caller("erin").dials("sales");
  await day.agent("alice").declines();
  await talks(day, erin, "david");
  expect(day.conferenceOf(erin)).toEqual(["david", "erin"]);
  expect(day.agent("david").hears()).toEqual(["erin"]);
});

test("the plan's demonstration: topic and class decide, the counts are right, and who waits is taken when an agent frees", async () => {
  const day = await simulate({ seed: 2, agents: everybody });
  expect(counts(day)).toEqual({ available: 4 });
  expect(day.agent("alice").hears()).toEqual([]); // online, and in no conference
  expect(day.look.legs()).toEqual([]);
  const erin = day.caller("erin").dials("sales");
  await talks(day, erin, "alice");
  expect(counts(day)).toEqual({ available: 3, busy: 1 });
  const frank = day.caller("frank").dials("support");
  await talks(day, frank, "bob");
  const gina = day.caller("gina").dials("billing");
  await talks(day, gina, "carol");
  expect(counts(day)).toEqual({ available: 1, busy: 3 });
  const victor = day.caller("victor", "victor").dials("sales");
  await talks(day, victor, "david");
  expect(counts(day)).toEqual({ busy: 4 });

  const henry = day.caller("henry").dials("sales");
  await day.until(() => henry.hears().includes("music:hold"), "henry waits with music");
  await day.pass(10_000);
  expect(day.look.queues().find((queue) => queue.id === "sales")?.waiting).toBe(1);
  erin.hangsUp();
  await day.pass(200);
  expect(counts(day)).toEqual({ busy: 3, wrapping: 1 });
  const freedAt = day.clock.now() + 60_000;
  await talks(day, henry, "alice");
  expect(day.clock.now() - freedAt).toBeLessThan(1000); // at the end of the wrap-up, not at some next poll
  expect(erin.hears()).toEqual([]);
  expect(henry.hears()).toEqual(["alice"]);
});

test("with Alice busy the next sales caller goes to David", async () => {
  const day = await simulate({ seed: 3, agents: everybody });
  await talks(day, day.caller("erin").dials("sales"), "alice");
  await talks(day, day.caller("frank").dials("sales"), "david");
});

test("a name that says VIP is nobody special, a device that proves it is", async () => {
  const day = await simulate({ seed: 4, agents: ["alice"] });
  const pretender = day.caller("VIP").dials("sales");
  await day.until(() => day.look.interactions().length === 1, "the call is in");
  expect(day.look.interactions()[0]?.customerClass).toBe("standard");
  pretender.hangsUp();
  day.caller("victor", "victor").dials("sales");
  await day.until(() => day.look.interactions().some((one) => one.customerClass === "vip"), "the VIP is known");
});

test("a phone that rings unanswered gives the caller to the next agent, place and clock kept", async () => {
  const day = await simulate({ seed: 5, agents: ["alice", "david"] });
  const erin = day.caller("erin").dials("sales");
  await day.until(() => day.agent("alice").rings, "alice's phone rings");
  const enteredAt = day.look.interactions()[0]?.firstEnteredAt;
  await talks(day, erin, "david");
  expect(day.look.interactions()[0]?.firstEnteredAt).toBe(enteredAt);
  expect(counts(day)).toMatchObject({ "not-responding": 1, busy: 1 });
  expect(day.outside.coverage.offers).toEqual({ "no-answer": 1, accepted: 1 });
});

test("a dead phone costs the caller seconds and its agent nothing", async () => {
  const day = await simulate({ seed: 6, agents: ["alice", "david"] });
  for (const phone of day.agent("alice").phones) phone.onCall = () => {};
  const erin = day.caller("erin").dials("sales");
  await talks(day, erin, "david");
  expect(day.outside.coverage.offers).toEqual({ "device-failed": 1, accepted: 1 });
  expect(counts(day)["not-responding"]).toBeUndefined();
});

test("a caller who leaves while it rings stops the ringing", async () => {
  const day = await simulate({ seed: 7, agents: ["alice"] });
  const erin = day.caller("erin").dials("sales");
  await day.until(() => day.agent("alice").rings, "alice's phone rings");
  erin.hangsUp();
  await day.until(() => !day.agent("alice").rings, "it rings no more");
  await day.pass(5000);
  expect(day.outside.coverage).toMatchObject({ offers: { "caller-left": 1 }, closes: { abandoned: 1 } });
  expect(counts(day)).toMatchObject({ available: 1 });
});

test("an agent who hangs up leaves the customer to a goodbye, not to a dead line", async () => {
  const day = await simulate({ seed: 8, agents: ["alice"] });
  const erin = day.caller("erin").dials("sales");
  await talks(day, erin, "alice");
  day.agent("alice").hangsUp();
  await day.until(() => erin.hears().includes("prompt"), "erin hears the goodbye");
  await day.until(() => erin.state === "over", "erin is released");
});

test("the front line asks once and again, and who presses nothing is led to General", async () => {
  const day = await simulate({ seed: 9, agents: ["bob"] });
  const erin = day.caller("erin").dials("main");
  await day.until(() => erin.hears().includes("prompt"), "erin is greeted");
  await talks(day, erin, "bob");
  const frank = day.caller("frank").dials("main");
  await day.until(() => frank.hears().includes("prompt"), "frank is greeted");
  frank.presses("1");
  await day.until(() => frank.hears().includes("music:hold"), "frank waits for Sales");
  expect(day.look.queues().find((queue) => queue.id === "sales")?.waiting).toBe(1);
});

test("a commit that fails while phones ring is not noticed by anybody on the phone", async () => {
  const day = await simulate({ seed: 10, agents: ["alice"] });
  const erin = day.caller("erin").dials("sales");
  await day.until(() => day.agent("alice").rings, "alice's phone rings");
  day.journal.failNext("before", 2);
  await talks(day, erin, "alice");
  expect(day.centre.health().status).toBe("ok");
  expect(day.centre.figures().fences).toBe(2);
  expect(day.outside.coverage.offers).toEqual({ accepted: 1 });
});

test("a lost media process ends its own interaction and no other", async () => {
  const day = await simulate({ seed: 11, agents: ["alice", "bob"] });
  const erin = day.caller("erin").dials("sales"); // the fake places legs in turn
  await talks(day, erin, "alice");
  const frank = day.caller("frank").dials("support");
  await talks(day, frank, "bob");
  day.telephony.losesMedia(0);
  await day.until(() => erin.state === "over", "erin's call is ended");
  await day.pass(30_000);
  expect(frank.hears()).toEqual(["bob"]);
});

test("a crash ends calls truthfully, keeps people and settings, and the next call works [R-SIM-24]", async () => {
  const day = await simulate({ seed: 12, agents: ["alice", "bob"] });
  await talks(day, day.caller("erin").dials("sales"), "alice");
  const waiting = day.caller("frank").dials("sales");
  await day.until(() => waiting.hears().includes("music:hold"), "frank waits");
  await day.crash({ inFlight: "before", downMs: 5000, told: false });
  await day.until(() => waiting.state === "over", "frank's phone is told that the call is over");
  expect(day.outside.coverage.closes).toEqual({ "centre-restarted": 2 });
  expect(day.look.knownEndpoints()).toHaveLength(2);
  await day.pass(60_000); // alice wraps up
  await talks(day, day.caller("gina").dials("sales"), "alice");
});

test("what an agent was told is still so after a crash at any commit [R-SIM-24]", async () => {
  for (const inFlight of ["before", "after"] as const) {
    const day = await simulate({ seed: 13, agents: ["alice"], appendMs: 5 });
    let answered = false;
    void day.asks({ type: "presence.set", agentId: asId("alice"), presence: "break" }).then((ok) => (answered = ok));
    await day.pass(2);
    await day.crash({ inFlight, downMs: 1000, told: true });
    const { presence } = day.look.agents().find((one) => one.id === "alice") ?? {};
    expect(answered).toBe(false); // the commit was under way: it was never acknowledged
    expect(presence).toBe(inFlight === "after" ? "break" : "available");
    await day.agent("alice").is("away");
    await day.crash({ inFlight: "before", downMs: 1000, told: true });
    expect(day.look.agents().find((one) => one.id === "alice")?.presence).toBe("away");
  }
});
