import { asId } from "@legroom/model";
import type { CentreFile, EventOf, QueueConfig } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, START_AT } from "../test/centre.ts";

/** One queue's settings changed. */
const withQueue =
  (id: string, settings: Partial<QueueConfig>) =>
  (file: CentreFile): CentreFile => ({
    ...file,
    queues: file.queues.map((queue) => (queue.id === id ? { ...queue, ...settings } : queue)),
  });

const queueOf = (centre: Centre, id: string) => {
  const found = centre
    .look()
    .queues()
    .find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};

const relaxation = (when: QueueConfig["relaxations"][number]["when"], requires = "sales or general") => ({
  when,
  requires,
});

test("each of the seven queues is reached by itself, whoever calls for whatever reason [R-ROUTE-103]", () => {
  const reached = new Set<string>();
  for (const [number, device] of [
    ["sales", "stan"],
    ["support", "stan"],
    ["billing", "stan"],
    ["general", "stan"],
    ["sales", "victor"],
    ["general", "petra"],
  ] as const) {
    const centre = new Centre();
    centre.calls(device, number, device);
    centre.wait(301_000);
    for (const { queueId } of centre.all("interaction.queued")) reached.add(queueId);
  }
  expect([...reached].toSorted()).toEqual(["billing", "general", "overflow", "premium", "sales", "support", "vip"]);
});

test("a place is made of the points of the row, else of the queue, and the rate of the queue one is in, from the first entry [R-ROUTE-90]", () => {
  const queued = (change: (file: CentreFile) => CentreFile): EventOf<"interaction.queued">[] => {
    const centre = new Centre(change);
    centre.calls("erin", "sales");
    centre.wait(301_000);
    return centre.all("interaction.queued");
  };
  const virtual = (change: (file: CentreFile) => CentreFile): number[] =>
    queued(change).map((event) => event.virtualEntryAt - START_AT);
  expect(virtual((file) => file)).toEqual([300_000, 300_000]);
  expect(virtual(withQueue("sales", { points: { vip: 0, premium: 0, standard: 7, trial: 0 } }))).toEqual([
    42_000, 300_000,
  ]);
  expect(virtual(withQueue("sales", { secondsPerPoint: 1 }))).toEqual([50_000, 300_000]);
  expect(virtual(withQueue("overflow", { secondsPerPoint: 0 }))).toEqual([300_000, 0]);
  const row = (file: CentreFile): CentreFile => ({
    ...file,
    entries: file.entries.map((one) => ({ ...one, points: 3, requires: "general >= 5" })),
  });
  expect(queued(row).map(({ points, requires }) => [points, requires])).toEqual([
    [3, "general >= 5"],
    [50, undefined], // the row speaks of the queue that it leads to
  ]);
});

test("a queue serves by its bands first; who lost their agent is in front, with clock and steps kept [R-ROUTE-90] [R-ROUTE-91]", () => {
  const centre = new Centre(
    withQueue("sales", {
      bands: { vip: 1, premium: 1, standard: 5, trial: 2 },
      relaxations: [relaxation({ by: "waited", afterMs: 10_000 }), relaxation({ by: "waited", afterMs: 50_000 })],
    }),
  );
  centre.calls("stan", "sales", "stan");
  centre.wait(20_000);
  centre.calls("tara", "sales", "tara");
  expect(centre.all("interaction.queued").map(({ band }) => band)).toEqual([5, 2]);
  centre.inBrowsers("alice");
  expect(centre.agentOf("tara")).toBe("alice");
  const legId = centre.last("offer.made").legs[0]?.legId ?? asId<"leg">("");
  centre.wait(10_000);
  centre.breaks(legId);
  centre.losesPage("alice", "no-pong");
  centre.wait(20_000);
  const last = centre.last("interaction.queued");
  expect(last).toMatchObject({ band: 0, again: true, firstEnteredAt: START_AT + 20_000 });
  expect(centre.look().interactions()[1]).toMatchObject({ position: 1 });
});

