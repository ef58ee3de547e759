import type { Event } from "@legroom/model";
import { expect, test } from "vitest";
import { AgentWatch } from "./agent-watch.ts";
import { BetweenWatch } from "./between-watch.ts";
import { CentreWatch } from "./centre-watch.ts";
import { ChoiceWatch } from "./choice-watch.ts";
import { QueueWatch } from "./queue-watch.ts";

type Body = { readonly [field: string]: unknown; readonly type: string; readonly at?: number };

/** What the watchmen of choices find in these steps: each an event of its own, or several. */
function found(...steps: readonly (Body | readonly Body[])[]): string[] {
  const problems: string[] = [];
  const tell = (problem: string): void => void problems.push(problem);
  const centre = new CentreWatch();
  const [queues, agents] = [new QueueWatch(() => undefined, centre), new AgentWatch(centre)];
  const [choices, between] = [
    new ChoiceWatch(tell, { centre, queues, agents }),
    new BetweenWatch(tell, { centre, queues, agents }),
  ];
  for (const step of steps) {
    for (const body of [step].flat()) {
      const event = { at: 0, ...body } as unknown as Event; // only what is read
      for (const watch of [between, choices, centre, agents, queues]) watch.see(event);
    }
    choices.stepEnded();
  }
  return problems.map((problem) => problem.split(":")[0] ?? "");
}

const people = ["ann", "ben", "cat"] as const;
const queue = {
  ...{ id: "q", requires: "anyone", members: people, tiers: [], relaxations: [], units: 1, weight: 1 },
  ...{ secondsPerPoint: 6, interrupts: [], lastAgent: "off", serviceLevelMs: 20_000, strategy: "performance" },
};
const agent = { skills: [], levels: {}, languages: {}, capacity: 1 };
type Centre = { readonly queues?: readonly object[]; readonly agents?: object; readonly [field: string]: unknown };

const configured = ({ queues = [{}], agents = {}, ...more }: Centre = {}): Body => ({
  type: "centre.configured",
  config: {
    queues: queues.map((of) => ({ ...queue, ...of })),
    agents: people.map((id) => ({ ...agent, id, ...agents })),
    devices: people.map((id) => ({ id, owner: { agent: id } })),
    ...{ entries: [], performance: { bands: [800, 600], priorOffers: 20 } },
    ...more,
  },
});

/** Free since then, with a phone. */
const isFree = (agentId: string, at: number): Body[] => [
  { type: "endpoint.ready", endpointId: `${agentId}-phone`, deviceId: agentId },
  { type: "agent.session-opened", agentId, at },
  { type: "agent.presence-changed", agentId, presence: "available", at },
];
const all = people.flatMap((id, i) => isFree(id, 1000 + i));
const arrives = (id: string): Body => ({
  ...{ type: "interaction.arrived", interactionId: id, customerClass: "standard", seatId: `${id}-seat` },
});
const enters = (id: string, at = 5000, more: object = {}): Body => ({
  ...{ type: "interaction.queued", interactionId: id, queueId: "q", band: 1, totalUntilAt: 900_000, at },
  ...{ enteredAt: at, firstEnteredAt: at, virtualEntryAt: at, ...more },
});
const offers = (id: string, agentId: string, more: object = {}): Body => ({
  ...{ type: "offer.made", interactionId: id, agentId, offerId: `${id}-${agentId}`, queueId: "q", at: 6000 },
  reasons: { strategy: "performance", trigger: "caller-entered", ...more },
});
const ends = (id: string, agentId: string, outcome: string, more: object = {}): Body => ({
  ...{ type: "offer.ended", interactionId: id, agentId, offerId: `${id}-${agentId}`, queueId: "q", outcome, ...more },
});
/** A whole talk of a caller, of so long, at the end of which the agent is free. */
const talk = (id: string, agentId: string, at: number, talkMs = 1000): Body[] => [
  arrives(id),
  enters(id, at),
  { ...offers(id, agentId), at },
  ends(id, agentId, "accepted", { at }),
  { type: "interaction.live", interactionId: id, agentId, offerId: `${id}-${agentId}` },
  { type: "offer.connected", interactionId: id, agentId, offerId: `${id}-${agentId}` },
  {
    ...{ type: "agent-segment.ended", interactionId: id, agentId, offerId: `${id}-${agentId}`, queueId: "q" },
    ...{ talkMs, cause: "customer-hung-up", at: at + talkMs },
  },
  { type: "interaction.closed", interactionId: id },
];

/** Who of the three may be offered the caller: those of whom nothing is found. */
function fine(centre: Centre, ...before: readonly Body[]): readonly string[] {
  const starts = [[configured(centre), ...all, ...before]];
  return people.filter((id) => !found(...starts, [arrives("x"), enters("x"), offers("x", id)]).includes("choice"));
}

