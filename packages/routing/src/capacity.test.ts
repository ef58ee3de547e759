/** An agent who may have several at once: load in units, offers while units are left, a wrap-up for each talk. */
import { asId } from "@legroom/model";
import type { AgentView, CentreFile } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { isFree, loadOf, unitsLeft } from "./availability.ts";
import { problems } from "./index.ts";
import type { Agent, World } from "./world.ts";

/** A centre in which Alice may have so many units at once. */
function centreFor(capacity = 2, change: (file: CentreFile) => CentreFile = (file) => file): Centre {
  return new Centre((file) => {
    const agents = file.agents.map((agent) => (agent.id === "alice" ? { ...agent, capacity } : agent));
    return change({ ...file, agents });
  });
}

/** Alice, in her browser, talks with each of these callers of hers. */
function talking(...callers: string[]): Centre {
  const centre = centreFor();
  centre.inBrowsers("alice");
  for (const caller of callers) {
    centre.visits(caller, "sales");
    centre.wait(5000);
  }
  return centre;
}

const alice = (centre: Centre): Agent => {
  const agent = centre.world.agents.get(asId("alice"));
  if (agent === undefined) throw new Error("alice is there");
  return agent;
};
const view = (centre: Centre): AgentView["availability"] | undefined =>
  centre
    .look()
    .agents()
    .find((one) => one.id === "alice")?.availability;
const idOf = (centre: Centre, caller: string): string | undefined =>
  centre.all("interaction.arrived").find((event) => event.legId === caller)?.interactionId;
const agentsOf = (centre: Centre, ...callers: string[]): (string | undefined)[] =>
  callers.map((caller) => centre.agentOf(caller));
const agentLeg = (centre: Centre, caller: string): string =>
  centre.all("offer.made").find((event) => event.interactionId === idOf(centre, caller))?.legs[0]?.legId ?? "";

test("an agent with units left is busy and offered more, until the load is the capacity [R-ROUTE-44]", () => {
  const centre = talking("erin");
  const erin = idOf(centre, "erin");
  expect(view(centre)).toEqual({ state: "busy", inUse: 1, capacity: 2, interactionId: erin });
  centre.visits("frank", "sales");
  centre.visits("gina", "sales");
  centre.wait(5000);
  expect(view(centre)).toEqual({ state: "busy", inUse: 2, capacity: 2, interactionId: erin });
  expect(agentsOf(centre, "erin", "frank", "gina")).toEqual(["alice", "alice", undefined]);
});

test("the phones of an agent are dialled in the order of their ids, whichever registered first [R-ROUTE-44]", () => {
  const centre = new Centre();
  for (const phone of ["2", "1", "3"]) centre.register("alice", phone);
  centre.presence("alice", "available");
  centre.calls("erin", "sales");
  const [made] = centre.all("offer.made");
  expect(made?.legs.map(({ endpointId }) => endpointId)).toEqual(["alice/1", "alice/2", "alice/3"]);
});

test("who becomes free is offered as many callers as they have units [R-ROUTE-44]", () => {
  const centre = centreFor();
  for (const caller of ["erin", "frank", "gina"]) {
    centre.visits(caller, "sales");
    centre.wait(1000);
  }
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  const offered = centre.all("offer.made").map((event) => event.interactionId);
  expect(offered).toEqual([idOf(centre, "erin"), idOf(centre, "frank")]);
  expect(view(centre)).toEqual({ state: "offered", offerId: centre.all("offer.made")[0]?.offerId });
});

