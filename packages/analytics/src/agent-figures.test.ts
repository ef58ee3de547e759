import { asId, presences } from "@legroom/model";
import type { Presence } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { History, alice, config, sales, second } from "../test/history.ts";
import { AgentFigures } from "./agent-figures.ts";
import type { Span } from "./span.ts";

const sessionId = asId<"agent-session">("session");
const offerOf = (caller: string) => asId<"offer">(`offer-${caller}`);

class AgentDay extends History {
  signsIn(s: number): this {
    const [endpointId, deviceId, binding] = [asId<"endpoint">("e1"), asId<"device">("alice"), asId<"sealed">("b")];
    this.at(s, { type: "endpoint.ready", endpointId, deviceId, binding, expiresAt: second(s + 9999) });
    return this.at(s, { type: "agent.session-opened", agentId: alice, sessionId });
  }
  signsOut(s: number): this {
    return this.at(s, { type: "agent.session-closed", agentId: alice, sessionId });
  }
  chooses(s: number, presence: Presence): this {
    return this.at(s, {
      type: "agent.presence-changed",
      agentId: alice,
      presence,
      actor: { kind: "agent", id: alice },
    });
  }
  /** Offered and accepted in the same moment. */
  talks(s: number, caller: string): this {
    const ids = {
      interactionId: asId<"interaction">(caller),
      offerId: offerOf(caller),
      agentId: alice,
      queueId: sales,
    };
    this.at(s, {
      ...{ type: "offer.made", ...ids, seatId: asId("s1"), attempt: 1, legs: [] },
      ...{ untilAt: second(s + 20), ringingByAt: second(s + 3), reasons: {} as never }, // no figure of agents looks at them
    });
    this.at(s, { type: "offer.ended", ...ids, outcome: "accepted", cause: "answered", ringMs: 0 });
    return this.at(s, {
      type: "interaction.live",
      interactionId: asId(caller),
      agentId: alice,
      offerId: offerOf(caller),
      untilAt: second(s + 9),
    });
  }
  talked(s: number, caller: string, fromS: number): this {
    return this.at(s, {
      type: "agent-segment.ended",
      interactionId: asId(caller),
      agentId: alice,
      offerId: offerOf(caller),
      queueId: sales,
      connectedAt: second(fromS),
      talkMs: (s - fromS) * 1000,
      cause: "customer-hung-up",
    });
  }
  wraps(s: number, caller: string): this {
    return this.at(s, {
      type: "agent.wrap-up-started",
      agentId: alice,
      interactionId: asId(caller),
      untilAt: second(s + 60),
    });
  }
  wrapped(s: number, caller: string): this {
    return this.at(s, { type: "agent.wrap-up-ended", agentId: alice, interactionId: asId(caller), cause: "agent" });
  }
}

function reportOf(day: History, s: number, span: Span = { fromAt: second(0) }) {
  const figures = new AgentFigures({ ...span, config: config(20_000) });
  for (const event of day.events) figures.apply(event);
  return figures.read(second(s)).get(alice);
}

/** Signs in at 0, available from 10, talks 20–50, wraps up to 60, breaks at 70, signs out at 100. */
function aMorning(): AgentDay {
  return new AgentDay()
    .signsIn(0)
    .chooses(0, "away")
    .chooses(10, "available")
    .talks(20, "erin")
    .talked(50, "erin", 20)
    .wraps(50, "erin")
    .wrapped(60, "erin")
    .chooses(70, "break")
    .chooses(100, "offline")
    .signsOut(100);
}

test("an agent's time is told by session, presence, talk and wrap-up [R-ANALYTICS-9]", () => {
  expect(reportOf(aMorning(), 500)).toEqual({
    agentId: "alice",
    signedInMs: 100_000,
    presenceMs: { available: 60_000, busy: 0, away: 10_000, break: 30_000, offline: 0 },
    stateMs: {
      "signed-out": 0,
      available: 20_000, // 10–20 and 60–70
      busy: 30_000,
      offered: 0,
      wrapping: 10_000,
      "device-lost": 0,
      "not-responding": 0,
      unavailable: 40_000,
    },
    talkMs: 30_000,
    wrapUpMs: 10_000,
    handled: 1,
    finished: 1,
    averageTalkMs: 30_000,
    averageWrapUpMs: 10_000,
    averageHandleMs: 40_000,
    utilisation: 0.4,
    occupancy: 40 / 60,
  });
});