test("steps by time are taken one by one, each with its cause, and each says when the next is due [R-ROUTE-92]", () => {
  const centre = new Centre(
    withQueue("sales", {
      relaxations: [relaxation({ by: "waited", afterMs: 20_000 }), relaxation({ by: "waited", afterMs: 60_000 })],
      tiers: [
        { agent: asId("alice"), tier: 1, delayMs: 30_000 },
        { agent: asId("david"), tier: 2, delayMs: 20_000 },
      ],
      escalations: [
        { customerClass: "any", afterMs: 40_000, toBand: 0, tell: true },
        { customerClass: "vip", afterMs: 1000, toBand: 0, tell: true },
      ],
    }),
  );
  centre.calls("erin", "sales");
  expect(centre.last("interaction.queued").nextStepAt).toBe(START_AT + 20_000);
  centre.wait(100_000);
  expect(
    centre
      .all("interaction.relaxed")
      .map((one) => [
        one.cause,
        one.relaxed,
        one.delayMs,
        one.nextStepAt === undefined ? undefined : one.nextStepAt - START_AT,
      ]),
  ).toEqual([
    ["delay", 0, 20_000, 20_000],
    ["waited", 1, 20_000, 30_000],
    ["delay", 1, 30_000, 40_000],
    ["waited", 2, 30_000, undefined],
  ]);
  expect(centre.all("interaction.escalated")).toMatchObject([
    { at: START_AT + 40_000, fromBand: 1, toBand: 0, tell: true, nextStepAt: START_AT + 60_000 },
  ]);
  const inputs = centre.all("interaction.relaxed").map(({ inputId }) => inputId);
  expect(new Set(inputs).size).toBe(inputs.length); // one due deadline a step
});

test("an escalated caller is served before those who came earlier; who is served last is never escalated [R-ROUTE-92]", () => {
  const escalations = [{ customerClass: "trial" as const, afterMs: 30_000, toBand: 0, tell: false }];
  for (const [settings, first] of [
    [{}, "stan"],
    [{ escalations }, "tara"],
  ] as const) {
    const centre = new Centre(withQueue("sales", settings));
    centre.calls("stan", "sales", "stan");
    centre.calls("tara", "sales", "tara");
    centre.wait(31_000);
    centre.available("alice");
    expect(centre.agentOf(first)).toBe("alice");
  }
});

test("who comes near enough to the front takes their steps by position, in their order [R-ROUTE-94]", () => {
  const centre = new Centre(
    withQueue("sales", {
      relaxations: [
        relaxation({ by: "position", atMost: 2 }),
        relaxation({ by: "position", atMost: 1 }),
        relaxation({ by: "waited", afterMs: 20_000 }),
      ],
    }),
  );
  for (const name of ["erin", "frank", "gina"]) {
    centre.calls(name, "sales");
    centre.wait(1000);
  }
  expect(centre.all("interaction.relaxed").map((one) => one.relaxed)).toEqual([1, 2, 1]);
  centre.wait(20_000);
  expect(centre.last("interaction.relaxed")).toMatchObject({ cause: "waited", relaxed: 3 }); // Erin's only
  centre.hangsUp("erin");
  expect(
    centre
      .all("interaction.relaxed")
      .slice(4)
      .map((one) => [one.cause, one.relaxed]),
  ).toEqual([
    ["position", 2],
    ["position", 1],
  ]);
  centre.wait(1);
  expect(centre.last("interaction.relaxed")).toMatchObject({ cause: "waited", relaxed: 3 }); // Frank's was due before
});

test("the queue's own steps hold while too few who are skilled are signed in, and are taken back [R-ROUTE-96]", () => {
  const centre = new Centre(
    withQueue("sales", {
      relaxations: [relaxation({ by: "waited", afterMs: 60_000 }), relaxation({ by: "staffing", atMost: 1 })],
    }),
  );
  centre.available("alice");
  expect(queueOf(centre, "sales").relaxed).toEqual([1]);
  centre.available("david");
  expect(queueOf(centre, "sales").relaxed).toEqual([]);
  centre.presence("alice", "offline");
  expect(centre.all("queue.relaxed").map(({ queueId, steps: held }) => [queueId, held])).toEqual([
    ["sales", [1]],
    ["sales", []],
    ["sales", [1]],
  ]);
});