test("load is the units of works and of offers, by their queues; what does not fit is not offered [R-ROUTE-44]", () => {
  const centre = centreFor(5, (file) => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === "sales" ? { ...queue, units: 2 } : queue)),
  }));
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.wait(5000);
  centre.phones.set("alice", "rings");
  centre.visits("frank", "sales");
  const agent = alice(centre);
  expect(agent.works).toEqual([{ interactionId: idOf(centre, "erin"), units: 2 }]);
  expect([agent.offerIds.length, loadOf(centre.world, agent), unitsLeft(centre.world, agent)]).toEqual([1, 4, 1]);
  expect([isFree(centre.world, agent), isFree(centre.world, agent, 2)]).toEqual([true, false]);
  centre.visits("gina", "sales"); // needs two units
  expect(centre.all("offer.made")).toHaveLength(2);
  centre.visits("hugo", "general"); // needs one
  expect(centre.last("offer.made").interactionId).toBe(idOf(centre, "hugo"));
  expect(view(centre)).toMatchObject({ state: "busy", inUse: 2, capacity: 5 });
});

test("a world that breaks the laws of load and offers is told so, in words [R-ROUTE-44]", () => {
  const told = (spoil: (agent: Agent, world: World) => void): readonly string[] => {
    const centre = centreFor(2);
    centre.phones.set("alice", "rings");
    centre.inBrowsers("alice");
    centre.visits("erin", "sales");
    spoil(alice(centre), centre.world);
    return problems(centre.world);
  };
  expect(told(() => undefined)).toEqual([]);
  expect(told((agent) => agent.works.push({ interactionId: asId("none"), units: 2 }))).toEqual([
    "capacity: agent alice has 3 of 2",
    "capacity: agent alice works on what is not theirs",
  ]);
  expect(told((agent) => (agent.offerIds = [])).join()).toContain("rings for nobody");
  expect(told((_, { interactions }) => interactions.forEach((one) => (one.offerIds = []))).join()).toMatch(
    /held by nobody.*is offering with 0 offers out/,
  );
  expect(told((_, world) => doubleOffer(world, "same-seat")).join()).toContain("twice");
  expect(told((_, world) => doubleOffer(world, "other-seat")).join()).toContain("has offers for 2 seats");
});

/** The offer that rings, once more for the same agent. */
function doubleOffer(world: World, seat: string): void {
  for (const offer of [...world.offers.values()]) {
    const id = asId<"offer">("second");
    world.offers.set(id, { ...offer, id, seatId: seat === "same-seat" ? offer.seatId : asId(seat) });
    world.interactions.get(offer.interactionId)?.offerIds.push(id);
    world.agents.get(offer.agentId)?.offerIds.push(id);
  }
}

const stops: readonly { readonly what: string; readonly how: (centre: Centre) => void }[] = [
  { what: "chooses Break", how: (centre) => void centre.presence("alice", "break") },
  { what: "loses the last device", how: (centre) => centre.losesPage("alice", "no-microphone") },
  { what: "does not answer another", how: leavesOneUnanswered },
  { what: "wraps up another", how: wrapsUpAnother },
];

function leavesOneUnanswered(centre: Centre): void {
  centre.phones.set("alice", "rings");
  centre.visits("hugo", "sales");
  centre.wait(20_000);
  centre.phones.set("alice", "answers");
}

function wrapsUpAnother(centre: Centre): void {
  centre.visits("hugo", "sales");
  centre.wait(5000);
  centre.hangsUp("hugo");
}

test.each(stops)("an agent who talks and $what is busy and offered no more [R-ROUTE-44]", ({ how }) => {
  const centre = talking("erin");
  how(centre);
  const before = centre.all("offer.made").length;
  centre.visits("frank", "sales");
  expect(centre.all("offer.made")).toHaveLength(before);
  expect(view(centre)).toMatchObject({ state: "busy", inUse: 1, capacity: 2 });
});

test("whoever chooses not to be available stops all that rings for them [R-ROUTE-44]", () => {
  const centre = centreFor();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  for (const caller of ["erin", "frank"]) centre.visits(caller, "sales");
  centre.presence("alice", "away");
  expect(centre.all("offer.ended").map((event) => event.cause)).toEqual(["presence-changed", "presence-changed"]);
  expect(view(centre)).toEqual({ state: "unavailable", reason: "away" });
});

