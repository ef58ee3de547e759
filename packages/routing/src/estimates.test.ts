import { asId, defaultCentre } from "@legroom/model";
import type { CentreFile, QueueConfig } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, sealed, START_AT } from "../test/centre.ts";

const withQueue =
  (id: string, settings: Partial<QueueConfig>) =>
  (file: CentreFile): CentreFile => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === id ? { ...queue, ...settings } : queue)),
  });

const interactionOf = (centre: Centre, legId: string) => {
  const found = centre
    .look()
    .interactions()
    .find((one) => one.seats[0]?.legId === legId);
  if (found === undefined) throw new Error(`${legId} is not there`);
  return found;
};

/** Alice has talked once, for so long, and wrapped up a minute. */
function talkedOnce(centre: Centre, talkMs: number, who = "zoe"): void {
  centre.available("alice");
  centre.calls(who, "sales");
  centre.wait(talkMs);
  centre.hangsUp(who);
  centre.wait(60_000);
}

const minutes = (ms: number | undefined): number => Math.round((ms ?? 0) / 6000) / 10;

test("nothing is said of a wait while nothing is known, or while nobody takes calls [R-ROUTE-98]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  expect(interactionOf(centre, "erin").estimate).toBeUndefined();
  centre.hangsUp("erin");
  talkedOnce(centre, 120_000);
  centre.presence("alice", "break");
  centre.calls("frank", "sales");
  expect(interactionOf(centre, "frank").estimate).toBeUndefined();
  centre.wait(2000);
  expect(centre.last("interaction.announced")).not.toHaveProperty("estimate");
});

test("the estimate is of the place in line, from talk and wrap-up: between a tenth and nine tenths of a gamma [R-ROUTE-98] [R-ROUTE-99]", () => {
  const centre = new Centre();
  talkedOnce(centre, 120_000);
  const next = () =>
    centre
      .look()
      .queues()
      .find((one) => one.id === "sales")?.estimate;
  expect(next()).toEqual({ lowMs: 0, highMs: 0 }); // somebody is free
  centre.calls("first", "sales");
  for (const name of ["erin", "frank", "gina"]) {
    centre.calls(name, "sales");
    centre.wait(1);
  }
  const told = ["erin", "frank", "gina"].map((name) => interactionOf(centre, name).estimate);
  // Three minutes an answer; of the gamma with shapes 1, 2, 3 the tables say 0.105–2.303, 0.532–3.890, 1.102–5.322.
  expect(told.map((one) => [minutes(one?.lowMs), minutes(one?.highMs)])).toEqual([
    [0.3, 6.8],
    [1.6, 11.6],
    [3.3, 15.9],
  ]);
  centre.wait(60_000);
  expect(interactionOf(centre, "erin").estimate).toEqual(told[0]); // who out-waits it waits no longer for that
  expect(next()?.highMs).toBeGreaterThan(told[2]?.highMs ?? 0);
  centre.available("david");
  centre.wait(0);
  expect(interactionOf(centre, "gina").estimate?.highMs).toBeLessThan(told[2]?.highMs ?? 0); // two work, one fewer is before her
});

test("who is served before although they come later makes the wait of others longer, not their own [R-ROUTE-98]", () => {
  const centre = new Centre();
  talkedOnce(centre, 120_000);
  centre.calls("first", "sales");
  centre.calls("tara", "sales", "tara");
  const before = interactionOf(centre, "tara").estimate?.highMs ?? 0;
  for (let i = 0; i < 4; i++) {
    const name = `frank-${i}`;
    centre.calls(name, "sales");
    centre.wait(100);
    centre.hangsUp(name);
  }
  expect(interactionOf(centre, "tara")).toMatchObject({ position: 1 });
  expect(interactionOf(centre, "tara").estimate?.highMs).toBeGreaterThan(before);
});

