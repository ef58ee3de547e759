import { asId, segmentOutcomes } from "@legroom/model";
import type { Event, UnixMs } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { History, billing, config, sales, second } from "../test/history.ts";
import { QueueFigures } from "./queue-figures.ts";
import { isConserved } from "./queue-report.ts";
import type { QueueReport } from "./queue-report.ts";

function salesOf(history: History, at: UnixMs, options: Partial<ConstructorParameters<typeof QueueFigures>[0]> = {}) {
  const figures = new QueueFigures({ fromAt: second(0), ...options });
  for (const event of history.events) figures.apply(event);
  return figures.read(at).get(sales);
}

/** Ten callers: seven answered (five within 20 s), one abandoned late, one at once, one timed out; one waits. */
function aMorning(): History {
  const history = new History();
  for (const [place, waitedS] of [3, 5, 10, 19, 20, 21, 90].entries()) {
    history
      .enters(place, `answered-${place}`)
      .leaves(place + waitedS, `answered-${place}`, { outcome: "answered", waitedS });
  }
  return history
    .enters(100, "gave-up")
    .leaves(140, "gave-up", { outcome: "abandoned", waitedS: 40 })
    .enters(150, "changed-mind")
    .leaves(152, "changed-mind", { outcome: "short-abandoned", waitedS: 2 })
    .enters(200, "too-long")
    .leaves(1100, "too-long", { outcome: "timed-out", waitedS: 900 })
    .enters(1150, "waits");
}

test("each figure of a queue is what its definition says [R-ANALYTICS-1] [R-ANALYTICS-3]", () => {
  expect(salesOf(aMorning(), second(1200))).toEqual({
    queueId: "sales",
    serviceLevelMs: 20_000,
    offered: 11,
    outcomes: {
      answered: 7,
      abandoned: 1,
      "short-abandoned": 1,
      "flowed-out": 0,
      "callback-taken": 0,
      "timed-out": 1,
      "rejected-full": 0,
      withdrawn: 0,
    },
    waiting: 1,
    oldestEnteredAt: second(1150),
    longestWaitMs: 900_000,
    waitP50Ms: 20_000, // 3, 5, 10, 19, [20], 21, 40, 90, 900
    waitP90Ms: 900_000,
    answeredInTime: 5,
    serviceLevel: 5 / 9, // answered 7 + abandoned 1 + timed out 1
    serviceLevelOfAnswered: 5 / 7,
    serviceLevelWithAbandoned: 5 / 8,
    serviceLevelOfOffered: 5 / 11,
    averageAnswerMs: 24_000, // (3 + 5 + 10 + 19 + 20 + 21 + 90) s ÷ 7
    averageAbandonMs: 40_000,
    abandonP90Ms: 40_000,
    abandonRate: 1 / 10, // 11 offered, one short abandon taken off
  });
});

test.each([
  { outcome: "answered", counts: true },
  { outcome: "abandoned", counts: true },
  { outcome: "timed-out", counts: true },
  { outcome: "short-abandoned", counts: false },
  { outcome: "flowed-out", counts: false },
  { outcome: "callback-taken", counts: false },
  { outcome: "rejected-full", counts: false },
  { outcome: "withdrawn", counts: false },
] as const)(
  "a segment that ends $outcome counts in the service level: $counts [R-ANALYTICS-3]",
  ({ outcome, counts }) => {
    const history = new History().enters(0, "erin").leaves(90, "erin", { outcome, waitedS: 90 });
    const report = salesOf(history, second(100));
    expect(report?.serviceLevel).toBe(counts ? 0 : null);
    expect(report?.outcomes[outcome]).toBe(1);
  },
);

test("every outcome has its row in the table above", () => {
  expect(segmentOutcomes).toHaveLength(8);
});

test("over nobody there is no ratio: null, neither 0 % nor 100 % [R-ANALYTICS-4]", () => {
  const figures = new QueueFigures({ fromAt: second(0), config: config(20_000) });
  const report = figures.read(second(10)).get(sales);
  const ratios = Object.entries(report ?? {}).filter(([, value]) => value === null);
  expect(ratios.map(([name]) => name)).toEqual([
    "oldestEnteredAt",
    "longestWaitMs",
    "waitP50Ms",
    "waitP90Ms",
    "serviceLevel",
    "serviceLevelOfAnswered",
    "serviceLevelWithAbandoned",
    "serviceLevelOfOffered",
    "averageAnswerMs",
    "averageAbandonMs",
    "abandonP90Ms",
    "abandonRate",
  ]);
  expect(figures.total(second(10)).serviceLevel).toBeNull();
});

test("T is the queue's own, and a changed T holds for those who enter after the change [R-ANALYTICS-5]", () => {
  const history = new History()
    .enters(0, "erin")
    .configured(1, 10_000)
    .enters(2, "frank")
    .leaves(15, "erin", { outcome: "answered", waitedS: 15 })
    .leaves(17, "frank", { outcome: "answered", waitedS: 15 });
  const before = salesOf(history, second(20), { config: config(20_000) });
  expect(before).toMatchObject({ serviceLevelMs: 10_000, answeredInTime: 1, serviceLevel: 0.5 });
  expect(salesOf(history, second(20), { config: config(12_000) })).toMatchObject({ answeredInTime: 0 });
});