const withStrategy = (strategy: string, more: object = {}): Centre => ({ queues: [{ strategy, ...more }] });

test.each([
  ["performance", [], ["ann"]], // the longest idle
  ["longest-idle-agent", [], ["ann"]],
  ["longest-idle-agent", talk("z", "ann", 2000), ["ben"]],
  ["performance", talk("z", "ann", 2000), ["ben"]],
  ["leastrecent", talk("z", "ann", 2000), ["ben"]],
  ["fewestcalls", talk("z", "ann", 2000), ["ben"]],
  ["agent-with-fewest-calls", talk("z", "ann", 2000), ["ben"]],
  [
    "agent-with-least-talk-time",
    [...talk("z", "ann", 2000, 10), ...talk("y", "ben", 2000, 5), ...talk("w", "cat", 2000, 7)],
    ["ben"],
  ],
  ["lowest-occupancy", talk("z", "ann", 2000, 2500), ["ben", "cat"]], // equals: not told apart
  ["linear", talk("z", "ann", 2000), ["ann"]],
  ["round-robin", talk("z", "ann", 2000), ["ben"]],
  ["rrmemory", [...talk("z", "ann", 2000), ...talk("y", "ben", 3000), ...talk("w", "cat", 4000)], ["ann"]],
  ["random", [], ["ann", "ben", "cat"]],
  ["wrandom", [], ["ann", "ben", "cat"]],
] as const)("by %s nobody but who comes first is offered the caller: %#. [R-SIM-38]", (strategy, before, first) => {
  expect(fine(withStrategy(strategy), ...before)).toEqual(first);
});

test("an agent with work is not offered a caller before one without, nor a later tier before an earlier [R-SIM-38]", () => {
  const busy = [arrives("z"), enters("z"), offers("z", "ann")];
  expect(fine({ agents: { capacity: 2 } }, ...busy)).toEqual(["ben"]);
  expect(fine(withStrategy("performance", { tiers: [{ agent: "ann", tier: 2, delayMs: 0 }] }))).toEqual(["ben"]);
  expect(fine(withStrategy("random", { tiers: [{ agent: "ann", tier: 2, delayMs: 0 }] }))).toEqual(["ben", "cat"]);
});

test("the performance band comes from what was answered and missed [R-SIM-38]", () => {
  const missed = [arrives("z"), enters("z"), offers("z", "ann"), ends("z", "ann", "declined")];
  const centre = { performance: { bands: [750], priorOffers: 1 } };
  expect(fine(centre, ...missed)).toEqual(["ben"]);
});

test("skill comes from the levels of what is asked for, then fewest others [R-SIM-38]", () => {
  const agents = [
    { ...agent, id: "ann", skills: ["tea", "milk"], levels: { tea: 4 } },
    { ...agent, id: "ben", skills: ["tea", "milk"], levels: { tea: 9 } },
    { ...agent, id: "cat", skills: ["tea"], levels: { tea: 4 } },
  ];
  const by = (strategy: string): readonly string[] => {
    const centre = configured(withStrategy(strategy, { requires: "tea" }));
    const body = { ...centre, config: { ...(centre["config"] as object), agents } };
    const offered = (id: string) => [arrives("x"), enters("x"), offers("x", id)];
    return people.filter((id) => !found([body, ...all], offered(id)).includes("choice"));
  };
  expect(by("best-skill")).toEqual(["ben"]);
  expect(by("least-skilled")).toEqual(["cat"]);
});

test("the preferred agent comes first whatever the strategy, if they are free [R-SIM-38]", () => {
  const prefers = (id: string): Body[] => [
    arrives("x"),
    { type: "interaction.identified", interactionId: "x", customerClass: "standard", caller: { preferredAgentId: id } },
    enters("x"),
    offers("x", "ann"),
  ];
  expect(found([configured(), ...all], prefers("ann"))).toEqual([]);
  expect(found([configured(), ...all], prefers("cat"))).toEqual(["choice"]);
});

test.each([
  ["signed out", { type: "agent.session-closed", agentId: "ann" }],
  ["on a break", { type: "agent.presence-changed", agentId: "ann", presence: "break" }],
  ["about to stop", { type: "agent.presence-planned", agentId: "ann", presence: "break" }],
  ["not responding", { type: "agent.no-answer-noted", agentId: "ann" }],
  ["without a phone", { type: "endpoint.lost", endpointId: "ann-phone" }],
  ["calling a feature", { type: "leg.feature-called", agentId: "ann", legId: "leg" }],
  ["wrapping up", { type: "agent.wrap-up-started", agentId: "ann", interactionId: "z" }],
])("who is %s does not stand free [R-SIM-38]", (_, event) => {
  expect(fine({}, event)).toEqual(["ben"]);
});

