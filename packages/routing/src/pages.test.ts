import { asId, defaultCentre } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, sealed } from "../test/centre.ts";

const endpoints = (centre: Centre): readonly (readonly [string, boolean, string | undefined])[] =>
  centre
    .look()
    .agents()
    .flatMap((agent) => agent.endpoints)
    .map(({ endpointId, alive, lostCause }) => [endpointId, alive, lostCause]);

test("each agent has their browser without anybody having made it, and is available with a page alone [R-ROUTE-35]", () => {
  const centre = new Centre();
  centre.inBrowsers("alice");
  expect(centre.availability("alice")).toBe("available");
  expect(centre.look().agents()[0]?.endpoints).toMatchObject([
    { endpointId: "alice.browser:1", deviceId: "alice.browser", kind: "browser", alive: true },
  ]);
  centre.calls("erin", "sales");
  expect(centre.agentOf("erin")).toBe("alice");
});

test("a page may call the presence features as its agent [R-ROUTE-35]", () => {
  const centre = new Centre();
  centre.page("alice");
  centre.calls("page", "*1", "alice.browser");
  expect(centre.look().agents()[0]?.presence).toBe("available");
});

test("no configured device has an id that would be somebody's browser, and none gets a secret [R-ROUTE-35]", () => {
  const centre = new Centre();
  const file = structuredClone(defaultCentre());
  file.devices.push({ id: asId("bob.browser"), owner: { agent: asId("alice") } });
  expect(centre.command({ type: "centre.import", config: sealed(file) })).toMatchObject({
    refusal: { code: "centre.invalid", field: `devices.${file.devices.length - 1}.id` },
  });
  const secret = { type: "device.set-secret", deviceId: asId<"device">("bob.browser"), secret: asId<"sealed">("s") };
  expect(centre.command({ ...secret, type: "device.set-secret" })).toMatchObject({
    refusal: { code: "device.unknown" },
  });
});

test("page and phone of an agent ring together; one answer wins and the other is told [R-ROUTE-13] [R-ROUTE-18]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.page("alice");
  centre.calls("erin", "sales");
  const legs = centre.last("offer.made").legs;
  expect(legs.map((leg) => leg.endpointId)).toEqual(["alice.browser:1", "alice/1"]);
  centre.give({ type: "leg.answered", legId: legs[0]?.legId ?? asId("") });
  expect(centre.effects("leg.hang-up")).toMatchObject([]);
  const told = centre.all("effect.requested").flatMap(({ effect }) => (effect.type === "leg.hang-up" ? [effect] : []));
  expect(told).toMatchObject([{ legId: legs[1]?.legId, cause: "answered-elsewhere" }]);
});

for (const cause of ["no-microphone", "taken-over", "no-pong", "flow-closed"] as const)
  test(`a page lost (${cause}) while it rings is a device failure, charged to nobody, and rings no more until it is ready, then at once [R-ROUTE-16] [R-ROUTE-40]`, () => {
    const centre = new Centre();
    centre.phones.set("alice", "rings");
    centre.inBrowsers("alice");
    centre.calls("erin", "sales");
    centre.losesPage("alice", cause);
    expect(centre.last("offer.ended")).toMatchObject({ outcome: "device-failed", cause: "endpoint-lost" });
    expect(centre.availability("alice")).toBe("device-lost");
    expect(endpoints(centre)).toEqual([["alice.browser:1", false, cause]]);
    centre.wait(1000);
    expect(centre.all("offer.made")).toHaveLength(1);
    centre.page("alice"); // as one that was loaded again: the caller need not wait until a rest is over
    expect(endpoints(centre)).toEqual([["alice.browser:1", true, undefined]]);
    expect(centre.all("offer.made")).toHaveLength(2);
    expect(centre.all("agent.no-answer-noted")).toEqual([]);
  });

test("a page that rang and was lost leaves nobody charged, whatever its phone beside it did [R-ROUTE-16]", () => {
  const centre = new Centre();
  centre.obliging = false;
  centre.available("alice");
  centre.page("alice");
  centre.calls("erin", "sales");
  centre.give({ type: "leg.answered", legId: asId("erin") });
  const [page, phone] = centre.last("offer.made").legs.map((leg) => leg.legId);
  if (page === undefined || phone === undefined) throw new Error("two legs");
  centre.give({ type: "leg.ringing", legId: page });
  centre.losesPage("alice", "flow-closed");
  expect(centre.all("offer.ended")).toEqual([]); // the phone may yet ring
  centre.wait(3000);
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "device-failed", cause: "no-ringing" });
  expect(centre.all("agent.no-answer-noted")).toEqual([]);
});

test("a phone that rings on beside a lost page is unanswered as any other [R-ROUTE-15]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.page("alice");
  centre.calls("erin", "sales");
  centre.losesPage("alice", "no-pong");
  centre.wait(20_000);
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "no-answer" });
});

test("a page that takes over is not rung for the offer of before, but for one made anew at once [R-ROUTE-40]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.calls("erin", "sales");
  centre.losesPage("alice", "taken-over");
  centre.page("alice", "2");
  expect(centre.all("offer.made")).toHaveLength(2);
  expect(centre.last("offer.made").legs.map((leg) => leg.endpointId)).toEqual(["alice.browser:2"]);
});

test("of pages that were closed a few are remembered, to tell why, and no more [R-ROUTE-40]", () => {
  const centre = new Centre();
  for (let page = 1; page <= 20; page++) {
    centre.page("alice", String(page));
    centre.wait(1000);
    centre.losesPage("alice", "flow-closed", String(page));
  }
  centre.page("alice", "21");
  expect(endpoints(centre).map(([id]) => id)).toEqual(
    ["17", "18", "19", "20", "21"].map((page) => `alice.browser:${page}`),
  );
});
