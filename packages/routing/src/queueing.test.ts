import { asId } from "@legroom/model";
import type { CentreFile, CustomerClass } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, START_AT } from "../test/centre.ts";

const withClass =
  (id: string, customerClass: CustomerClass) =>
  (file: CentreFile): CentreFile => ({
    ...file,
    contacts: file.contacts.map((contact) => (contact.id === id ? { ...contact, customerClass } : contact)),
  });

const answeredInOrder = (centre: Centre, names: readonly string[]): string[] => {
  centre.available("alice");
  const order: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const served = names.find((name) => centre.agentOf(name) === "alice");
    if (served === undefined) break;
    order.push(served);
    centre.hangsUp(served);
    centre.wait(60_000);
  }
  return order;
};

test("Standard is answered before Trial, and swapping the classes swaps the order [R-ROUTE-4]", () => {
  for (const [change, order] of [
    [(file: CentreFile) => file, ["stan", "tara"]],
    [(file: CentreFile) => withClass("tara", "standard")(withClass("stan", "trial")(file)), ["tara", "stan"]],
  ] as const) {
    const centre = new Centre(change);
    centre.calls("tara", "sales", "tara");
    centre.wait(100);
    centre.calls("stan", "sales", "stan");
    expect(answeredInOrder(centre, ["tara", "stan"])).toEqual(order);
  }
});

test("a Trial caller who came long enough before is answered first: nobody waits for ever [R-ROUTE-4]", () => {
  const centre = new Centre();
  centre.calls("tara", "sales", "tara");
  centre.wait(299_000);
  centre.calls("stan", "sales", "stan");
  expect(centre.all("interaction.queued").map((event) => event.virtualEntryAt - START_AT)).toEqual([600_000, 599_000]);
});

test("callers of one class are answered in the order of their coming [R-ROUTE-4]", () => {
  const centre = new Centre();
  for (const name of ["erin", "frank", "gina"]) {
    centre.calls(name, "sales");
    centre.wait(10);
  }
  expect(answeredInOrder(centre, ["gina", "frank", "erin"])).toEqual(["erin", "frank", "gina"]);
});

test("who waits is told their position, again and again, also while a phone rings [R-ROUTE-7]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  centre.calls("frank", "sales");
  centre.wait(40_000);
  const positions = centre.all("interaction.announced").map((event) => event.position);
  expect(positions).toEqual([1, 2, 1, 2]);
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.wait(19_000);
  centre.wait(14_000);
  expect(centre.look().offers()).toHaveLength(0);
  expect(centre.all("interaction.announced").length).toBeGreaterThan(4);
});

test("at the queue's limit a caller flows out into Overflow with the clock kept [R-ROUTE-8]", () => {
  const centre = new Centre();
  centre.calls("erin", "billing");
  centre.wait(300_000);
  const [first, second] = centre.all("interaction.queued");
  expect(centre.last("queue-segment.ended")).toMatchObject({
    queueId: "billing",
    outcome: "flowed-out",
    waitedMs: 300_000,
  });
  expect(second).toMatchObject({
    queueId: "overflow",
    segment: 2,
    firstEnteredAt: first?.firstEnteredAt,
    virtualEntryAt: first?.virtualEntryAt,
    totalUntilAt: first?.totalUntilAt,
  });
  centre.available("bob");
  expect(centre.agentOf("erin")).toBe("bob");
});

test("after five offers without success a caller flows out [R-ROUTE-8]", () => {
  const centre = new Centre((file) => ({
    ...file,
    deadlines: { ...file.deadlines, declineCoolDownMs: 1000 },
    queues: file.queues.map((queue) => ({ ...queue, inQueueMs: 850_000 })),
  }));
  centre.phones.set("bob", "rings");
  centre.available("bob");
  centre.calls("erin", "support");
  for (let i = 0; i < 5; i++) {
    const [offer] = centre.look().offers();
    if (offer !== undefined) centre.command({ type: "offer.decline", offerId: offer.id, agentId: asId("bob") });
    centre.wait(1500);
  }
  expect(centre.all("offer.made").map((event) => [event.queueId, event.attempt])).toEqual([
    ...[1, 2, 3, 4, 5].map((n) => ["support", n]),
    ["overflow", 1],
  ]);
});

