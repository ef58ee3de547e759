import { asId } from "@legroom/model";
import type { AvailabilityState } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

test("availability follows load, offers, wrap-up, choice and phone, in this order [R-ROUTE-10]", () => {
  const centre = new Centre();
  const seen: (AvailabilityState | undefined)[] = [centre.availability("alice") as AvailabilityState];
  const look = (): void => void seen.push(centre.availability("alice") as AvailabilityState);
  centre.presence("alice", "break");
  look();
  centre.presence("alice", "available");
  look();
  centre.register("alice");
  look();
  centre.presence("alice", "away");
  look();
  centre.phones.set("alice", "rings");
  centre.presence("alice", "available");
  centre.calls("erin", "sales");
  look();
  centre.wait(20_000);
  look();
  centre.phones.set("alice", "answers");
  centre.presence("alice", "available");
  look();
  centre.hangsUp("erin");
  look();
  centre.give({ type: "endpoint.lost", endpointId: asId("alice/1"), cause: "expired" });
  look();
  centre.wait(60_000);
  look();
  expect(seen).toEqual([
    "signed-out",
    "unavailable",
    "device-lost",
    "available",
    "unavailable",
    "offered",
    "not-responding",
    "busy",
    "wrapping",
    "wrapping",
    "device-lost",
  ]);
});

test("Offline during a call signs out after wrap-up, not before [R-ROUTE-9]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.presence("alice", "offline");
  expect(centre.availability("alice")).toBe("busy");
  centre.hangsUp("erin");
  expect(centre.availability("alice")).toBe("wrapping");
  centre.wait(60_000);
  expect(centre.availability("alice")).toBe("signed-out");
  expect(centre.all("agent.session-closed")).toHaveLength(1);
});

test("Break chosen during a call applies when it ends [R-ROUTE-9]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.presence("alice", "break");
  centre.calls("frank", "sales");
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(centre.availability("alice")).toBe("unavailable");
  expect(centre.agentOf("frank")).toBe(undefined);
});

test("an agent who is online sits in no conference and has no leg [R-ROUTE-20]", () => {
  const centre = new Centre();
  centre.available("alice", "bob", "carol", "david");
  expect(centre.look().conferences()).toEqual([]);
  expect(centre.look().legs()).toEqual([]);
});

test("wrap-up ends by its timer, and the waiting caller is taken without polling [R-ROUTE-11]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.calls("frank", "sales");
  centre.hangsUp("erin");
  centre.wait(59_999);
  expect(centre.agentOf("frank")).toBe(undefined);
  centre.wait(1);
  expect(centre.agentOf("frank")).toBe("alice");
  expect(centre.last("agent.wrap-up-ended").cause).toBe("timer");
});

test("wrap-up ends by command, once, and is refused when there is none [R-ROUTE-11]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.hangsUp("erin");
  expect(centre.command({ type: "wrap-up.end", agentId: asId("alice") }).ok).toBe(true);
  expect(centre.command({ type: "wrap-up.end", agentId: asId("alice") })).toMatchObject({
    refusal: { code: "agent.not-wrapping" },
  });
});

test("*9 ends wrap-up and says so; without one it says that [R-ROUTE-11]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.hangsUp("erin");
  centre.calls("star-nine", "*9", "alice");
  centre.calls("star-nine-again", "*9", "alice");
  expect(centre.all("leg.feature-called").map((event) => event.said)).toEqual(["wrap-up-ended", "wrap-up-none"]);
  expect(centre.last("agent.wrap-up-ended").cause).toBe("agent");
});

test.each([
  ["*1", "available"],
  ["*2", "busy"],
  ["*3", "away"],
  ["*4", "break"],
] as const)("%s means %s and is confirmed by voice [R-ROUTE-12]", (to, presence) => {
  const centre = new Centre();
  centre.register("alice");
  centre.calls("feature", to, "alice");
  expect(centre.last("agent.presence-changed")).toMatchObject({ presence, actor: { kind: "agent", id: "alice" } });
  expect(centre.last("leg.feature-called").said).toBe(`presence-${presence}`);
  expect(centre.look().legs()).toEqual([]); // said, and hung up
});

