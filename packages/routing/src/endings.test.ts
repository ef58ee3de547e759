import { asId } from "@legroom/model";
import type { ConferenceState, LegId, SeatId } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre } from "../test/centre.ts";
import { saveWorld } from "./index.ts";

function talking(): { centre: Centre; agentLeg: LegId; agentSeat: SeatId; customerSeat: SeatId } {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.wait(10_000);
  const { legs, seatId: agentSeat } = centre.last("offer.made");
  const agentLeg = legs[0]?.legId ?? asId<"leg">("");
  return { centre, agentLeg, agentSeat, customerSeat: centre.last("interaction.arrived").seatId };
}

const stated = (centre: Centre): ConferenceState => {
  const state = centre.last("conference.stated").states.at(-1);
  if (state === undefined) throw new Error("nothing is stated");
  return state;
};

test("the customer's way through conferences: hold, then the interaction's own, each closed in its time [R-ROUTE-20]", () => {
  const { centre } = talking();
  const id = centre.last("interaction.arrived").interactionId;
  centre.hangsUp("erin");
  const told = centre.events.flatMap((event) =>
    event.type === "conference.opened" || event.type === "conference.closed" ? [`${event.type} ${event.name}`] : [],
  );
  expect(told).toEqual([
    `conference.opened hold-sales-${id}`,
    `conference.opened interaction-${id}`,
    `conference.closed hold-sales-${id}`,
    `conference.closed interaction-${id}`,
  ]);
  const seats = centre.events.flatMap((event) => (event.type.startsWith("seat.") ? [event.type] : []));
  expect(seats).toEqual(["seat.joined", "seat.moved", "seat.joined", "seat.left", "seat.left"]);
});

test("the front line's conference ends when the customer has moved on to the queue [R-ROUTE-20]", () => {
  const centre = new Centre();
  centre.calls("erin", "main");
  const promptId = centre.last("prompt.asked").promptId;
  centre.give({ type: "prompt.ended", promptId, reason: "digit", heardMs: 1, digits: "1" });
  expect(
    centre
      .look()
      .conferences()
      .map((one) => [one.kind, one.status, one.seats.length]),
  ).toEqual([["hold", "open", 1]]);
  expect(centre.last("seat.moved").role).toBe("customer");
});

test("two hear each other, and nobody is heard who is not stated [R-ROUTE-21]", () => {
  const { centre, agentSeat, customerSeat } = talking();
  expect(stated(centre).hears).toEqual({
    [customerSeat]: [{ source: { seat: agentSeat } }],
    [agentSeat]: [{ source: { seat: customerSeat } }],
  });
});

test("only the latest statement's confirmation moves seats; doubled and older ones are absorbed [R-ROUTE-21]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.obliging = false;
  centre.calls("erin", "sales");
  centre.give({ type: "leg.answered", legId: asId("erin") });
  const hold = centre.all("conference.stated")[0]?.states[0];
  const made = centre.last("offer.made");
  centre.give({ type: "leg.answered", legId: made.legs[0]?.legId ?? asId("") });
  const [emptied, together] = centre.last("conference.stated").states;
  if (hold === undefined || emptied === undefined || together === undefined) throw new Error("three statements");
  const apply = (conferenceId: typeof hold.conferenceId, version: number): number => {
    const before = centre.events.length;
    centre.give({ type: "conference.applied", conferenceId, version });
    return centre.events.length - before;
  };
  expect(apply(hold.conferenceId, hold.version)).toBe(0); // overtaken
  expect(apply(together.conferenceId, together.version - 1)).toBe(0); // the empty one: overtaken too
  expect(apply(together.conferenceId, together.version + 1)).toBe(0); // never stated
  expect(apply(together.conferenceId, together.version)).toBeGreaterThan(0);
  expect(apply(together.conferenceId, together.version)).toBe(0); // doubled
  expect(centre.all("seat.joined").map((event) => event.conferenceId)).toEqual([
    together.conferenceId,
    together.conferenceId,
  ]);
});

test("a talk is recorded from the answer until the agent leaves, a track per seat [R-ROUTE-23]", () => {
  const { centre, agentLeg, agentSeat, customerSeat } = talking();
  const asked = centre.last("recording.asked");
  expect(asked.seatIds.toSorted()).toEqual([agentSeat, customerSeat].toSorted());
  expect(asked.at).toBe(centre.last("interaction.connecting").at);
  centre.give({ type: "leg.ended", legId: agentLeg, cause: "hung-up", by: "far" });
  expect(centre.last("recording.finished").recordingId).toBe(asked.recordingId);
});

