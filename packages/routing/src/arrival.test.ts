import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";

test("a caller's class comes from the device that proved itself [R-ROUTE-1]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales", "victor");
  expect(centre.last("interaction.arrived")).toMatchObject({
    customerClass: "vip",
    contactId: "victor",
    person: "p-victor",
  });
});

test("a caller without a device is Standard, whatever it calls itself [R-ROUTE-1]", () => {
  const centre = new Centre();
  centre.give({ type: "leg.arrived", legId: asId("vip"), to: "sales", person: asId("VIP") });
  expect(centre.last("interaction.arrived")).toMatchObject({ customerClass: "standard", person: "VIP" });
  expect(centre.last("interaction.arrived").contactId).toBe(undefined);
});

test("an agent's own device is a Standard caller when it dials a public number [R-ROUTE-1]", () => {
  const centre = new Centre();
  centre.calls("alice-calls", "sales", "alice");
  expect(centre.last("interaction.arrived").customerClass).toBe("standard");
});

test.each([
  ["sales", undefined, "sales"],
  ["support", undefined, "support"],
  ["billing", undefined, "billing"],
  ["general", undefined, "general"],
  ["billing", "stan", "billing"],
  ["billing", "tara", "billing"],
  ["sales", "victor", "vip"],
  ["general", "victor", "vip"],
  ["general", "petra", "premium"],
  ["sales", "petra", "sales"],
])("%s called by %s leads to queue %s [R-ROUTE-2]", (to, device, queueId) => {
  const centre = new Centre();
  centre.calls("erin", to, device);
  expect(centre.last("interaction.queued").queueId).toBe(queueId);
});

test("a key in the menu gives the topic [R-ROUTE-2]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  const promptId = centre.last("prompt.asked").promptId;
  centre.give({ type: "prompt.ended", promptId, reason: "digit", heardMs: 900, digits: "2" });
  expect(centre.last("interaction.topic-chosen")).toMatchObject({ topic: "support", by: "key" });
  expect(centre.last("interaction.queued").queueId).toBe("support");
});

test("who presses nothing, or nothing we know, is asked twice and then goes to General [R-ROUTE-2]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  for (const digits of [undefined, "7"]) {
    expect(centre.look().interactions()[0]?.phase).toBe("in-flow");
    const promptId = centre.last("prompt.asked").promptId;
    centre.give({
      type: "prompt.ended",
      promptId,
      reason: digits === undefined ? "no-input" : "digit",
      heardMs: 900,
      ...(digits === undefined ? {} : { digits }),
    });
  }
  expect(centre.last("interaction.topic-chosen")).toMatchObject({ topic: "general", by: "default" });
  expect(centre.last("interaction.queued").queueId).toBe("general");
});

test("a front line whose prompt never reports its end lets the caller go on [R-ROUTE-2]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  centre.wait(200_000);
  expect(centre.last("interaction.queued").queueId).toBe("general");
});

test.each(["vip", "premium", "overflow", "nobody", "5", "*7"])("the number %s leads nowhere [R-ROUTE-3]", (to) => {
  const centre = new Centre();
  centre.calls("erin", to);
  expect(centre.last("leg.refused").cause).toBe("not-found");
  expect(centre.look().interactions()).toEqual([]);
});

test("a feature is for agents' devices only [R-ROUTE-3]", () => {
  const centre = new Centre();
  centre.calls("erin", "*1");
  centre.calls("victor", "*1", "victor");
  expect(centre.all("leg.refused").map((event) => event.cause)).toEqual(["forbidden", "not-found"]);
  expect(centre.all("agent.presence-changed")).toEqual([]);
});

test("beyond the bound a new leg is refused, and the calls there are go on [R-ROUTE-3]", () => {
  const centre = new Centre((file) => ({ ...file, limits: { interactionsMax: 2 } }));
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "sales");
  expect(centre.all("leg.refused").map((event) => [event.legId, event.cause])).toEqual([["gina", "overloaded"]]);
  centre.hangsUp("erin");
  centre.calls("henry", "sales");
  expect(
    centre
      .look()
      .interactions()
      .map((one) => one.seats[0]?.legId),
  ).toEqual(["frank", "henry"]);
});

test("a doubled arrival is one interaction [R-ROUTE-3]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  centre.calls("erin", "sales");
  expect(centre.all("interaction.arrived")).toHaveLength(1);
});

test("a caller whose answer is never acknowledged does not stay [R-ROUTE-29]", () => {
  const centre = new Centre();
  centre.obliging = false;
  centre.calls("erin", "sales");
  centre.wait(45_000);
  expect(centre.last("interaction.closed").cause).toBe("never-connected");
});