test("the pace is timed from answer to answer: agents who serve others too answer less often [R-ROUTE-99]", () => {
  const highOf = (elsewhereMs: number): number => {
    const centre = new Centre((file) => ({
      ...file,
      queues: file.queues.map((queue) => ({ ...queue, wrapUpMs: 0, inQueueMs: 800_000 })),
    }));
    centre.available("alice");
    for (let i = 0; i < 14; i++) {
      centre.calls(`caller-${i}`, "sales");
      centre.wait(1);
    }
    for (let i = 0; i < 12; i++) {
      centre.presence("alice", elsewhereMs > 0 ? "busy" : "available");
      centre.wait(20_000);
      centre.hangsUp(`caller-${i}`);
      centre.wait(elsewhereMs);
      centre.presence("alice", "available");
    }
    return interactionOf(centre, "caller-13").estimate?.highMs ?? 0;
  };
  expect(highOf(20_000)).toBeGreaterThan(1.3 * highOf(0));
}, 120_000);

test("a queue tells place, estimate and comfort as its settings say, in whole minutes rounded outwards [R-ROUTE-100]", () => {
  const heard = (settings: Partial<QueueConfig>, talkMs = 120_000): unknown => {
    const centre = new Centre(withQueue("sales", settings));
    talkedOnce(centre, talkMs);
    centre.calls("first", "sales");
    centre.calls("erin", "sales");
    const before = centre.events.length;
    centre.wait(2000);
    const said = centre.events.slice(before).flatMap((event) => {
      const effect = event.type === "effect.requested" ? event.effect : undefined;
      return effect?.type === "prompt.play" && effect.legId === "erin" ? [effect.items] : [];
    });
    return said[0] ?? "nothing";
  };
  const between = [
    { sound: "wait-between" },
    { number: 1 },
    { sound: "wait-and" },
    { number: 7 },
    { sound: "wait-minutes" },
  ];
  expect(heard({})).toEqual([{ sound: "position-next" }, ...between]);
  expect(heard({ tellPosition: false })).toEqual(between);
  expect(heard({ tellEstimate: false, tellComfort: true })).toEqual([{ sound: "position-next" }, { sound: "comfort" }]);
  expect(heard({ tellPosition: false, tellEstimate: false })).toBe("nothing");
  expect(heard({ tellPosition: false, wrapUpMs: 0 }, 10_000)).toEqual([{ sound: "wait-under-minute" }]);
  expect(heard({ tellPosition: false }, 3_600_000)).toEqual([{ sound: "wait-long" }]);
});

test("the estimate is recorded, told or not [R-ROUTE-100]", () => {
  const centre = new Centre(withQueue("sales", { tellEstimate: false }));
  talkedOnce(centre, 120_000);
  centre.calls("first", "sales");
  centre.calls("erin", "sales");
  centre.wait(2000);
  expect(centre.last("interaction.announced").estimate).toEqual(interactionOf(centre, "erin").estimate);
});

test("who called before waits for the agent they talked to, if the queue says so, for so long, and not for one who is away or talks too long [R-ROUTE-93]", () => {
  const waited = (settings: Partial<QueueConfig>, then: (centre: Centre) => void = () => undefined): unknown => {
    const centre = new Centre(withQueue("sales", { lastAgent: "members", ...settings }));
    talkedOnce(centre, 120_000, "erin");
    centre.calls("first", "sales");
    then(centre);
    centre.calls("erin", "sales");
    const { preferred } = centre.last("interaction.queued");
    return preferred === undefined ? undefined : [preferred.agentId, preferred.untilAt - centre.at];
  };
  expect(waited({})).toEqual(["alice", 45_000]);
  expect(waited({ preferredMs: 10_000 })).toEqual(["alice", 10_000]);
  expect(waited({ preferredMs: 0 })).toBeUndefined();
  expect(waited({ lastAgent: "off" })).toBeUndefined();
  expect(waited({ preferredUnderMs: 60_000 })).toBeUndefined();
  expect(waited({ preferredUnderMs: 60_000 }, (centre) => centre.wait(60_000))).toEqual(["alice", 45_000]);
  expect(waited({}, (centre) => void centre.presence("alice", "break"))).toBeUndefined();
  expect(waited({ lastAgent: "members" }, (centre) => takeAway(centre, "alice"))).toBeUndefined();
  expect(waited({ lastAgent: "any" }, (centre) => takeAway(centre, "alice"))).toEqual(["alice", 45_000]);
});

