/** Matching against an oracle that knows no index: it looks at everybody, by the documented order, at every offer. */
import { allOf, asId, meets, parseRequirement } from "@legroom/model";
import type { EventOf, Requirement, Strategy } from "@legroom/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Centre } from "../test/centre.ts";
import { withQueues } from "../test/matching.ts";
import { abilitiesOf } from "./abilities.ts";
import { apply, emptyWorld } from "./index.ts";
import type { World } from "./index.ts";
import { performanceOf, bandOf } from "./performance.ts";

const agents = ["ann", "ben", "cat", "dan", "eve"] as const;
const queues = ["red", "blue"] as const;

/** Those whose order follows from the facts alone; chance and turns have tables of their own. */
const chosenBy: readonly Strategy[] = [
  ...(["performance", "best-skill", "least-skilled", "longest-idle-agent", "linear"] as const),
  ...(["agent-with-fewest-calls", "agent-with-least-talk-time", "leastrecent", "fewestcalls"] as const),
];
const requires = ["anyone", "tea", "tea >= 6", "tea and not milk", "tea >= 4 or language(de)", "agent(ann, dan)"];

const who = fc.record({
  tea: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
  milk: fc.boolean(),
  de: fc.boolean(),
  capacity: fc.integer({ min: 1, max: 3 }),
  tier: fc.integer({ min: 1, max: 3 }),
});
const what = fc.record({
  strategy: fc.constantFrom(...chosenBy),
  requires: fc.constantFrom(...requires),
  units: fc.integer({ min: 1, max: 2 }),
});
const acts = fc.array(fc.record({ what: fc.nat(9), n: fc.nat(99) }), { minLength: 20, maxLength: 60 });

type Who = typeof who extends fc.Arbitrary<infer T> ? T : never;
type What = typeof what extends fc.Arbitrary<infer T> ? T : never;

function centreOf(people: readonly Who[], two: readonly What[]): Centre {
  const tiers = Object.fromEntries(agents.map((agent, i) => [agent, people[i]?.tier ?? 1]));
  return withQueues(
    // Somebody of the bar meets everything, so that no centre is refused; she is never there.
    queues.map((id, i) => ({
      id,
      ...two[i],
      tiers,
      interrupts: id === "red" ? [asId("blue")] : [],
      requires: `${two[i]?.requires ?? "anyone"} or agent(bar)`,
    })),
    {
      ...Object.fromEntries(agents.map((agent, i) => [agent, abilities(people[i])])),
      bar: { capacity: 9 },
    },
    { performance: { bands: [710, 690], priorOffers: 1 } },
  );
}

function abilities(one: Who | undefined): Parameters<typeof withQueues>[1][string] {
  const { tea, milk = false, de = false, capacity = 1 } = one ?? {};
  return {
    skills: [...(tea === undefined ? [] : ["tea"]), ...(milk ? ["milk"] : [])],
    levels: tea === undefined ? {} : { tea },
    languages: de ? { de: 5 } : {},
    capacity,
  };
}

function perform(centre: Centre, act: { readonly what: number; readonly n: number }, i: number): void {
  const agent = agents[act.n % agents.length] ?? "ann";
  const live = [...centre.world.interactions.values()].filter(({ phase }) => phase !== "closed");
  if (act.what < 4) centre.calls(`caller-${i}`, queues[act.n % 2] ?? "red");
  else if (act.what < 6) centre.available(agent);
  else if (act.what === 6) centre.presence(agent, act.n % 3 === 0 ? "offline" : "break");
  else if (act.what === 7) centre.wait(act.n * 200);
  else centre.hangsUp(live[act.n % Math.max(1, live.length)]?.legId ?? "");
}

function readOf(text: string): Requirement {
  const read = parseRequirement(text);
  if (!read.ok) throw new Error(text);
  return read.requirement;
}