test("the wait of who still waits grows with the clock [R-ANALYTICS-1]", () => {
  const history = new History().enters(0, "erin").enters(5, "frank");
  expect(salesOf(history, second(7))).toMatchObject({ waiting: 2, oldestEnteredAt: second(0), longestWaitMs: 7000 });
  expect(salesOf(history, second(60))).toMatchObject({ longestWaitMs: 60_000 });
});

test("only segments that were entered in the span count, also when they end after it [R-ANALYTICS-2]", () => {
  const history = new History()
    .enters(5, "before")
    .enters(10, "first")
    .leaves(12, "before", { outcome: "answered", waitedS: 7 })
    .enters(20, "after")
    .leaves(30, "first", { outcome: "abandoned", waitedS: 20 })
    .leaves(31, "after", { outcome: "answered", waitedS: 11 });
  const report = salesOf(history, second(40), { fromAt: second(10), untilAt: second(20) });
  expect(report).toMatchObject({ offered: 1, waiting: 0, answeredInTime: 0, abandonRate: 1 });
  expect(salesOf(history, second(40), { fromAt: second(20) })).toMatchObject({ offered: 1, serviceLevel: 1 });
});

test("a caller who flows out is offered to both queues and answered in one [R-ANALYTICS-1]", () => {
  const figures = new QueueFigures({ fromAt: second(0) });
  const history = new History()
    .enters(0, "erin")
    .leaves(300, "erin", { outcome: "flowed-out", waitedS: 300 })
    .enters(300, "erin", { queueId: billing, segment: 2 })
    .leaves(310, "erin", { outcome: "answered", waitedS: 10, queueId: billing, segment: 2 });
  for (const event of history.events) figures.apply(event);
  expect(figures.read(second(400)).get(sales)).toMatchObject({ offered: 1, serviceLevel: null });
  expect(figures.read(second(400)).get(billing)).toMatchObject({ offered: 1, serviceLevel: 1 });
  expect(figures.total(second(400))).toMatchObject({ offered: 2, serviceLevel: 1, serviceLevelOfOffered: 0.5 });
});

test("a total is sums over sums, not the mean of ratios [R-ANALYTICS-6]", () => {
  const history = new History().enters(0, "a").leaves(90, "a", { outcome: "answered", waitedS: 90 });
  for (const name of ["b", "c", "d"]) {
    history
      .enters(1, name, { queueId: billing })
      .leaves(2, name, { outcome: "answered", waitedS: 1, queueId: billing });
  }
  const figures = new QueueFigures({ fromAt: second(0) });
  for (const event of history.events) figures.apply(event);
  expect(figures.total(second(99)).serviceLevel).toBe(3 / 4);
});

test("an interaction that a bug of ours closed leaves nobody waiting for ever [R-ANALYTICS-1]", () => {
  const history = new History()
    .enters(0, "erin")
    .at(4, { type: "interaction.faulted", interactionId: "erin" as never, message: "a bug" });
  expect(salesOf(history, second(9))).toMatchObject({ waiting: 0, outcomes: { withdrawn: 1 }, longestWaitMs: 4000 });
});

test("the law notices who is lost and who is counted twice", () => {
  const whole = salesOf(aMorning(), second(1200));
  expect(whole && isConserved(whole)).toBe(true);
  expect(whole && isConserved({ ...whole, waiting: 0 })).toBe(false);
  expect(whole && isConserved({ ...whole, offered: whole.offered - 1 })).toBe(false);
});