test("*0 signs out [R-ROUTE-12]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("feature", "*0", "alice");
  expect(centre.availability("alice")).toBe("signed-out");
});

test("while *1 is being confirmed the agent is offered nobody; afterwards at once [R-ROUTE-12]", () => {
  const centre = new Centre();
  centre.register("alice");
  centre.calls("erin", "sales");
  centre.obliging = false;
  centre.calls("feature", "*1", "alice");
  expect(centre.availability("alice")).toBe("available");
  expect(centre.all("offer.made")).toEqual([]);
  centre.hangsUp("feature");
  expect(centre.last("offer.made")).toMatchObject({ agentId: "alice", reasons: { trigger: "agent-free" } });
});

test("a feature call that nobody ends is ended by its deadline [R-ROUTE-12]", () => {
  const centre = new Centre();
  centre.register("alice");
  centre.obliging = false;
  centre.calls("feature", "*1", "alice");
  centre.wait(40_000);
  expect(centre.look().legs()).toEqual([]);
});

test("the required skill decides, not only membership [R-ROUTE-5]", () => {
  const centre = new Centre((file) => ({
    ...file,
    agents: file.agents.map((agent) => (agent.id === "alice" ? { ...agent, skills: ["general"] } : agent)),
  }));
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(centre.agentOf("erin")).toBe(undefined);
  centre.available("david");
  expect(centre.agentOf("erin")).toBe("david");
});

test("membership decides, not only skill [R-ROUTE-5]", () => {
  const centre = new Centre((file) => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === "sales" ? { ...queue, members: [asId("david")] } : queue)),
  }));
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(centre.agentOf("erin")).toBe(undefined);
});

test("by default the longest idle is taken, whoever has the fewest other skills; best-skill takes the latter [R-ROUTE-5] [R-ROUTE-55]", () => {
  const byDefault = new Centre();
  byDefault.available("david");
  byDefault.wait(60_000);
  byDefault.available("alice");
  byDefault.calls("erin", "sales");
  expect(byDefault.agentOf("erin")).toBe("david");

  const centre = new Centre((file) => ({
    ...file,
    queues: file.queues.map((queue) => ({ ...queue, strategy: "best-skill" })),
  }));
  centre.available("david");
  centre.wait(60_000);
  centre.available("alice");
  centre.calls("erin", "sales");
  expect(centre.agentOf("erin")).toBe("alice");
});

test("of equals the longest idle is taken, then the id decides [R-ROUTE-5]", () => {
  const centre = new Centre();
  centre.available("carol");
  centre.wait(10);
  centre.available("alice", "bob");
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "general");
  expect(["erin", "frank", "gina"].map((name) => centre.agentOf(name))).toEqual(["carol", "alice", "bob"]);
  expect(centre.all("offer.made").map((event) => event.reasons.tieBreak)).toEqual(["longest-idle", "id", "only-one"]);
});

test("an agent who becomes free takes the first of the heads of all their queues [R-ROUTE-6]", () => {
  const centre = new Centre();
  centre.calls("erin", "billing");
  centre.wait(1000);
  centre.calls("frank", "sales");
  centre.wait(1000);
  centre.calls("petra", "general", "petra");
  centre.available("david");
  // Petra entered two seconds after Erin and is four minutes ahead by her class.
  expect(centre.agentOf("petra")).toBe("david");
});

test("choosing Available again does not cost an agent their place among the idle [R-ROUTE-5]", () => {
  const centre = new Centre();
  centre.available("bob");
  centre.wait(10);
  centre.available("carol");
  centre.wait(10);
  centre.presence("bob", "available");
  centre.calls("erin", "general");
  expect(centre.agentOf("erin")).toBe("bob");
});
