/** Each setting of waiting, at the outer door: changed alone, it changes who answers whom, or when, or what becomes of a caller. */
import { asId } from "@legroom/model";
import type { CallerFacts, CustomerClass } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Centre } from "../test/centre.ts";
import { withQueues } from "../test/matching.ts";
import type { Queue } from "../test/matching.ts";

type Story = {
  readonly setting: string;
  readonly without: Partial<Queue>;
  readonly with: Partial<Queue>;
  readonly tell: (centre: Centre) => unknown;
  readonly outcomes: readonly [unknown, unknown];
};

const step = (when: NonNullable<Queue["relaxations"]>[number]["when"]) => ({ when, requires: "anyone" });
const novice = { requires: "tea >= 9" }; // Ann has no tea, Ben has the best
const agents = { ann: {}, ben: { skills: ["tea"], levels: { tea: 9 }, languages: { de: 5 } } };
const helping = { from: asId<"queue">("help"), startsAt: 2, endsAt: 1, leastMs: 0, when: "waiting" as const };

function make(settings: Partial<Queue>): Centre {
  const queues: Queue[] = [
    { id: "line", overflowTo: asId("over"), ...settings, members: settings.members ?? ["ann", "ben"] },
    { id: "over", members: [] },
    { id: "help", members: ["cat"] },
  ];
  const centre = withQueues(queues, { ...agents, cat: { skills: ["tea"], levels: { tea: 9 } } }, AS_CONTACT);
  return centre;
}

const AS_CONTACT = { callers: { unverifiedNumbers: "as-contact", lookUpMs: 300 } } as const;

function comes(centre: Centre, name: string, facts: Partial<CallerFacts> = {}): void {
  centre.callers.set(name, { customerClass: "standard", ...facts });
  centre.calls(name, "line");
}

/** Ann, signed in, is offered Erin so late; undefined: never in two minutes. */
function answeredAfter(centre: Centre, who = "ann", facts: Partial<CallerFacts> = {}): number | undefined {
  centre.available(who);
  const at = centre.at;
  comes(centre, "erin", facts);
  centre.wait(120_000);
  const [first] = centre.all("interaction.live");
  return first === undefined ? undefined : first.at - at;
}

/** Of two callers of these classes, who came so long after each other, the one whom Ann answers after so long. */
function firstOf(centre: Centre, classes: readonly [CustomerClass, CustomerClass], waitMs = 1000): string | undefined {
  comes(centre, "erin", { customerClass: classes[0] });
  centre.wait(1000);
  comes(centre, "frank", { customerClass: classes[1] });
  centre.wait(waitMs);
  centre.available("ann");
  return ["erin", "frank"].find((name) => centre.agentOf(name) === "ann");
}

/** Erin, Standard, has waited for so long and where. */
function whereAfter(centre: Centre, ms: number): unknown {
  comes(centre, "erin");
  centre.wait(ms);
  const [interaction] = centre.look().interactions();
  return interaction?.queueId ?? centre.last("interaction.closed").cause;
}

/** Ann has talked to Erin, talks to Frank since a second, and Ben is free: who answers Erin, and when? */
function comesAgain(centre: Centre): unknown {
  centre.available("ann");
  comes(centre, "erin");
  centre.wait(20_000);
  centre.hangsUp("erin");
  comes(centre, "frank");
  centre.wait(1000);
  centre.presence("ben", "available");
  centre.register("ben");
  const at = centre.at;
  centre.callers.set("again", { customerClass: "standard" });
  centre.give({ type: "leg.arrived", legId: asId("again"), to: "line", person: asId("p-erin") });
  centre.wait(200_000);
  const last = centre.last("interaction.live");
  return [last.agentId, last.at - at];
}

const points = (vip: number, trial: number) => ({ vip, premium: 0, standard: 50, trial });
const bands = (trial: number) => ({ vip: 1, premium: 1, standard: 1, trial });
const trialFirst = (centre: Centre): unknown => firstOf(centre, ["trial", "standard"], 61_000);

