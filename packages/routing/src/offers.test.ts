import { asId } from "@legroom/model";
import type { InputBody, LegFailure, LegId, OfferCause, OfferOutcome } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { RULES_VERSION } from "./index.ts";
import type { Phone } from "../test/centre.ts";

/** A caller to sales with Alice's phone doing this, and David signed out. */
function offered(phone: Phone, phones: readonly string[] = ["1"]): { centre: Centre; legs: LegId[] } {
  const centre = new Centre();
  centre.phones.set("alice", phone);
  for (const one of phones) centre.register("alice", one);
  centre.presence("alice", "available");
  centre.calls("erin", "sales");
  return { centre, legs: centre.last("offer.made").legs.map((leg) => leg.legId) };
}

const fails = (centre: Centre, legId: LegId, cause: LegFailure): void => {
  centre.give({ type: "leg.failed", legId, cause, side: "theirs" });
};

const outcomeOf = (centre: Centre): [OfferOutcome, OfferCause] => {
  const { outcome, cause } = centre.last("offer.ended");
  return [outcome, cause];
};

test("an offer dials every live phone of the agent, with who, queue and why [R-ROUTE-13]", () => {
  const centre = new Centre();
  centre.register("alice", "desk");
  centre.register("alice", "mobile");
  centre.presence("alice", "available");
  centre.calls("erin", "sales");
  const dials = [...centre.all("effect.requested")].flatMap(({ effect }) =>
    effect.type === "leg.dial" ? [effect] : [],
  );
  expect(dials.map((dial) => dial.endpointId)).toEqual(["alice/desk", "alice/mobile"]);
  expect(dials[0]).toMatchObject({
    ringMs: 20_000,
    context: { person: "p-erin", queueName: "Sales", why: "Standard, waited 0 s" },
  });
});

test("of two phones the first answer wins, the other is told, and a later answer is ended [R-ROUTE-18]", () => {
  const { centre, legs } = offered("rings", ["desk", "mobile"]);
  const [desk, mobile] = legs;
  centre.obliging = false;
  centre.give({ type: "leg.answered", legId: desk ?? asId("") });
  const result = centre.give({ type: "leg.answered", legId: mobile ?? asId("") });
  expect(outcomeOf(centre)).toEqual(["accepted", "answered"]);
  const hangUps = centre
    .all("effect.requested")
    .flatMap(({ effect }) => (effect.type === "leg.hang-up" ? [effect] : []));
  expect(hangUps.map(({ legId, cause }) => [legId, cause])).toEqual([[mobile, "answered-elsewhere"]]);
  expect(result.ok && result.effects).toEqual([]);
});

test("a phone begins to ring once, and not when the offer was answered elsewhere [R-ROUTE-18]", () => {
  const { centre, legs } = offered("is-dead", ["desk", "mobile"]);
  const [desk = asId<"leg">(""), mobile = asId<"leg">("")] = legs;
  centre.obliging = false;
  for (const legId of [desk, desk]) centre.give({ type: "leg.ringing", legId });
  centre.give({ type: "leg.answered", legId: desk });
  centre.give({ type: "leg.ringing", legId: mobile });
  expect(centre.all("offer.ringing").map(({ legId }) => legId)).toEqual([desk]);
});

test("a phone that fails while its offer was answered by another ends nothing [R-ROUTE-18]", () => {
  const { centre, legs } = offered("rings", ["desk", "mobile"]);
  const [desk = asId<"leg">(""), mobile = asId<"leg">("")] = legs;
  centre.obliging = false;
  centre.give({ type: "leg.answered", legId: desk });
  fails(centre, mobile, "declined");
  expect(centre.all("offer.ended")).toMatchObject([{ outcome: "accepted" }]);
});

test("of the phones of an offer only those that did not ring in time are dead, and each is lost once [R-ROUTE-16]", () => {
  const { centre, legs } = offered("is-dead", ["desk", "mobile"]);
  fails(centre, legs[0] ?? asId(""), "unavailable");
  centre.wait(3000);
  expect(outcomeOf(centre)).toEqual(["device-failed", "no-ringing"]);
  centre.give({ type: "endpoint.lost", endpointId: asId("alice/mobile"), cause: "no-pong" });
  expect(centre.all("endpoint.lost").map(({ endpointId, cause }) => [endpointId, cause])).toEqual([
    ["alice/mobile", "did-not-ring"],
  ]);
});

test("603 ends the offer as declined and the pair rests; then the same agent is offered again [R-ROUTE-14]", () => {
  const { centre, legs } = offered("rings", ["desk", "mobile"]);
  fails(centre, legs[0] ?? asId(""), "declined");
  expect(outcomeOf(centre)).toEqual(["declined", "declined-by-agent"]);
  expect(centre.availability("alice")).toBe("available");
  centre.wait(29_999);
  expect(centre.all("offer.made")).toHaveLength(1);
  centre.wait(1);
  expect(centre.all("offer.made")).toHaveLength(2);
  expect(centre.last("offer.made").reasons.trigger).toBe("cool-down-over");
});