test("help begins when the condition holds, and ends under its lower limit, not before its least time [R-ROUTE-97]", () => {
  const borrows = [
    { from: asId<"queue">("billing"), startsAt: 3, endsAt: 2, leastMs: 30_000, when: "waiting" as const },
  ];
  const centre = new Centre(withQueue("sales", { borrows }));
  for (const name of ["erin", "frank", "gina"]) centre.calls(name, "sales");
  centre.calls("hal", "sales");
  expect(centre.all("queue.borrowing-started")).toMatchObject([{ queueId: "sales", from: "billing", measured: 3 }]);
  for (const name of ["erin", "frank", "hal"]) centre.hangsUp(name);
  expect(queueOf(centre, "sales").borrowing).toEqual(["billing"]);
  centre.wait(29_999);
  expect(centre.all("queue.borrowing-ended")).toEqual([]);
  centre.wait(1);
  expect(centre.last("queue.borrowing-ended")).toMatchObject({ from: "billing", measured: 1, at: START_AT + 30_000 });
});

test("help by the oldest wait begins by the passing of time, and ends when the oldest is a young one [R-ROUTE-97]", () => {
  const borrows = [
    { from: asId<"queue">("billing"), startsAt: 30_000, endsAt: 10_000, leastMs: 0, when: "oldest-wait-ms" as const },
  ];
  const centre = new Centre(withQueue("sales", { borrows }));
  centre.calls("erin", "sales");
  centre.wait(29_000);
  centre.calls("frank", "sales");
  expect(centre.all("queue.borrowing-started")).toEqual([]);
  centre.wait(1000);
  expect(centre.last("queue.borrowing-started")).toMatchObject({ at: START_AT + 30_000, measured: 30_000 });
  centre.hangsUp("erin");
  expect(centre.last("queue.borrowing-ended").measured).toBe(1000);
  centre.wait(29_000);
  expect(centre.all("queue.borrowing-started")).toHaveLength(2);
  centre.hangsUp("frank");
  expect(queueOf(centre, "sales").borrowing).toEqual([]);
});

test("help by the oldest wait goes on while the one who is the oldest now has waited long, whoever was it before [R-ROUTE-97]", () => {
  const borrows = [
    {
      from: asId<"queue">("billing"),
      startsAt: 30_000,
      endsAt: 10_000,
      leastMs: 5000,
      when: "oldest-wait-ms" as const,
    },
  ];
  const centre = new Centre(withQueue("sales", { borrows }));
  centre.calls("erin", "sales");
  centre.wait(29_000);
  centre.calls("frank", "sales");
  centre.wait(31_000);
  centre.hangsUp("erin"); // Frank has waited 31 s, and had waited 6 s when help could have ended first
  centre.wait(60_000);
  expect(centre.all("queue.borrowing-ended")).toEqual([]);
});

test("the oldest in a queue is who has been in it longest, whoever leaves [R-ROUTE-97]", () => {
  const centre = new Centre();
  const names = ["erin", "frank", "gina", "hal", "ida", "jan"];
  for (const name of names) {
    centre.calls(name, "sales");
    centre.wait(1000);
  }
  const oldest = names.map((name) => {
    const { oldestEnteredAt } = queueOf(centre, "sales");
    centre.hangsUp(name);
    return (oldestEnteredAt ?? 0) - START_AT;
  });
  expect(oldest).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
});

test("waiting where nobody is signed in, or nobody who is could ever be offered them, is an alarm while it lasts [R-ROUTE-102]", () => {
  const centre = new Centre(withQueue("support", { requires: "sales" }));
  centre.presence("carol", "available"); // of another queue
  centre.calls("erin", "support");
  expect(queueOf(centre, "support").alarms).toEqual(["nobody-signed-in"]);
  centre.presence("bob", "available"); // a member without the skill
  expect(queueOf(centre, "support").alarms).toEqual(["nobody-can-match"]);
  centre.presence("david", "busy");
  expect(queueOf(centre, "support").alarms).toEqual([]);
  centre.presence("david", "offline");
  centre.hangsUp("erin");
  expect(queueOf(centre, "support").alarms).toEqual([]);
  expect(centre.all("alarm.raised").map(({ kind }) => kind)).toEqual([
    "nobody-signed-in",
    "nobody-can-match",
    "nobody-can-match",
  ]);
});

test("a step that others can meet later keeps the alarm from being raised [R-ROUTE-102]", () => {
  const relaxations = [relaxation({ by: "waited", afterMs: 3_600_000 }, "anyone")];
  const centre = new Centre(withQueue("support", { requires: "sales", relaxations }));
  centre.presence("bob", "available");
  centre.calls("erin", "support");
  expect(queueOf(centre, "support").alarms).toEqual([]);
});