test("an agent who hangs up: goodbye to the customer, then released; the agent wraps up [R-ROUTE-24]", () => {
  const { centre, agentLeg } = talking();
  centre.obliging = false;
  centre.give({ type: "leg.ended", legId: agentLeg, cause: "hung-up", by: "far" });
  expect(centre.last("interaction.in-flow")).toMatchObject({ flow: "goodbye", end: "agent-ended" });
  expect(centre.availability("alice")).toBe("wrapping");
  expect(Object.values(stated(centre).hears).flat()).toEqual([]);
  centre.give({
    type: "prompt.ended",
    promptId: centre.last("prompt.asked").promptId,
    reason: "finished",
    heardMs: 900,
  });
  expect(centre.last("interaction.closed").cause).toBe("agent-ended");
  expect(centre.last("agent-segment.ended")).toMatchObject({
    agentId: "alice",
    talkMs: 10_000,
    cause: "agent-hung-up",
  });
});

test("a customer who hangs up: the agent is released and wraps up [R-ROUTE-24]", () => {
  const { centre, agentLeg } = talking();
  centre.hangsUp("erin");
  expect(centre.last("interaction.closed").cause).toBe("customer-hung-up");
  expect(centre.all("leg.ended").map((event) => event.legId)).toContain(agentLeg);
  expect(centre.availability("alice")).toBe("wrapping");
});

test("an agent's lost audio: comfort sound, and the talk again when it is back [R-ROUTE-25]", () => {
  const { centre, agentLeg, customerSeat } = talking();
  centre.give({ type: "leg.media-lost", legId: agentLeg });
  expect(stated(centre).hears[customerSeat]).toEqual([{ source: { tone: "comfort" } }]);
  centre.wait(19_000);
  centre.give({ type: "leg.media-restored", legId: agentLeg });
  expect(stated(centre).hears[customerSeat]).toMatchObject([{ source: { seat: expect.any(String) } }]);
  centre.wait(60_000);
  expect(centre.look().interactions()[0]?.phase).toBe("live");
});

test("an agent's leg that stays lost: the customer is at the head of the line with the clock kept [R-ROUTE-25]", () => {
  const { centre, agentLeg } = talking();
  centre.calls("petra", "sales", "petra"); // of a better class, and in line before
  const first = centre.all("interaction.queued")[0];
  centre.give({ type: "leg.ended", legId: agentLeg, cause: "transport", by: "system" });
  centre.wait(20_000);
  expect(centre.last("interaction.queued")).toMatchObject({
    again: true,
    band: 0,
    firstEnteredAt: first?.firstEnteredAt,
    totalUntilAt: first?.totalUntilAt,
  });
  expect(centre.last("agent-segment.ended").cause).toBe("agent-lost");
  centre.wait(60_000);
  expect(centre.agentOf("erin")).toBe("alice");
});

test("a waiting customer whose leg breaks is lost, and has abandoned the queue [R-ROUTE-26]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  centre.wait(9000);
  centre.give({ type: "leg.ended", legId: asId("erin"), cause: "transport", by: "system" });
  expect(centre.last("interaction.closed").cause).toBe("customer-lost");
  expect(centre.last("queue-segment.ended").outcome).toBe("abandoned");
});

test("a customer whose audio stays lost is gone [R-ROUTE-25]", () => {
  const { centre } = talking();
  centre.give({ type: "leg.media-lost", legId: asId("erin") });
  centre.wait(20_000);
  expect(centre.last("interaction.closed").cause).toBe("customer-lost");
});

test("a lost media process ends its own interactions and no others [R-ROUTE-27]", () => {
  const { centre, agentLeg } = talking();
  centre.available("bob");
  centre.calls("frank", "support");
  const conferenceIds = centre
    .look()
    .conferences()
    .filter((one) => one.interactionId === centre.last("interaction.arrived").interactionId);
  centre.give({ type: "media.lost", legIds: [asId("erin"), agentLeg], conferenceIds: [] });
  expect(centre.all("interaction.closed").map((event) => event.cause)).toEqual(["media-lost"]);
  expect(centre.agentOf("frank")).toBe("bob");
  expect(conferenceIds).toHaveLength(1);
});

test("a media process lost while a phone rings charges nobody [R-ROUTE-27]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  const [leg] = centre.last("offer.made").legs;
  centre.give({ type: "media.lost", legIds: [asId("erin"), leg?.legId ?? asId("")], conferenceIds: [] });
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "withdrawn", cause: "media-failed" });
  expect(centre.last("queue-segment.ended").outcome).toBe("withdrawn");
  expect(centre.availability("alice")).toBe("available");
});