test("a device that is lost ends all offers that ring there [R-ROUTE-44]", () => {
  const centre = centreFor();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  for (const caller of ["erin", "frank"]) centre.visits(caller, "sales");
  centre.losesPage("alice", "no-pong");
  expect(centre.all("offer.ended").map((event) => event.cause)).toEqual(["endpoint-lost", "endpoint-lost"]);
  expect(centre.availability("alice")).toBe("device-lost");
});

test("the first of two offers that is answered leaves the other ringing [R-ROUTE-44]", () => {
  const centre = centreFor();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  for (const caller of ["erin", "frank"]) centre.visits(caller, "sales");
  centre.give({ type: "leg.answered", legId: asId(agentLeg(centre, "frank")) });
  expect(agentsOf(centre, "erin", "frank")).toEqual([undefined, "alice"]);
  expect(centre.look().desk(asId("alice"))?.offer?.interactionId).toBe(idOf(centre, "erin"));
  expect(alice(centre).offerIds).toHaveLength(1);
});

test("each talk has its wrap-up: its timer ends it alone, and nobody is offered before the last [R-ROUTE-45]", () => {
  const centre = talking("erin", "frank");
  centre.hangsUp("erin");
  centre.wait(20_000);
  centre.hangsUp("frank");
  centre.visits("gina", "sales");
  expect(view(centre)).toEqual({ state: "wrapping", interactionId: idOf(centre, "erin") });
  centre.wait(40_000);
  expect(centre.all("agent.wrap-up-ended").map((event) => event.interactionId)).toEqual([idOf(centre, "erin")]);
  expect(view(centre)).toEqual({ state: "wrapping", interactionId: idOf(centre, "frank") });
  centre.wait(19_999);
  expect(centre.agentOf("gina")).toBe(undefined);
  centre.wait(5000);
  expect(centre.all("agent.wrap-up-ended").map((event) => event.cause)).toEqual(["timer", "timer"]);
  expect(centre.agentOf("gina")).toBe("alice");
});

test("the earliest wrap-up ends first, whichever began first [R-ROUTE-45]", () => {
  const centre = centreFor(2, (file) => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === "general" ? { ...queue, wrapUpMs: 10_000 } : queue)),
  }));
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.visits("frank", "general");
  centre.wait(5000);
  for (const caller of ["erin", "frank"]) centre.hangsUp(caller);
  centre.wait(10_000);
  expect(centre.all("agent.wrap-up-ended").map((event) => event.interactionId)).toEqual([idOf(centre, "frank")]);
});

test("Done ends the wrap-up that the desk shows, *9 ends all of them [R-ROUTE-45]", () => {
  const centre = talking("erin", "frank");
  for (const caller of ["erin", "frank"]) centre.hangsUp(caller);
  expect(centre.look().desk(asId("alice"))?.wrapUp?.interactionId).toBe(idOf(centre, "erin"));
  centre.command({ type: "wrap-up.end", agentId: asId("alice") });
  expect(centre.look().desk(asId("alice"))?.wrapUp?.interactionId).toBe(idOf(centre, "frank"));
  const other = talking("erin", "frank");
  for (const caller of ["erin", "frank"]) other.hangsUp(caller);
  other.calls("alice-phone", "*9", "alice");
  expect(other.all("agent.wrap-up-ended").map((event) => event.cause)).toEqual(["agent", "agent"]);
});

test("a note may be added to each talk that is wrapped up [R-ROUTE-45]", () => {
  const centre = talking("erin", "frank");
  for (const caller of ["erin", "frank"]) centre.hangsUp(caller);
  const notes = ["erin", "frank"].map((caller) =>
    centre.command(
      {
        ...{ type: "wrap-up.note", agentId: asId("alice"), interactionId: asId(idOf(centre, caller) ?? "") },
        disposition: "done",
      },
      caller,
    ),
  );
  expect(notes.map((note) => note.ok)).toEqual([true, true]);
});

