import { asId } from "@legroom/model";
import type { OfferReasons } from "@legroom/model";
import { expect, test } from "vitest";
import { History, alice, sales, second } from "../test/history.ts";
import { RoutingFigures } from "./routing-figures.ts";
import { showRouting } from "./stats-wire.ts";
import { OfferFigures } from "./offer-figures.ts";

class Decisions extends History {
  offers(s: number, caller: string, reasons: Partial<OfferReasons> & { candidates?: never; free?: number } = {}): this {
    const { free = 1, trigger = "caller-entered", tieBreak = "only-one" } = reasons;
    const filters = { members: 4, signedIn: 4, skilled: 3, inReach: 3, free, notCoolingDown: free };
    return this.at(s, {
      ...{ type: "offer.made", interactionId: asId(caller), offerId: asId(`o${this.events.length}`), agentId: alice },
      ...{
        queueId: sales,
        seatId: asId("s1"),
        attempt: 1,
        legs: [],
        untilAt: second(s + 20),
        ringingByAt: second(s + 3),
      },
      reasons: { trigger, tieBreak, filters } as unknown as OfferReasons, // what the figures look at
    });
  }
  tells(s: number, caller: string, estimate?: { lowMs: number; highMs: number }): this {
    return this.at(s, {
      ...{ type: "interaction.announced", interactionId: asId(caller), promptId: asId("p1"), position: 1 },
      nextAt: second(s + 30),
      ...(estimate === undefined ? {} : { estimate }),
    });
  }
}

function totalOf(history: History) {
  const figures = new RoutingFigures({ fromAt: second(0) });
  for (const event of history.events) figures.apply(event);
  return figures.total();
}

test("decisions are told by trigger, tie-break and candidates, answers by the offers they took [R-ANALYTICS-14]", () => {
  const day = new Decisions()
    .enters(0, "erin")
    .offers(1, "erin", { free: 3, tieBreak: "longest-idle" })
    .leaves(5, "erin", { outcome: "answered", waitedS: 5 })
    .enters(10, "frank")
    .offers(11, "frank", { free: 2, trigger: "agent-free" })
    .offers(31, "frank", { free: 1, trigger: "offer-ended" })
    .leaves(40, "frank", { outcome: "answered", waitedS: 30 })
    .enters(50, "gina")
    .offers(51, "gina", { free: 2 })
    .leaves(55, "gina", { outcome: "abandoned", waitedS: 5 });
  expect(totalOf(day)).toMatchObject({
    decisions: 4,
    triggers: { "caller-entered": 2, "agent-free": 1, "offer-ended": 1, "cool-down-over": 0 },
    tieBreaks: { "longest-idle": 1, "only-one": 3 },
    meanCandidates: 2,
    answered: 2,
    offersPerAnswered: 1.5,
    firstOfferShare: 0.5,
  });
});

test("a told range is judged by what the wait still was, as it was told first, over the answered [R-ANALYTICS-15]", () => {
  const range = { lowMs: 10_000, highMs: 20_000 };
  const day = new Decisions()
    .enters(0, "low-edge")
    .tells(2, "low-edge", range)
    .tells(11, "low-edge", range) // later ones do not count
    .leaves(12, "low-edge", { outcome: "answered", waitedS: 12 })
    .enters(0, "too-late")
    .tells(2, "too-late", range)
    .leaves(23, "too-late", { outcome: "answered", waitedS: 23 })
    .enters(0, "gave-up")
    .tells(2, "gave-up", range)
    .leaves(14, "gave-up", { outcome: "abandoned", waitedS: 14 })
    .enters(0, "not-told")
    .tells(2, "not-told")
    .leaves(14, "not-told", { outcome: "answered", waitedS: 14 });
  expect(totalOf(day)).toMatchObject({ told: 2, toldRight: 1, toldRightShare: 0.5 });
});

test("while nobody was told a range there is no calibration [R-ANALYTICS-15] [R-ANALYTICS-4]", () => {
  const none = new OfferFigures({ fromAt: second(0) }, ({ agentId }) => agentId).total();
  const day = new Decisions().enters(0, "erin").tells(2, "erin").leaves(9, "erin", { outcome: "answered", waitedS: 9 });
  expect(showRouting(totalOf(day), none)).not.toHaveProperty("calibration");
  expect(showRouting(totalOf(new Decisions()), none)).not.toHaveProperty("meanCandidates");
});