test("what goes on grows with the clock, and a talk whose wrap-up goes on is not in the average yet [R-ANALYTICS-9]", () => {
  const talking = new AgentDay().signsIn(0).chooses(0, "available").talks(20, "erin");
  expect(reportOf(talking, 30)).toMatchObject({
    signedInMs: 30_000,
    talkMs: 10_000,
    handled: 1,
    averageHandleMs: null,
  });
  const wrapping = talking.talked(40, "erin", 20).wraps(40, "erin");
  expect(reportOf(wrapping, 45)).toMatchObject({ talkMs: 20_000, wrapUpMs: 5000, averageHandleMs: null });
  expect(reportOf(wrapping.wrapped(50, "erin"), 99)).toMatchObject({ wrapUpMs: 10_000, averageHandleMs: 30_000 });
});

test("a talk without wrap-up is over with its last word [R-ANALYTICS-9]", () => {
  const day = new AgentDay().signsIn(0).talks(20, "erin").talked(40, "erin", 20);
  expect(reportOf(day, 99)).toMatchObject({ handled: 1, wrapUpMs: 0, averageHandleMs: 20_000 });
});

test("only time within the span counts, and only talks that began in it are counted [R-ANALYTICS-2]", () => {
  const late = reportOf(aMorning(), 500, { fromAt: second(30), untilAt: second(80) });
  expect(late).toMatchObject({
    signedInMs: 50_000,
    presenceMs: { available: 40_000, away: 0, break: 10_000 },
    talkMs: 20_000,
    wrapUpMs: 10_000,
    handled: 0,
    averageHandleMs: null,
  });
  const early = reportOf(aMorning(), 500, { fromAt: second(0), untilAt: second(30) });
  expect(early).toMatchObject({ talkMs: 10_000, wrapUpMs: 0, handled: 1, averageHandleMs: 40_000 });
});

test("who was never signed in has no utilisation [R-ANALYTICS-4]", () => {
  expect(reportOf(new AgentDay().chooses(5, "available"), 50)).toMatchObject({ signedInMs: 0, utilisation: null });
});

test("a talk that a bug of ours closed goes on no longer [R-ANALYTICS-9]", () => {
  const day = new AgentDay().signsIn(0).talks(20, "erin");
  day.at(25, { type: "interaction.faulted", interactionId: asId("erin"), message: "a bug" });
  expect(reportOf(day, 99)).toMatchObject({ talkMs: 5000, averageHandleMs: 5000 });
});

test("presence adds up to the time signed in, and spans side by side add up to the whole [R-ANALYTICS-6] [R-ANALYTICS-9]", () => {
  const choices = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(...presences, "in", "out")));
  fc.assert(
    fc.property(choices, fc.integer({ min: 0, max: 1000 }), (made, cut) => {
      const day = new AgentDay();
      for (const [s, choice] of made.toSorted(([a], [b]) => a - b)) {
        if (choice === "in") day.signsIn(s);
        else if (choice === "out") day.signsOut(s);
        else day.chooses(s, choice);
      }
      const whole = reportOf(day, 1000);
      const parts = [{ fromAt: second(0), untilAt: second(cut) }, { fromAt: second(cut) }].map((span) =>
        reportOf(day, 1000, span),
      );
      const sum = (of: (report: NonNullable<typeof whole>) => number) =>
        parts.reduce((total, part) => total + (part === undefined ? 0 : of(part)), 0);
      expect(sum((part) => part.signedInMs)).toBe(whole?.signedInMs ?? 0);
      for (const presence of presences)
        expect(sum((part) => part.presenceMs[presence])).toBe(whole?.presenceMs[presence] ?? 0);
      expect(presences.reduce((total, presence) => total + (whole?.presenceMs[presence] ?? 0), 0)).toBe(
        whole?.signedInMs ?? 0,
      );
    }),
    { numRuns: 60 },
  );
});