test("who returns has the seat from which they are away, else that of the latest talk [R-ROUTE-45]", () => {
  const centre = talking("erin", "frank");
  centre.breaks(agentLeg(centre, "erin"));
  centre.returns("alice-2", { agent: "alice" });
  expect(centre.last("seat.returned")).toMatchObject({ interactionId: idOf(centre, "erin"), legId: "alice-2" });
  centre.media("alice-2", "started");
  centre.returns("alice-3", { agent: "alice" });
  expect(centre.last("seat.returned")).toMatchObject({ interactionId: idOf(centre, "frank"), legId: "alice-3" });
});

test("Offline during two talks signs out after both and their wrap-ups [R-ROUTE-45]", () => {
  const centre = talking("erin", "frank");
  centre.presence("alice", "offline");
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(centre.all("agent.session-closed")).toEqual([]);
  centre.hangsUp("frank");
  centre.wait(60_000);
  expect(centre.all("agent.session-closed")).toHaveLength(1);
});

/** The same centre with another capacity for Alice, as an administrator writes it while she works. */
function lowers(centre: Centre, capacity: number): void {
  const { config } = centre.look().config();
  const agents = config.agents.map((agent) => (agent.id === "alice" ? { ...agent, capacity } : agent));
  expect(centre.command({ type: "centre.import", config: { ...config, agents } }).ok).toBe(true);
}

test("a capacity that is lowered below the load lets it run off, and nothing is added before it has [R-ROUTE-152]", () => {
  const centre = talking("erin", "frank");
  lowers(centre, 1);
  expect(view(centre)).toMatchObject({ inUse: 2, capacity: 1 });
  centre.visits("gina", "sales");
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(view(centre)).toMatchObject({ inUse: 1, capacity: 1 });
  expect([centre.agentOf("gina"), alice(centre).loadAllowed]).toEqual([undefined, undefined]);
  centre.hangsUp("frank");
  centre.wait(61_000);
  expect(centre.agentOf("gina")).toBe("alice");
});

test("only what was there when the capacity was lowered is allowed beyond it [R-ROUTE-152]", () => {
  const centre = talking("erin", "frank");
  lowers(centre, 1);
  expect(problems(centre.world)).toEqual([]);
  alice(centre).works.push({ interactionId: asId("none"), units: 1 });
  expect(problems(centre.world)[0]).toBe("capacity: agent alice has 3 of 1");
});

test("whoever misses one offer has missed it once: the others that ring for them are withdrawn [R-ROUTE-153]", () => {
  const centre = centreFor();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.wait(5000);
  centre.visits("frank", "sales");
  centre.wait(15_000);
  expect(centre.all("offer.ended").map(({ outcome, cause }) => [outcome, cause])).toEqual([
    ["no-answer", "ring-limit"],
    ["withdrawn", "not-responding"],
  ]);
  expect(centre.availability("alice")).toBe("not-responding");
  expect(alice(centre).performance).toMatchObject({ missed: 1000 });
});

test("a phone that one offer found dead is dead for the others that were sent there [R-ROUTE-154]", () => {
  const centre = centreFor();
  centre.phones.set("alice", "is-dead");
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  centre.wait(1000);
  centre.visits("frank", "sales");
  centre.wait(2000);
  expect(centre.all("offer.ended").map(({ outcome, cause }) => [outcome, cause])).toEqual([
    ["device-failed", "no-ringing"],
    ["device-failed", "endpoint-lost"],
  ]);
  expect(centre.availability("alice")).toBe("device-lost");
});

test("the desk knows all that its agent has to do with, the oldest of a kind is shown [R-ROUTE-155]", () => {
  const centre = talking("erin", "frank");
  centre.hangsUp("erin");
  const desk = centre.look().desk(asId("alice"));
  expect(desk?.interactionIds).toEqual([idOf(centre, "frank"), idOf(centre, "erin")]);
  expect(desk?.agent).toMatchObject({ inUse: 1, capacity: 2 });
});