/** Of everybody in the world of that moment, the one whom the documented order names. */
function oracle(world: World, { queueId }: Pick<EventOf<"offer.made">, "queueId">): string | undefined {
  const config = world.config;
  const queue = config?.queues.find(({ id }) => id === queueId);
  if (config === undefined || queue === undefined) return undefined;
  const requirement = allOf([readOf(queue.requires)]);
  const keyed = queue.members.flatMap((id, place) => {
    const agent = world.agents.get(id);
    const settings = config.agents.find((one) => one.id === id);
    if (agent === undefined || settings === undefined || !meets(abilitiesOf(settings), requirement)) return [];
    if (agent.sessionId === undefined || agent.presence !== "available" || agent.noAnswerOfferId !== undefined)
      return [];
    if (agent.wrapUps.length > 0) return [];
    const ringing = agent.offerIds.reduce((sum, one) => sum + (world.offers.get(one)?.units ?? 0), 0);
    const talks = agent.works.map((work) => ({
      units: work.units,
      of: world.interactions.get(work.interactionId)?.work,
    }));
    const load = ringing + talks.reduce((sum, one) => sum + one.units, 0);
    const counted = talks.filter(({ of }) => of?.connectedAt === undefined || !queue.interrupts.includes(of.queueId));
    const countedLoad = ringing + counted.reduce((sum, one) => sum + one.units, 0);
    if (countedLoad + queue.units > settings.capacity) return [];
    const skills = abilitiesOf(settings).skills;
    const asked = queue.requires.includes("tea") ? ["tea"] : [];
    const tally = world.queueStates.get(queueId)?.tallies?.[id];
    const facts = {
      share: Math.floor((1000 * load) / settings.capacity),
      tier: queue.tiers.find((one) => one.agent === id)?.tier ?? 1,
      level: asked.reduce((sum, skill) => sum + (skills.get(skill) ?? 0), 0),
      other: [...skills.keys()].filter((skill) => !asked.includes(skill)).length,
      band: bandOf(config, performanceOf(world, id)),
      idle: agent.idleSinceAt,
      day: tally?.day ?? 0,
      calls: tally?.calls ?? 0,
      talkMs: tally?.talkMs ?? 0,
      endedAt: tally?.endedAt ?? 0,
      place,
    };
    return [{ id: String(id), keys: keysOf(queue.strategy, facts) }];
  });
  keyed.sort((a, b) => {
    const i = a.keys.findIndex((key, at2) => key !== b.keys[at2]);
    return i < 0 ? (a.id < b.id ? -1 : 1) : (a.keys[i] ?? 0) - (b.keys[i] ?? 0);
  });
  return keyed[0]?.id;
}

type Facts = Record<
  "share" | "tier" | "level" | "other" | "band" | "idle" | "day" | "calls" | "talkMs" | "endedAt" | "place",
  number
>;

function keysOf(strategy: Strategy, f: Facts): readonly number[] {
  const table: Partial<Record<Strategy, readonly number[]>> = {
    performance: [f.share, f.tier, f.band, f.idle],
    "best-skill": [f.share, f.tier, -f.level, f.other, f.band, f.idle],
    "least-skilled": [f.share, f.tier, f.level, f.other, f.band, f.idle],
    "longest-idle-agent": [f.tier, f.idle, f.place],
    linear: [f.tier, f.place],
    "agent-with-fewest-calls": [f.tier, f.day, f.calls, f.place],
    "agent-with-least-talk-time": [f.tier, f.day, f.talkMs, f.place],
    leastrecent: [f.tier, f.endedAt, f.place],
    fewestcalls: [f.tier, f.day, f.calls, f.idle],
  };
  return table[strategy] ?? [];
}

test("whatever happens, the agent who is offered is the one whom the documented order names, and nobody waits for who is free [R-ROUTE-53] [R-ROUTE-55] [R-ROUTE-6]", () => {
  let offers = 0;
  let interrupting = 0;
  fc.assert(
    fc.property(fc.array(who, { minLength: 5, maxLength: 5 }), fc.tuple(what, what), acts, (people, two, history) => {
      const centre = centreOf(people, two);
      for (const [i, act] of history.entries()) perform(centre, act, i); // `give` checks the laws, and that nobody waits in vain
      const world = emptyWorld();
      for (const event of centre.events) {
        if (event.type === "offer.made") {
          offers += 1;
          if (event.reasons.interrupts !== undefined) interrupting += 1;
          expect(event.agentId).toBe(oracle(world, event));
          expect(event.reasons.candidates[0]?.agentId).toBe(event.agentId);
        }
        apply(world, event);
      }
    }),
    { numRuns: 25, seed: 5, endOnFailure: true },
  );
  expect(offers).toBeGreaterThan(100);
  expect(interrupting).toBeGreaterThan(0);
}, 600_000);

test("within one queue whose callers all can be served by the same, nobody is passed over for good: who is offered is the first in line [R-ROUTE-4] [R-ROUTE-51]", () => {
  fc.assert(
    fc.property(acts, (history) => {
      const centre = withQueues([{ id: "red" }, { id: "blue", members: [] }], {
        ann: {},
        ben: {},
        cat: {},
        dan: {},
        eve: {},
      });
      for (const [i, act] of history.entries()) perform(centre, act, i);
      const world = emptyWorld();
      for (const event of centre.events) {
        const first = world.derived.queues.get(asId("red"))?.waiting.first();
        if (event.type === "offer.made" && first !== undefined) {
          const { virtualEntryAt, band } = event.reasons;
          // Who rests from everybody free may be passed over; here nobody declines.
          expect([band, virtualEntryAt]).toEqual([first.band, first.virtualEntryAt]);
        }
        apply(world, event);
      }
    }),
    { numRuns: 15, seed: 6, endOnFailure: true },
  );
}, 600_000);