test("where nothing takes what overflows, a caller is offered on, however many offers come to nothing [R-ROUTE-8]", () => {
  const centre = new Centre((file) => ({
    ...file,
    deadlines: { ...file.deadlines, declineCoolDownMs: 1000 },
    queues: file.queues.map(({ overflowTo: _none, ...queue }) => ({ ...queue, offersMax: 2 })),
  }));
  centre.phones.set("bob", "rings");
  centre.available("bob");
  centre.calls("erin", "support");
  for (let i = 0; i < 3; i++) {
    const [offer] = centre.look().offers();
    if (offer !== undefined) centre.command({ type: "offer.decline", offerId: offer.id, agentId: asId("bob") });
    centre.wait(1500);
  }
  expect(centre.all("offer.made").map(({ queueId, attempt }) => [queueId, attempt])).toEqual(
    [1, 2, 3, 4].map((n) => ["support", n]),
  );
});

test("at the longest wait the caller hears an apology and is let go [R-ROUTE-8]", () => {
  const centre = new Centre();
  centre.calls("erin", "billing");
  centre.wait(901_000);
  expect(centre.all("queue-segment.ended").map((event) => event.outcome)).toEqual(["flowed-out", "timed-out"]);
  expect(centre.last("interaction.in-flow")).toMatchObject({ flow: "apology", end: "timed-out" });
  expect(centre.last("interaction.closed").cause).toBe("timed-out");
});

test("the longest wait ends an offer that rings too [R-ROUTE-8]", () => {
  const centre = new Centre();
  centre.calls("erin", "billing");
  centre.wait(890_000);
  centre.phones.set("carol", "rings");
  centre.available("carol");
  centre.wait(11_000);
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "caller-left", cause: "caller-timed-out" });
  expect(centre.last("queue-segment.ended").outcome).toBe("timed-out");
  expect(centre.availability("carol")).toBe("available");
});

test("a full queue sends the caller on, and a full overflow lets them go [R-ROUTE-8]", () => {
  const centre = new Centre((file) => ({ ...file, queues: file.queues.map((queue) => ({ ...queue, waitingMax: 1 })) }));
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "sales");
  expect(centre.all("queue-segment.ended").map((event) => [event.queueId, event.outcome])).toEqual([
    ["sales", "rejected-full"],
    ["sales", "rejected-full"],
    ["overflow", "rejected-full"],
  ]);
  expect(
    centre
      .look()
      .queues()
      .filter((queue) => queue.waiting > 0)
      .map((queue) => queue.id),
  ).toEqual(["sales", "overflow"]);
  expect(centre.last("interaction.closed").cause).toBe("timed-out");
});

test("leaving soon is a short abandon, leaving later an abandon [R-ROUTE-26]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  centre.calls("frank", "sales");
  centre.wait(4999);
  centre.hangsUp("erin");
  centre.wait(1);
  centre.hangsUp("frank");
  expect(centre.all("queue-segment.ended").map((event) => event.outcome)).toEqual(["short-abandoned", "abandoned"]);
});

test("who flows into a queue does not overtake those who wait there, also when it is their own offer that freed the agent [R-ROUTE-6]", () => {
  const centre = new Centre((file) => ({
    ...file,
    queues: file.queues.map((queue) => ({ ...queue, offersMax: 1, wrapUpMs: 0 })),
    deadlines: { ...file.deadlines, declineCoolDownMs: 0 },
  }));
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.wait(1000);
  centre.calls("gina", "general", "petra");
  const [leg] = centre.last("offer.made").legs;
  centre.give({ type: "leg.failed", legId: leg?.legId ?? asId(""), cause: "declined", side: "theirs" });
  expect(centre.last("queue-segment.ended")).toMatchObject({ queueId: "sales", outcome: "flowed-out" });
  const callers = new Map(centre.all("interaction.arrived").map((event) => [event.interactionId, event.legId]));
  expect(centre.all("offer.made").map(({ interactionId }) => callers.get(interactionId))).toEqual(["erin", "gina"]);
});