const stories: readonly Story[] = [
  { setting: "points", without: {}, with: { points: points(0, 0) }, tell: trialFirst, outcomes: ["frank", "erin"] },
  {
    setting: "secondsPerPoint",
    without: {},
    with: { secondsPerPoint: 0 },
    tell: trialFirst,
    outcomes: ["frank", "erin"],
  },
  { setting: "bands", without: {}, with: { bands: bands(0) }, tell: trialFirst, outcomes: ["frank", "erin"] },
  {
    setting: "escalations",
    without: { escalations: [{ customerClass: "trial", afterMs: 70_000, toBand: 0, tell: true }] },
    with: { escalations: [{ customerClass: "trial", afterMs: 60_000, toBand: 0, tell: true }] },
    tell: trialFirst,
    outcomes: ["frank", "erin"],
  },
  {
    setting: "relaxations by waited",
    without: novice,
    with: { ...novice, relaxations: [step({ by: "waited", afterMs: 15_000 })] },
    tell: answeredAfter,
    outcomes: [undefined, 15_000],
  },
  {
    setting: "relaxations by position",
    without: novice,
    with: { ...novice, relaxations: [step({ by: "position", atMost: 1 })] },
    tell: answeredAfter,
    outcomes: [undefined, 0],
  },
  {
    setting: "relaxations by staffing",
    without: { ...novice, relaxations: [step({ by: "staffing", atMost: 0 })], members: ["ann", "ben"] },
    with: { ...novice, relaxations: [step({ by: "staffing", atMost: 1 })], members: ["ann", "ben"] },
    tell: (centre) => {
      centre.presence("ben", "busy");
      return answeredAfter(centre);
    },
    outcomes: [undefined, 0],
  },
  {
    setting: "relaxations by estimate",
    without: { ...novice, relaxations: [step({ by: "estimate", overMs: 10_000_000 })] },
    with: { ...novice, relaxations: [step({ by: "estimate", overMs: 10_000 })] },
    tell: (centre) => {
      centre.available("ben");
      comes(centre, "frank");
      centre.wait(20_000);
      centre.hangsUp("frank");
      comes(centre, "gina");
      centre.available("ann");
      comes(centre, "erin");
      return centre.agentOf("erin");
    },
    outcomes: [undefined, "ann"],
  },
  {
    setting: "tiers' delay",
    without: {},
    with: { tiers: { ann: { tier: 1, delayMs: 12_000 } } },
    tell: answeredAfter,
    outcomes: [0, 12_000],
  },
  {
    setting: "languageMs",
    without: {},
    with: { languageMs: 25_000 },
    tell: (centre) => answeredAfter(centre, "ann", { language: "de" }),
    outcomes: [0, 25_000],
  },
  {
    setting: "lastAgent",
    without: {},
    with: { lastAgent: "members" },
    tell: comesAgain,
    outcomes: [
      ["ben", 0],
      ["ben", 45_000],
    ],
  },
  {
    setting: "preferredMs",
    without: { lastAgent: "members" },
    with: { lastAgent: "members", preferredMs: 30_000 },
    tell: comesAgain,
    outcomes: [
      ["ben", 45_000],
      ["ben", 30_000],
    ],
  },
  {
    setting: "preferredUnderMs",
    without: { lastAgent: "members" },
    with: { lastAgent: "members", preferredUnderMs: 10_000 },
    tell: comesAgain,
    outcomes: [
      ["ben", 45_000],
      ["ben", 0],
    ],
  },
  {
    setting: "inQueueMs",
    without: { inQueueMs: 200_000 },
    with: { inQueueMs: 60_000 },
    tell: (centre) => whereAfter(centre, 61_000),
    outcomes: ["line", "over"],
  },
  {
    setting: "overflowTo",
    without: { waitingMax: 1 },
    with: { waitingMax: 1, overflowTo: asId("help") },
    tell: (centre) => {
      comes(centre, "frank");
      comes(centre, "erin");
      return centre.look().interactions()[1]?.queueId;
    },
    outcomes: ["over", "help"],
  },
  {
    setting: "waitingMax",
    without: { waitingMax: 2 },
    with: { waitingMax: 1 },
    tell: (centre) => {
      comes(centre, "frank");
      comes(centre, "erin");
      return centre.look().interactions()[1]?.queueId;
    },
    outcomes: ["line", "over"],
  },
  {
    setting: "offersMax",
    without: { offersMax: 2 },
    with: { offersMax: 1 },
    tell: (centre) => {
      centre.phones.set("ann", "rings");
      centre.available("ann");
      comes(centre, "erin");
      centre.wait(21_000);
      return centre.look().interactions()[0]?.queueId;
    },
    outcomes: ["line", "over"],
  },
  {
    setting: "borrows",
    without: {},
    with: { borrows: [helping] },
    tell: (centre) => {
      centre.available("cat");
      comes(centre, "erin");
      centre.wait(1000);
      comes(centre, "frank");
      return centre.agentOf("erin");
    },
    outcomes: [undefined, "cat"],
  },
];