/** Any number of callers who enter any queue at any time, leave it in any way or not at all, and perhaps enter another. */
const lawful = fc
  .array(
    fc.record({
      enterS: fc.integer({ min: 0, max: 3000 }),
      queues: fc.array(
        fc.record({
          queueId: fc.constantFrom(sales, billing),
          waitedS: fc.integer({ min: 0, max: 400 }),
          outcome: fc.constantFrom(...segmentOutcomes),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      staysInLast: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((callers): readonly Event[] => {
    const history = new History();
    for (const [number, caller] of callers.entries()) {
      let s = caller.enterS;
      for (const [place, { queueId, waitedS, outcome }] of caller.queues.entries()) {
        const of = { queueId, segment: place + 1 };
        history.enters(s, `c${number}`, of);
        s += waitedS;
        if (caller.staysInLast && place === caller.queues.length - 1) break;
        history.leaves(s, `c${number}`, { ...of, outcome, waitedS });
      }
    }
    return history.events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  });

test("who closes or enters again without leaving breaks the law, and it says so [R-ANALYTICS-10]", () => {
  const figures = new QueueFigures({ fromAt: second(0) });
  const history = new History().enters(0, "erin").enters(5, "frank").enters(6, "frank", { segment: 2 });
  for (const event of history.events) figures.apply(event);
  expect(figures.total(second(9))).toMatchObject({ offered: 3, waiting: 2 });
  expect(isConserved(figures.total(second(9)))).toBe(false);
  expect(figures.isConserved).toBe(false);

  const lost = new QueueFigures({ fromAt: second(0) });
  lost.apply(new History().enters(0, "erin").events[0] as Event);
  expect(lost.isConserved).toBe(true);
  const closing = new History().at(9, {
    type: "interaction.closed",
    interactionId: asId("erin"),
    cause: "abandoned",
    durationMs: 9000,
  });
  lost.apply(closing.events[0] as Event);
  expect(lost.total(second(10))).toMatchObject({ offered: 1, waiting: 0 });
  expect(lost.isConserved).toBe(false);
});

test("another T is answered from the waits, as if it had been the queue's [R-ANALYTICS-11]", () => {
  const figures = new QueueFigures({ fromAt: second(0) });
  const ours = new QueueFigures({ fromAt: second(0), config: config(10_000) });
  for (const event of aMorning().events) {
    figures.apply(event);
    ours.apply(event);
  }
  const asked = figures.read(second(1200), { serviceLevelMs: 10_000 }).get(sales);
  expect(asked).toMatchObject({ serviceLevelMs: 10_000, answeredInTime: 3, serviceLevel: 3 / 9 });
  expect(asked).toEqual(ours.read(second(1200)).get(sales));
});

test("any lawful history keeps the conservation law after every event, queue by queue and in all [R-ANALYTICS-1]", () => {
  fc.assert(
    fc.property(lawful, (events) => {
      const figures = new QueueFigures({ fromAt: second(500), untilAt: second(2500) });
      for (const event of events) {
        figures.apply(event);
        for (const report of figures.read(event.at).values()) expect(isConserved(report)).toBe(true);
        expect(isConserved(figures.total(event.at))).toBe(true);
      }
      const offered = events.filter((event) => event.type === "interaction.queued" && inside(event.at)).length;
      expect(figures.total(second(9999)).offered).toBe(offered);
    }),
    { numRuns: 60 },
  );
  function inside(at: UnixMs): boolean {
    return at >= second(500) && at < second(2500);
  }
});

test("intervals of any length add up to the whole, whatever the history [R-ANALYTICS-6]", () => {
  fc.assert(
    fc.property(lawful, fc.integer({ min: 60, max: 1800 }), (events, lengthS) => {
      const span = { fromAt: second(300), untilAt: second(2600) };
      const whole = new QueueFigures(span);
      const parts = new QueueFigures({ ...span, intervalMs: lengthS * 1000 });
      for (const event of events) {
        whole.apply(event);
        parts.apply(event);
      }
      const now = second(9999);
      for (const [queueId, report] of whole.read(now)) {
        const found = parts.intervals(now).flatMap((interval) => interval.queues.get(queueId) ?? []);
        expect(sumsOf(found)).toEqual(sumsOf([report]));
        for (const part of found) expect(isConserved(part)).toBe(true);
        expect(parts.read(now).get(queueId)).toEqual(report);
      }
    }),
    { numRuns: 60 },
  );
});

test("what is read on the way changes nothing: live and history are one fold [R-ANALYTICS-7]", () => {
  fc.assert(
    fc.property(lawful, (events) => {
      const [live, history] = [new QueueFigures({ fromAt: second(0) }), new QueueFigures({ fromAt: second(0) })];
      for (const event of events) {
        live.apply(event);
        live.read(event.at);
        live.total(event.at);
      }
      for (const event of events) history.apply(event);
      expect(live.read(second(9999))).toEqual(history.read(second(9999)));
    }),
    { numRuns: 30 },
  );
});

test("a segment counts in the interval in which it was entered, wherever it ends [R-ANALYTICS-2]", () => {
  const intervals = new QueueFigures({ fromAt: second(0), untilAt: second(2000), intervalMs: 900_000 });
  for (const event of aMorning().events) intervals.apply(event);
  const read = intervals.intervals(second(2000));
  expect(read.map(({ fromAt, untilAt }) => [fromAt, untilAt])).toEqual([
    [second(0), second(900)],
    [second(900), second(1800)],
    [second(1800), second(2000)],
  ]);
  expect(read.map(({ queues }) => queues.get(sales)?.offered)).toEqual([10, 1, undefined]);
  expect(read[0]?.queues.get(sales)).toMatchObject({ outcomes: { "timed-out": 1 }, waiting: 0 });
});

function sumsOf(reports: readonly QueueReport[]): unknown {
  const sum = (of: (report: QueueReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    offered: sum((report) => report.offered),
    waiting: sum((report) => report.waiting),
    answeredInTime: sum((report) => report.answeredInTime),
    outcomes: segmentOutcomes.map((outcome) => sum((report) => report.outcomes[outcome])),
    waitMs: Math.round(sum((report) => (report.averageAnswerMs ?? 0) * report.outcomes.answered)),
  };
}