test("one busy phone ends alone; the last busy one declines the offer [R-ROUTE-14]", () => {
  const { centre, legs } = offered("rings", ["desk", "mobile"]);
  fails(centre, legs[0] ?? asId(""), "busy");
  expect(centre.all("offer.ended")).toEqual([]);
  fails(centre, legs[1] ?? asId(""), "busy");
  expect(outcomeOf(centre)).toEqual(["declined", "all-busy"]);
});

test("a busy phone beside one that cannot be reached still means declined [R-ROUTE-14]", () => {
  const { centre, legs } = offered("rings", ["desk", "mobile"]);
  fails(centre, legs[0] ?? asId(""), "busy");
  fails(centre, legs[1] ?? asId(""), "unavailable");
  expect(outcomeOf(centre)).toEqual(["declined", "all-busy"]);
});

test("ringing until the deadline is no answer: next agent, place kept, never greeted again [R-ROUTE-15] [R-ROUTE-17]", () => {
  const { centre } = offered("rings");
  const prompts = centre.all("prompt.asked").length;
  centre.available("david");
  centre.wait(20_000);
  expect(outcomeOf(centre).slice(0, 1)).toEqual(["accepted"]);
  expect(centre.all("offer.ended").map((event) => event.outcome)).toEqual(["no-answer", "accepted"]);
  expect(centre.agentOf("erin")).toBe("david");
  expect(centre.availability("alice")).toBe("not-responding");
  expect(centre.all("interaction.queued")).toHaveLength(1);
  const said = centre
    .all("effect.requested")
    .flatMap(({ effect }) => (effect.type === "prompt.play" ? effect.items : []));
  expect(said.some((item) => "sound" in item && item.sound === "greeting")).toBe(false);
  expect(centre.all("prompt.asked").length).toBeGreaterThan(prompts); // positions only
});

test("who did not answer is offered nobody until their next presence [R-ROUTE-15]", () => {
  const { centre } = offered("rings");
  centre.wait(20_000);
  centre.wait(100_000);
  expect(centre.all("offer.made")).toHaveLength(1);
  centre.phones.set("alice", "answers");
  centre.presence("alice", "available");
  expect(centre.agentOf("erin")).toBe("alice");
});

test("an answer that crosses the deadline is late, and ended [R-ROUTE-15]", () => {
  const { centre, legs } = offered("rings");
  centre.obliging = false;
  centre.wait(20_000);
  centre.give({ type: "leg.answered", legId: legs[0] ?? asId("") });
  expect(outcomeOf(centre)).toEqual(["no-answer", "ring-limit"]);
  const late = offered("rings");
  late.centre.at = late.centre.last("offer.made").untilAt; // the answer comes in before the clock does
  late.centre.give({ type: "leg.answered", legId: late.legs[0] ?? asId("") });
  expect(outcomeOf(late.centre)).toEqual(["no-answer", "ring-limit"]);
  expect(late.centre.agentOf("erin")).toBe(undefined);
});

test("a phone that does not ring in time has failed: the agent is not charged, the phone is dead [R-ROUTE-16]", () => {
  const { centre } = offered("is-dead");
  centre.wait(3000);
  expect(outcomeOf(centre)).toEqual(["device-failed", "no-ringing"]);
  expect(centre.all("agent.no-answer-noted")).toEqual([]);
  expect(centre.availability("alice")).toBe("device-lost");
  centre.phones.set("alice", "answers");
  centre.register("alice");
  centre.wait(30_000);
  expect(centre.agentOf("erin")).toBe("alice");
});

test.each<[LegFailure, OfferCause]>([
  ["unavailable", "unreachable"],
  ["server-error", "unreachable"],
  ["timeout", "unreachable"],
  ["transport", "unreachable"],
  ["rejected", "unreachable"],
  ["no-media", "unreachable"],
  ["media", "media-failed"],
])("a phone that fails with %s is a device failure (%s), and nobody's fault [R-ROUTE-16]", (failure, cause) => {
  const { centre, legs } = offered("rings");
  fails(centre, legs[0] ?? asId(""), failure);
  expect(outcomeOf(centre)).toEqual(["device-failed", cause]);
  expect(centre.all("agent.no-answer-noted")).toEqual([]);
});