/** Alice is no member of Sales any more. */
function takeAway(centre: Centre, agent: string): void {
  const { config } = centre.look().config();
  const queues = config.queues.map((queue) =>
    queue.id === "sales" ? { ...queue, members: queue.members.filter((id) => id !== agent) } : queue,
  );
  centre.command({ type: "centre.import", config: { ...config, queues } });
}

test("the wait for one agent ends by its time, or at once when that agent takes no calls any more or declines [R-ROUTE-93]", () => {
  const story = (then: (centre: Centre) => void): unknown[] => {
    const centre = new Centre(withQueue("sales", { lastAgent: "members", wrapUpMs: 0 }));
    talkedOnce(centre, 120_000, "erin");
    centre.calls("first", "sales");
    centre.phones.set("alice", "rings");
    centre.calls("erin", "sales");
    const at = centre.at;
    then(centre);
    return centre.all("interaction.relaxed").map((one) => [one.cause, one.at - at]);
  };
  expect(story((centre) => centre.wait(44_999))).toEqual([]);
  expect(story((centre) => centre.wait(45_000))).toEqual([["preferred-waited", 45_000]]);
  expect(
    story((centre) => {
      centre.wait(1000);
      centre.presence("alice", "break");
    }),
  ).toEqual([["preferred-away", 1000]]);
  expect(
    story((centre) => {
      centre.hangsUp("first"); // Erin's turn
      const [offer] = centre.look().offers();
      centre.command({ type: "offer.decline", offerId: offer?.id ?? asId(""), agentId: asId("alice") });
    }),
  ).toEqual([["preferred-away", 0]]);
});

test.each([
  ["a step of theirs is taken", (centre: Centre): void => centre.wait(5000)],
  [
    "a person changes their place",
    (centre: Centre): void => {
      const interactionId = interactionOf(centre, "erin").id;
      centre.command({ type: "interaction.reprioritise", reason: "a friend", interactionId, band: 0 });
    },
  ],
])("who waits for one agent alone is offered to them when they are free, also after %s [R-ROUTE-57]", (_, act) => {
  const tiers = [{ agent: asId<"agent">("david"), tier: 1, delayMs: 5000 }];
  const centre = new Centre(withQueue("sales", { lastAgent: "members", wrapUpMs: 0, tiers }));
  talkedOnce(centre, 120_000, "erin");
  centre.calls("first", "sales");
  centre.calls("erin", "sales");
  act(centre);
  expect(interactionOf(centre, "erin").phase).toBe("queued");
  centre.hangsUp("first");
  expect(centre.agentOf("erin")).toBe("alice");
});

test("after a change of the settings who waits goes on by the new ones, with the steps taken so far [R-ROUTE-95]", () => {
  const steps = (...afterMs: number[]): Partial<QueueConfig> => ({
    relaxations: afterMs.map((ms) => ({ when: { by: "waited", afterMs: ms }, requires: "sales or general" })),
  });
  const centre = new Centre(withQueue("sales", steps(10_000, 60_000)));
  centre.calls("erin", "sales");
  centre.wait(20_000);
  centre.command({ type: "centre.import", config: sealed(withQueue("sales", steps(10_000, 30_000))(defaultCentre())) });
  centre.wait(40_000);
  expect(centre.all("interaction.relaxed").map((one) => [one.relaxed, one.at - START_AT])).toEqual([
    [1, 10_000],
    [2, 30_000],
  ]);
  centre.command({ type: "centre.import", config: sealed(defaultCentre()) });
  expect(interactionOf(centre, "erin").phase).toBe("queued");
});

test("an offer that ended because its caller was away is none of the queue's attempts [R-ROUTE-101]", () => {
  const centre = new Centre(withQueue("sales", { offersMax: 2 }));
  centre.phones.set("alice", "rings");
  centre.inBrowsers("alice");
  centre.visits("erin", "sales");
  for (let i = 0; i < 4; i++) {
    centre.media("erin", "lost");
    centre.media("erin", "restored");
  }
  expect(centre.all("offer.made").map(({ attempt, queueId }) => [attempt, queueId])).toEqual(
    Array.from({ length: 5 }, () => [1, "sales"]),
  );
  expect(centre.last("offer.made").reasons.trigger).toBe("caller-back");
});
