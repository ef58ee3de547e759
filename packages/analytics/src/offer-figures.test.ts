import { asId, offerOutcomes } from "@legroom/model";
import type { AgentId, OfferOutcome } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { History, alice, bob, sales, second } from "../test/history.ts";
import { OfferFigures } from "./offer-figures.ts";

function offered(history: History, s: number, id: string, agentId: AgentId = alice): History {
  return history.at(s, {
    type: "offer.made",
    interactionId: asId(`x${id}`),
    offerId: asId(id),
    agentId,
    queueId: sales,
    seatId: asId("s1"),
    attempt: 1,
    legs: [],
    untilAt: second(s + 20),
    ringingByAt: second(s + 3),
    reasons: {} as never, // no figure looks at them
  });
}

function ended(history: History, s: number, id: string, outcome: OfferOutcome): History {
  const ids = {
    interactionId: asId<"interaction">(`x${id}`),
    offerId: asId<"offer">(id),
    agentId: alice,
    queueId: sales,
  };
  return history.at(s, { type: "offer.ended", ...ids, outcome, cause: "answered", ringMs: 0 });
}

function figuresOf(history: History, span = { fromAt: second(0) }): OfferFigures {
  const figures = new OfferFigures(span, (offer) => offer.agentId);
  for (const event of history.events) figures.apply(event);
  return figures;
}

test("the rates of offers tell no-answer from a device that failed, and leave out who left [R-ANALYTICS-8]", () => {
  const history = new History();
  const outcomes: OfferOutcome[] = [
    "accepted",
    "accepted",
    "declined",
    "no-answer",
    "device-failed",
    "caller-left",
    "superseded",
    "withdrawn",
  ];
  for (const [place, outcome] of outcomes.entries()) {
    ended(offered(history, place * 10, `o${place}`), place * 10 + 4, `o${place}`, outcome);
  }
  offered(history, 100, "open");
  expect(figuresOf(history).read().get(alice)).toEqual({
    made: 9,
    outcomes: {
      accepted: 2,
      declined: 1,
      "no-answer": 1,
      "device-failed": 1,
      "caller-left": 1,
      superseded: 1,
      withdrawn: 1,
    },
    open: 1,
    answerRate: 2 / 6,
    noAnswerRate: 1 / 8,
    deviceFailureRate: 1 / 8,
    declineRate: 1 / 8,
    averageAcceptMs: 4000,
  });
});

test("without an ended offer there is no rate [R-ANALYTICS-4]", () => {
  const none = {
    answerRate: null,
    noAnswerRate: null,
    deviceFailureRate: null,
    declineRate: null,
    averageAcceptMs: null,
  };
  expect(figuresOf(new History()).total()).toMatchObject({ made: 0, ...none });
  expect(figuresOf(offered(new History(), 1, "o1")).total()).toMatchObject({ made: 1, open: 1, ...none });
});

test("offers count in the span in which they were made, by agent and in all [R-ANALYTICS-2] [R-ANALYTICS-6]", () => {
  const history = new History();
  offered(history, 5, "early");
  offered(history, 10, "mine");
  offered(history, 11, "hers", bob);
  for (const id of ["early", "mine", "hers"]) ended(history, 15, id, "accepted");
  const figures = figuresOf(history, { fromAt: second(10) });
  expect(figures.read().get(alice)?.made).toBe(1);
  expect(figures.read().get(bob)?.averageAcceptMs).toBe(4000);
  expect(figures.total()).toMatchObject({ made: 2, open: 0, averageAcceptMs: 4500, answerRate: 1 });
});

test("an offer whose interaction a bug of ours closed is withdrawn", () => {
  const history = offered(new History(), 1, "o1");
  history.at(2, { type: "interaction.faulted", interactionId: asId("xo1"), message: "a bug" });
  expect(figuresOf(history).total()).toMatchObject({ open: 0, outcomes: { withdrawn: 1 } });
});

test("made is always the sum of the outcomes and the open ones [R-ANALYTICS-8]", () => {
  const offers = fc.array(fc.option(fc.constantFrom(...offerOutcomes), { nil: undefined }), { maxLength: 50 });
  fc.assert(
    fc.property(offers, (outcomes) => {
      const history = new History();
      for (const [place, outcome] of outcomes.entries()) {
        offered(history, place, `o${place}`);
        if (outcome !== undefined) ended(history, place + 1, `o${place}`, outcome);
      }
      const total = figuresOf(history).total();
      expect(total.made).toBe(outcomes.length);
      expect(total.open).toBe(outcomes.filter((outcome) => outcome === undefined).length);
      expect(total.open + offerOutcomes.reduce((sum, outcome) => sum + total.outcomes[outcome], 0)).toBe(total.made);
    }),
    { numRuns: 50 },
  );
});