test("a phone that is lost while it rings is a device failure, unless another one rings [R-ROUTE-16]", () => {
  const { centre } = offered("rings", ["desk", "mobile"]);
  centre.give({ type: "endpoint.lost", endpointId: asId("alice/desk"), cause: "no-pong" });
  expect(centre.all("offer.ended")).toEqual([]);
  centre.give({ type: "endpoint.lost", endpointId: asId("alice/mobile"), cause: "no-pong" });
  expect(outcomeOf(centre)).toEqual(["device-failed", "endpoint-lost"]);
});

test("a caller who leaves while a phone rings stops the ringing, and nobody is charged [R-ROUTE-13]", () => {
  const { centre } = offered("rings");
  centre.wait(7000);
  centre.hangsUp("erin");
  expect(outcomeOf(centre)).toEqual(["caller-left", "caller-hung-up"]);
  expect(centre.last("queue-segment.ended").outcome).toBe("abandoned");
  expect(centre.availability("alice")).toBe("available");
});

test("an agent who chooses Break while their phone rings is let off, and the caller is offered on [R-ROUTE-9]", () => {
  const { centre } = offered("rings");
  centre.available("david");
  centre.presence("alice", "break");
  expect(centre.all("offer.ended")[0]).toMatchObject({ outcome: "withdrawn", cause: "presence-changed" });
  expect(centre.agentOf("erin")).toBe("david");
  expect(centre.availability("alice")).toBe("unavailable");
});

test("whatever an ended offer's phone says later changes nothing [R-ROUTE-13]", () => {
  const { centre, legs } = offered("rings");
  const [legId = asId<"leg">("")] = legs;
  fails(centre, legId, "declined");
  const ended = centre.all("offer.ended").length;
  const late: InputBody[] = [
    { type: "leg.ringing", legId },
    { type: "leg.answered", legId },
    { type: "leg.failed", legId, cause: "cancelled", side: "ours" },
    { type: "leg.ended", legId, cause: "hung-up", by: "far" },
  ];
  for (const fact of late) expect(centre.give(fact)).toMatchObject({ ok: true, effects: [] });
  expect(centre.all("offer.ended")).toHaveLength(ended);
});

test("an offer tells its reasons: filters, candidates, tie-break, rules [R-ROUTE-19]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.wait(1000);
  centre.available("david");
  centre.presence("carol", "busy");
  centre.calls("erin", "general");
  expect(centre.last("offer.made").reasons).toMatchObject({
    rulesVersion: RULES_VERSION,
    queueId: "general",
    strategy: "performance",
    relaxed: 0,
    requires: "general",
    waiting: 1,
    trigger: "caller-entered",
    filters: { members: 4, signedIn: 3, skilled: 3, inReach: 3, free: 2, notCoolingDown: 2 },
    tieBreak: "longest-idle",
  });
  expect(
    centre.last("offer.made").reasons.candidates.map(({ agentId, otherSkills }) => [agentId, otherSkills]),
  ).toEqual([
    ["alice", 1],
    ["david", 4],
  ]);
});

test("an answer that does not connect leads back to the music, place and clock kept [R-ROUTE-22]", () => {
  const { centre, legs } = offered("rings");
  centre.obliging = false;
  centre.give({ type: "leg.answered", legId: legs[0] ?? asId("") });
  centre.give({ type: "leg.ended", legId: legs[0] ?? asId(""), cause: "hung-up", by: "far" });
  expect(centre.last("offer.failed-to-connect").agentId).toBe("alice");
  expect(centre.look().interactions()[0]?.seats).toMatchObject([{ role: "customer" }]);
  expect(centre.all("interaction.queued")).toHaveLength(1);
  expect(centre.all("queue-segment.ended")).toEqual([]);
  const { hears, name } = centre.last("conference.stated").states.at(-1) ?? { hears: {}, name: "" };
  expect(name).toMatch(/^hold-sales-.*-2$/);
  expect(Object.values(hears)).toEqual([[{ source: { music: "hold" } }]]);
  centre.wait(30_000);
  expect(centre.all("offer.made")).toHaveLength(2);
});

test("an answer without audio is connected and marked silent; without its conference it fails [R-ROUTE-22]", () => {
  const { centre, legs } = offered("rings");
  centre.obliging = false;
  centre.give({ type: "leg.answered", legId: legs[0] ?? asId("") });
  for (const { conferenceId, version } of centre.last("conference.stated").states)
    centre.give({ type: "conference.applied", conferenceId, version });
  centre.wait(1999);
  expect(centre.all("offer.connected")).toEqual([]);
  centre.wait(1);
  expect(centre.last("offer.connected")).toMatchObject({ silent: true, connectMs: 2000 });

  const other = offered("rings");
  other.centre.obliging = false;
  other.centre.give({ type: "leg.answered", legId: other.legs[0] ?? asId("") });
  other.centre.wait(10_000);
  expect(other.centre.last("offer.failed-to-connect").agentId).toBe("alice");
});
