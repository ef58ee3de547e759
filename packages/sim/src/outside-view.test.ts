import { asId } from "@legroom/model";
import type { Event, EventBody } from "@legroom/model";
import { expect, test } from "vitest";
import { Day, Violation, planDay, runPlan } from "./index.ts";
import { OutsideView } from "./outside-view.ts";

/** Writes these events as one step each. */
function seenOf(...bodies: readonly object[]): { view: OutsideView; found: string[] } {
  const found: string[] = [];
  const view = new OutsideView((problem) => found.push(problem));
  bodies.forEach((body, at) => view.written([{ input: {} as never, events: [event(at + 1, body)] }])); // inputs are not read
  return { view, found };
}

const arrived = { type: "interaction.arrived", seatId: "customer" };
const waits = { type: "interaction.queued", queueId: "q", segment: 1, again: false };

const event = (seq: number, body: object): Event =>
  ({ seq, at: 0, v: 1, inputId: "i", interactionId: "x", ...body }) as unknown as Event & EventBody; // only what is read

test("what is handed out or shown before it is durable is found [R-SIM-21]", () => {
  const { view, found } = seenOf({ type: "effect.requested", effect: { effectId: "known" } });
  view.taken([{ type: "conference.close", effectId: asId("known"), conferenceId: asId("c"), untilAt: 0 as never }]);
  view.published([event(1, { type: "seat.back" })]);
  view.answered(1);
  expect(found).toEqual([]);
  view.taken([{ type: "conference.close", effectId: asId("unknown"), conferenceId: asId("c"), untilAt: 0 as never }]);
  view.published([event(2, { type: "seat.back" })]);
  view.answered(2);
  expect(found).toHaveLength(3);
});

test("an offer with two ends, a seat with two acceptances and an offer without an end are found [R-SIM-21]", () => {
  const reasons = { overrideId: "act" }; // whom somebody may be offered to is looked at elsewhere
  const offer = (offerId: string) => ({ type: "offer.made", offerId, seatId: "seat", queueId: "q", legs: [], reasons });
  const seen = (...bodies: object[]) => seenOf(arrived, waits, ...bodies);
  const accepted = (offerId: string) => ({ type: "offer.ended", offerId, outcome: "accepted" });
  expect(seen(offer("a"), accepted("a")).found).toEqual([]);
  expect(seen(offer("a"), accepted("a"), accepted("a")).found[0]).toContain("ended twice");
  expect(seen(offer("a"), offer("b"), accepted("a"), accepted("b")).found.join()).toContain("two accepted offers");
  const open = seen(offer("a"));
  open.view.ended();
  expect(open.found[0]).toBe("L5: offer a never ended");
});

test("a queue segment ends exactly once: the conservation law [R-SIM-21]", () => {
  const queued = waits;
  const ended = { type: "queue-segment.ended", queueId: "q", segment: 1, outcome: "answered" };
  const seen = (...bodies: object[]) => seenOf(arrived, ...bodies);
  expect(seen(queued, ended).found).toEqual([]);
  expect(seen(queued, queued).found).toHaveLength(1);
  expect(seen(queued, ended, ended).found.join()).toContain("was not open");
  const open = seen(queued);
  open.view.ended();
  expect(open.found.join()).toContain("never ended");
});

test("a voice that was not stated and a leg in two conferences are found [R-SIM-21]", () => {
  const state = { conferenceId: asId<"conference">("c"), name: "c", version: 1, hears: {} };
  const seats = [{ seatId: asId<"seat">("s"), legId: asId<"leg">("l") }];
  const { view, found } = seenOf({ type: "conference.stated", states: [{ ...state, seats }] });
  view.applied([{ ...state, seats }], () => 1);
  expect(found).toEqual([]);
  view.applied([{ ...state, seats, version: 2 }], () => 1);
  view.applied([{ ...state, seats }], () => 2);
  expect(found).toHaveLength(2);
});

test("a day fails with the seed that repeats it [R-SIM-23]", async () => {
  const day = new Day({ seed: 77 });
  await day.start();
  day.outside.answered(1_000_000);
  await expect(day.pass(1)).rejects.toThrow(Violation);
  await expect(day.pass(1)).rejects.toThrow("seed 77");
});

test("a random day breaks no law, and twice run it has one log [R-SIM-20]", async () => {
  const whole = planDay(7);
  // A quarter of it: sixty whole ones are in scenarios.
  const parts = whole.parts.filter(({ kind }, at) => (kind !== "agent" && kind !== "caller") || at % 4 === 0);
  const watched = await runPlan({ ...whole, parts });
  const unwatched = await runPlan({ ...whole, parts }, { checking: false });
  expect(watched.log).toBe(unwatched.log);
  expect(watched.interactions).toBeGreaterThan(30);
}, 120_000);