test("a restart closes every interaction and keeps agents and phones [R-ROUTE-28]", () => {
  const { centre } = talking();
  centre.phones.set("bob", "rings");
  centre.available("bob");
  centre.calls("frank", "support");
  centre.calls("gina", "billing");
  centre.obliging = false;
  centre.give({ type: "centre.restarted", epoch: 2, codeVersion: "test", rulesVersion: "1", downMs: 1000 });
  expect(centre.all("interaction.closed").map((event) => event.cause)).toEqual(Array(3).fill("centre-restarted"));
  expect(centre.last("offer.ended")).toMatchObject({ outcome: "withdrawn", cause: "centre-restarted" });
  expect(centre.look().legs()).toEqual([]);
  expect(centre.look().conferences()).toEqual([]);
  expect(centre.availability("alice")).toBe("wrapping");
  expect(centre.availability("bob")).toBe("available");
  expect([...centre.world.outstanding.values()].map(({ effect }) => effect.type)).toEqual(["recording.stop"]);
});

test("a jump of the clock lets off ringing phones and gives the waiting a grace [R-ROUTE-28]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.calls("frank", "sales");
  const untilAt = centre.world.interactions.values().next().value?.entry?.totalUntilAt ?? 0;
  centre.give({ type: "clock.jumped", byMs: 5000 });
  expect(centre.all("offer.ended")[0]).toMatchObject({ outcome: "withdrawn", cause: "clock-jumped" });
  expect(centre.all("offer.made")).toHaveLength(2); // offered again at once
  expect(centre.world.interactions.values().next().value?.entry?.totalUntilAt).toBe(untilAt + 30_000);
});

test("a step that threw closes its interaction and nothing else [R-ROUTE-28]", () => {
  const { centre } = talking();
  centre.calls("frank", "support");
  const { interactionId } = centre.all("interaction.arrived")[0] ?? { interactionId: asId<"interaction">("") };
  centre.give({ type: "input.faulted", inputId: asId("x"), inputType: "leg.answered", message: "boom", interactionId });
  expect(centre.all("interaction.closed").map((event) => [event.interactionId, event.cause])).toEqual([
    [interactionId, "faulted"],
  ]);
});

test("the longest live talk is ended with a goodbye [R-ROUTE-29]", () => {
  const { centre } = talking();
  centre.wait(14_400_000);
  expect(centre.last("interaction.closed").cause).toBe("too-long");
});

test("one due deadline is settled a step, and an early clock settles none [R-ROUTE-29]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  centre.calls("frank", "billing");
  const before = saveWorld(centre.world);
  centre.give({ type: "clock.reached" });
  expect(saveWorld(centre.world)).toBe(before);
  centre.at = centre.last("interaction.queued").announceAt;
  centre.giveOnly({ type: "clock.reached" });
  expect(centre.all("interaction.announced")).toHaveLength(1);
  centre.giveOnly({ type: "clock.reached" });
  expect(centre.all("interaction.announced")).toHaveLength(2);
});

test("an effect that fails, or is never confirmed, has its consequence [R-ROUTE-32]", () => {
  const centre = new Centre();
  centre.obliging = false;
  centre.visits("erin", "sales");
  const answer = centre.last("effect.requested").effect;
  centre.give({ type: "effect.failed", effectId: answer.effectId, cause: "no ports" });
  expect(centre.last("effect.settled")).toMatchObject({ outcome: "failed", cause: "no ports" });
  expect(centre.last("interaction.closed").cause).toBe("never-connected");

  const { centre: other } = talking();
  other.obliging = false;
  other.hangsUp("erin");
  other.wait(120_000);
  expect(other.world.outstanding.size).toBe(0);
  expect(other.look().interactions()).toEqual([]);
  expect(other.last("recording.failed").cause).toBe("not confirmed in time");
});

test("an answer that is confirmed too late, or never, is taken back, so that nobody stays on a forgotten line [R-ROUTE-34]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.obliging = false;
  centre.give({ type: "leg.arrived", legId: asId("feature"), to: "*2", person: asId("p"), deviceId: asId("alice") });
  centre.wait(60_000);
  expect(centre.all("leg.failed").map((event) => event.legId)).toEqual(["feature"]);
  const told = centre.all("effect.requested").map((event) => event.effect);
  expect(told).toContainEqual(expect.objectContaining({ type: "leg.hang-up", legId: "feature" }));
});

test("a feature's call that does not end is hung up, and that stays to be done until it is confirmed [R-ROUTE-34]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.obliging = false;
  const legId = asId<"leg">("feature");
  centre.give({ type: "leg.arrived", legId, to: "*2", person: asId("p"), deviceId: asId("alice") });
  centre.give({ type: "leg.answered", legId });
  centre.wait(41_000);
  expect([...centre.world.outstanding.values()].map(({ effect }) => effect.type)).toContain("leg.hang-up");
  centre.give({ type: "leg.ended", legId, cause: "released", by: "us" });
  expect([...centre.world.outstanding.values()].map(({ effect }) => effect.type)).not.toContain("leg.hang-up");
});