test("who waits while somebody stands free is found, and not while nobody does [R-SIM-39]", () => {
  const waits = [arrives("x"), enters("x")];
  expect(found([configured(), ...all], waits)).toEqual(["idle"]);
  expect(found([configured()], waits)).toEqual([]);
  expect(found([configured(), ...all], [...waits, offers("x", "ann")])).toEqual([]);
  const away = { type: "seat.away", interactionId: "x", seatId: "x-seat" };
  expect(found([configured(), ...all], [...waits, away])).toEqual([]);
  const resting = [offers("x", "ann"), ends("x", "ann", "declined", { coolDownUntilAt: 9000 })];
  expect(found([configured(), ...isFree("ann", 1)], [...waits, ...resting])).toEqual([]);
  const over = { type: "offer.cool-down-ended", interactionId: "x", agentId: "ann" };
  expect(found([configured(), ...isFree("ann", 1)], [...waits, ...resting], over)).toEqual(["idle"]);
});

test("where all shall ring all do, or all of the first tier [R-SIM-38]", () => {
  const rings = (strategy: string, ...ids: readonly string[]): readonly string[] =>
    found(
      [configured(withStrategy(strategy, { tiers: [{ agent: "cat", tier: 2, delayMs: 0 }] })), ...all],
      [arrives("x"), enters("x"), ...ids.map((id) => offers("x", id, { strategy }))],
    );
  expect(rings("ring-all", "ann", "ben", "cat")).toEqual([]);
  expect(rings("ring-all", "ann", "ben")).toEqual(["idle"]);
  expect(rings("ringall", "ann", "ben")).toEqual([]);
  expect(rings("ringall", "ann")).toEqual(["idle"]);
  expect(rings("ringall", "ann", "ben", "cat")).toEqual(["choice"]);
});

/** Two queues in which somebody waits, when Ann becomes free and is offered the caller of one of them. */
function between(by: string, chosen: "x" | "y", more: Centre & { readonly at?: number } = {}): readonly string[] {
  const { queues = [{}, { id: "p" }], at = 6000, ...of } = more;
  const others = chosen === "x" ? ["p"] : ["q"];
  return found(
    configured({ betweenQueues: by, queues, ...of }),
    [arrives("x"), enters("x", 5000)],
    [arrives("y"), enters("y", 5500, { queueId: "p" })],
    [
      ...isFree("ann", at),
      {
        ...offers(chosen, "ann", { trigger: "agent-free", between: { by, queueIds: others } }),
        ...{ queueId: chosen === "x" ? "q" : "p", at },
      },
    ],
  );
}

test("between queues the order decides, or the weight, or who has paid least, or who has missed the target [R-SIM-40]", () => {
  expect(between("order", "x")).toEqual([]);
  expect(between("order", "y")).toEqual(["between"]);
  const heavy = [{}, { id: "p", weight: 2 }];
  expect(between("weight", "y", { queues: heavy })).toEqual([]);
  expect(between("weight", "x", { queues: heavy })).toEqual(["between"]);
  expect(between("weight", "y")).toEqual(["between"]); // of one weight: the order
  expect(between("fair-share", "x")).toEqual([]);
  expect(between("fair-share", "y")).toEqual(["between"]);
  const patient = [{ serviceLevelMs: 90_000 }, { id: "p", serviceLevelMs: 100 }];
  expect(between("service-level-risk", "y", { queues: patient })).toEqual([]);
  expect(between("service-level-risk", "x", { queues: patient })).toEqual(["between"]);
});

test("with fair share the queue that was served last has its turn later, and what is told of other queues is so [R-SIM-40]", () => {
  const serve = (second: "x" | "y"): readonly string[] => {
    const queues = [{}, { id: "p" }];
    const offer = (id: string, queueId: string, queueIds: readonly string[]): Body => ({
      ...offers(id, "ann", { trigger: "agent-free", between: { by: "fair-share", queueIds } }),
      queueId,
    });
    return found(
      configured({ betweenQueues: "fair-share", queues }),
      [arrives("w"), enters("w", 4000), arrives("x"), enters("x", 5000)],
      [arrives("y"), enters("y", 5500, { queueId: "p" })],
      [...isFree("ann", 6000), offer("w", "q", ["p"])],
      [
        ends("w", "ann", "caller-left"),
        { type: "interaction.closed", interactionId: "w" },
        second === "x" ? offer("x", "q", ["p"]) : offer("y", "p", ["q"]),
      ],
    );
  };
  expect(serve("y")).toEqual([]);
  expect(serve("x")).toEqual(["between"]);
  const told = offers("x", "ann", { trigger: "agent-free" });
  const queues = [{}, { id: "p" }];
  const steps = [
    [arrives("x"), enters("x")],
    [arrives("y"), enters("y", 5500, { queueId: "p" })],
    [...isFree("ann", 6000), told],
  ];
  expect(found(configured({ betweenQueues: "order", queues }), ...steps)).toEqual(["between"]);
});