test.each([
  ["bob", "members", undefined],
  ["bob", "any", "bob"],
  ["david", "members", "david"],
] as const)(
  "a caller who prefers %s waits for them only where they may be offered: %s [R-ROUTE-93]",
  (agent, lastAgent, waitedFor) => {
    const centre = new Centre(withQueue("sales", { lastAgent }));
    centre.available(agent);
    const customerClass = "standard" as const;
    centre.callers.set("stan", { contactId: asId("stan"), customerClass, preferredAgentId: asId(agent) });
    centre.calls("stan", "sales", "stan");
    expect(centre.last("interaction.queued").preferred?.agentId).toBe(waitedFor);
  },
);

test.each([
  ["alice", undefined],
  ["david", "david"],
] as const)(
  "a caller who prefers %s, and of whom the decision table asks for more, waits for nobody who has it not [R-ROUTE-93]",
  (agent, waitedFor) => {
    const asksMore = (file: CentreFile): CentreFile => ({
      ...file,
      entries: file.entries.map((row) => (row.queue === "sales" ? { ...row, requires: "vip" } : row)),
    });
    const centre = new Centre(asksMore);
    centre.available(agent);
    centre.callers.set("stan", { contactId: asId("stan"), customerClass: "standard", preferredAgentId: asId(agent) });
    centre.calls("stan", "sales", "stan");
    expect(centre.last("interaction.queued").preferred?.agentId).toBe(waitedFor);
  },
);

test("of several escalations the earliest is first, wherever it is written [R-ROUTE-92]", () => {
  const escalations = [
    { customerClass: "any" as const, afterMs: 40_000, toBand: 0, tell: false },
    { customerClass: "any" as const, afterMs: 20_000, toBand: 3, tell: false },
  ];
  const bands = { vip: 1, premium: 1, standard: 5, trial: 5 };
  const centre = new Centre(withQueue("sales", { bands, escalations }));
  centre.calls("erin", "sales");
  centre.wait(60_000);
  expect(centre.all("interaction.escalated").map(({ at, toBand }) => [at - START_AT, toBand])).toEqual([
    [20_000, 3],
    [40_000, 0],
  ]);
});

test("who is to be served after everybody else is never escalated [R-ROUTE-92]", () => {
  const escalations = [{ customerClass: "any" as const, afterMs: 10_000, toBand: 0, tell: true }];
  const centre = new Centre(withQueue("sales", { escalations }));
  centre.callers.set("erin", { customerClass: "standard", blocked: "low-priority" });
  for (const name of ["erin", "frank"]) centre.calls(name, "sales");
  centre.wait(60_000);
  const frank = centre.all("interaction.arrived").find(({ legId }) => legId === "frank")?.interactionId;
  expect(centre.all("interaction.escalated").map(({ interactionId }) => interactionId)).toEqual([frank]);
});

test("a caller's own steps are taken in their order, whatever steps of the queue stand between them [R-ROUTE-92]", () => {
  const relaxations = [relaxation({ by: "staffing", atMost: 0 }), relaxation({ by: "waited", afterMs: 20_000 })];
  const centre = new Centre(withQueue("sales", { relaxations }));
  centre.calls("erin", "sales");
  centre.wait(20_000);
  expect(centre.all("interaction.relaxed").map(({ cause, relaxed }) => [cause, relaxed])).toEqual([["waited", 1]]);
});

test("an escalation is for its class alone [R-ROUTE-92]", () => {
  const escalations = [{ customerClass: "vip", afterMs: 10_000, toBand: 0, tell: true }] as const;
  const queues = (file: CentreFile): CentreFile => ({
    ...file,
    queues: file.queues.map((queue) => ({ ...queue, escalations: [...escalations] })),
  });
  const centre = new Centre(queues);
  centre.calls("erin", "sales");
  centre.calls("vera", "sales", "victor");
  centre.wait(60_000);
  const vip = centre.all("interaction.queued").find(({ queueId }) => queueId === "vip")?.interactionId;
  expect(centre.all("interaction.escalated").map(({ interactionId, toBand }) => [interactionId, toBand])).toEqual([
    [vip, 0],
  ]);
});