test.each(stories)("$setting: changed alone, it changes what becomes of a caller [R-ROUTE-92]", (story) => {
  expect([story.tell(make(story.without)), story.tell(make(story.with))]).toEqual(story.outcomes);
});

const deeds = fc.array(fc.record({ what: fc.nat(5), who: fc.nat(5), ms: fc.nat(20_000) }), { maxLength: 60 });

/** Three wait, two give up, and help has had its least time. */
const untilHelped = [
  ...Array.from({ length: 3 }, () => ({ what: 0, who: 0, ms: 100 })),
  ...Array.from({ length: 2 }, () => ({ what: 3, who: 3, ms: 10_000 })),
];

test("help does not flap, steps are one for one input and never go back, whatever the load [R-ROUTE-97] [R-ROUTE-92]", () => {
  let helped = 0;
  fc.assert(
    fc.property(deeds, fc.constantFrom("waiting", "oldest-wait-ms"), (history, when) => {
      const [startsAt, endsAt] = when === "waiting" ? [3, 2] : [15_000, 5000];
      const centre = make({
        requires: "tea >= 5",
        borrows: [{ from: asId("help"), when, startsAt, endsAt, leastMs: 10_000 }],
        relaxations: [
          step({ by: "position", atMost: 2 }),
          step({ by: "waited", afterMs: 12_000 }),
          step({ by: "staffing", atMost: 1 }),
        ],
        tiers: { ann: { tier: 2, delayMs: 7000 }, ben: { tier: 1, delayMs: 0 } },
        escalations: [{ customerClass: "any", afterMs: 20_000, toBand: 0, tell: false }],
      });
      for (const [i, { what, who, ms }] of history.entries()) {
        if (what < 3) comes(centre, `caller-${i}`);
        else if (what === 3) centre.hangsUp(`caller-${i - who}`);
        else if (what === 4) centre.available(["ann", "ben", "cat"][who % 3] ?? "ann");
        else void centre.presence(["ann", "ben", "cat"][who % 3] ?? "ann", "offline");
        centre.wait(ms); // each step checks the laws, the indexes and that everybody who waits has a deadline
      }
      expectNoFlapping(centre);
      expectForward(centre);
      helped += centre.all("queue.borrowing-ended").length;
    }),
    { numRuns: 40, examples: [[untilHelped, "waiting"]] },
  );
  expect(helped).toBeGreaterThan(0);
}, 60_000);

/** Help that began lasts its least time, and never ends and begins by one input. */
function expectNoFlapping(centre: Centre): void {
  const ended = centre.all("queue.borrowing-ended");
  const started = centre.all("queue.borrowing-started");
  const inputs = new Set(ended.map(({ inputId }) => inputId));
  expect(started.filter(({ inputId }) => inputs.has(inputId))).toEqual([]);
  for (const [i, end] of ended.entries()) expect(end.at - (started[i]?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
}

function expectForward(centre: Centre): void {
  const reached = new Map<string, readonly [number, number]>();
  const byTime = new Set<string>();
  for (const { interactionId, relaxed, delayMs, cause, inputId } of centre.all("interaction.relaxed")) {
    const [steps, reach] = reached.get(interactionId) ?? [0, 0];
    expect(relaxed >= steps && delayMs >= reach && relaxed + delayMs > steps + reach).toBe(true);
    reached.set(interactionId, [relaxed, delayMs]);
    if (cause === "position") continue;
    expect(byTime.has(inputId)).toBe(false);
    byTime.add(inputId);
  }
}
