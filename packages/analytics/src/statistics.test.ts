import { livePeriods, unixMs } from "@legroom/model";
import type { AgentId, AvailabilityState, CentreConfig, Event, UnixMs } from "@legroom/model";
import { apply, emptyWorld, lookAt } from "@legroom/routing";
import { beforeAll, expect, test } from "vitest";
import { randomDay, startOfDay } from "../test/random-day.ts";
import type { Step } from "../test/random-day.ts";
import { availabilityStates } from "./agent-report.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { openingOf } from "./opening.ts";
import { BEFORE_MS, Statistics, statisticsEvents } from "./statistics.ts";

const known = new Set<string>(statisticsEvents);
let steps: readonly Step[];
let events: readonly Event[];
let endAt: UnixMs;

beforeAll(async () => {
  steps = await randomDay(20);
  events = steps.flatMap((step) => step.events);
  endAt = unixMs(Math.max(...events.map((event) => event.at)) + 1000);
});

/** As the journal would be read for this period. */
function history(cut: { fromAt: UnixMs; untilAt?: UnixMs; intervalMs?: number }, told: readonly Event[]): Statistics {
  const beforeAt = cut.fromAt - BEFORE_MS;
  const statistics = new Statistics({ ...cut, config: configAt(beforeAt) });
  for (const event of told) if (event.at >= beforeAt && known.has(event.type)) statistics.apply(event);
  return statistics;
}

function configAt(at: number): CentreConfig | undefined {
  const found = events.findLast((event) => event.type === "centre.configured" && event.at < at);
  return found?.type === "centre.configured" ? found.config : undefined;
}

function shown(statistics: Statistics, now: UnixMs) {
  const question = { serviceLevelMs: 30_000 };
  return {
    queues: statistics.queues(now),
    other: statistics.queues(now, question),
    agents: statistics.agents(now),
    routing: statistics.routing(),
  };
}

test("the random day has every kind of end that calls have so far", () => {
  const { total } = history({ fromAt: startOfDay(endAt) }, events).queues(endAt);
  const { answered, abandoned, shortAbandoned, flowedOut, withdrawn } = total;
  const { outcomes } = history({ fromAt: startOfDay(endAt) }, events).routing().total.offers;
  const kinds = { answered, abandoned, shortAbandoned, flowedOut, withdrawn };
  expect(Object.entries(kinds).filter(([, count]) => count === 0)).toEqual([]);
  const offers = [outcomes.accepted, outcomes.declined, outcomes["no-answer"], outcomes["device-failed"]];
  expect(offers.every((count) => count > 0)).toBe(true);
});

test("every live figure equals the history of the same period, all day long [R-ANALYTICS-12]", () => {
  const first = new Statistics({ fromAt: startOfDay(endAt) });
  const live = new LiveStatistics({ now: events[0]?.at ?? endAt, startOfDay, first });
  const told: Event[] = [];
  let compared = 0;
  let nextAt = 0;
  const compare = (now: UnixMs): void => {
    for (const period of livePeriods) {
      const window = live.read(period, now);
      expect(shown(window, now)).toEqual(shown(history(window.cut, told), now));
      compared += 1;
    }
  };
  for (const event of events) {
    if (!known.has(event.type)) continue;
    if (event.at >= nextAt) {
      compare(unixMs(event.at - 1));
      nextAt = event.at + 11 * 60_000;
    }
    live.apply(event);
    told.push(event);
    expect(live.isConserved).toBe(true);
  }
  compare(endAt);
  compare(unixMs(endAt + 7 * 60_000));
  expect(compared).toBeGreaterThan(40);
});

test("windows begin where they say, and a new day begins with nothing but what still holds [R-ANALYTICS-12]", () => {
  const first = new Statistics({ fromAt: startOfDay(endAt) });
  const live = new LiveStatistics({ now: events[0]?.at ?? endAt, startOfDay, first });
  for (const event of events) live.apply(event);
  for (const [period, ms] of [
    ["last-15m", 900_000],
    ["last-30m", 1_800_000],
    ["last-hour", 3_600_000],
  ] as const) {
    const { fromAt } = live.read(period, endAt).cut;
    expect(endAt - fromAt).toBeGreaterThanOrEqual(ms);
    expect(endAt - fromAt).toBeLessThan(ms + 300_000);
  }
  const tomorrow = unixMs(startOfDay(endAt) + 30 * 3_600_000);
  const today = live.read("today", tomorrow);
  expect(today.cut.fromAt).toBe(startOfDay(tomorrow));
  expect(today.queues(tomorrow).total.offered).toBe(0);
  const { total } = today.agents(tomorrow);
  expect(total.handled).toBe(0);
  expect(total.signedInMs).toBe(3 * 6 * 3_600_000); // David has gone home
});

test("time by availability is what the machine itself says of each agent [R-ANALYTICS-13]", () => {
  const world = emptyWorld();
  const expected = new Map<AgentId, Record<AvailabilityState, number>>();
  const held = new Map<AgentId, { state: AvailabilityState; sinceAt: UnixMs; isIn: boolean }>();
  const count = (agentId: AgentId, at: UnixMs): void => {
    const before = held.get(agentId);
    const sums = expected.get(agentId) ?? (Object.fromEntries(availabilityStates.map((state) => [state, 0])) as never);
    if (before?.isIn === true) sums[before.state] += at - before.sinceAt;
    expected.set(agentId, sums);
  };
  for (const step of steps) {
    for (const event of step.events) apply(world, event);
    const at = step.events.at(-1)?.at;
    if (at === undefined) continue;
    for (const { id, availability } of lookAt(world).agents()) {
      count(id, at);
      const isIn = world.agents.get(id)?.sessionId !== undefined;
      held.set(id, { state: availability.state, sinceAt: at, isIn });
    }
  }
  for (const agentId of held.keys()) count(agentId, endAt);
  const { items } = history({ fromAt: startOfDay(endAt) }, events).agents(endAt);
  expect(items).toHaveLength(4);
  for (const { agentId, stateMs } of items) expect(stateMs).toEqual(expected.get(agentId as AgentId));
  const found = items.map(({ stateMs }) => stateMs);
  const never = availabilityStates.filter((state) => found.every((ms) => ms[state] === 0));
  expect(never.filter((state) => state !== "signed-out")).toEqual([]);
});

test("a period that begins with the machine's world needs no event before it, whenever it begins [R-ANALYTICS-17]", () => {
  const beganAt = events[0]?.at ?? endAt;
  const world = emptyWorld();
  let next = 0;
  let busy = 0;
  for (let part = 1; part < 40; part += 1) {
    const fromAt = unixMs(beganAt + Math.floor(((endAt - beganAt) * part) / 40));
    for (let event = events[next]; event !== undefined && event.at < fromAt; event = events[next]) {
      apply(world, event);
      next += 1;
    }
    const opening = openingOf(world);
    busy += opening.agents.filter(({ talks, wrapUps }) => talks.length + wrapUps.length > 0).length;
    const cut = { fromAt, untilAt: unixMs(fromAt + 3_600_000), intervalMs: 1_200_000 };
    const begun = new Statistics({ ...cut, config: configAt(fromAt), opening });
    for (const event of events.slice(next)) if (known.has(event.type)) begun.apply(event);
    const told = shown(history(cut, events), endAt);
    // Who has done nothing yet is known to the world alone.
    const heard = new Set(told.agents.items.map(({ agentId }) => agentId));
    const { agents, ...others } = shown(begun, endAt);
    const items = agents.items.filter(({ agentId }) => heard.has(agentId));
    const rows = agents.rows?.map((row) => ({ ...row, items: row.items.filter(({ agentId }) => heard.has(agentId)) }));
    expect({ ...others, agents: { ...agents, items, rows } }).toEqual(told);
  }
  expect(busy).toBeGreaterThan(10);
});

test("rows of any length add up to the period, for queues, agents and decisions [R-ANALYTICS-6]", () => {
  const span = {
    fromAt: unixMs(startOfDay(endAt) + 8 * 3_600_000),
    untilAt: unixMs(startOfDay(endAt) + 10 * 3_600_000),
  };
  const whole = shown(history(span, events), endAt);
  const cut = history({ ...span, intervalMs: 7 * 60_000 }, events);
  const parts = shown(cut, endAt);
  expect({ ...parts.queues, rows: undefined }).toEqual({ ...whole.queues, rows: undefined });
  expect({ ...parts.agents, rows: undefined }).toEqual({ ...whole.agents, rows: undefined });
  expect({ ...parts.routing, rows: undefined }).toEqual({ ...whole.routing, rows: undefined });
  const sum = <Row>(rows: readonly Row[] | undefined, of: (row: Row) => number) =>
    (rows ?? []).reduce((total, row) => total + of(row), 0);
  expect(parts.queues.rows).toHaveLength(18);
  expect(sum(parts.queues.rows, ({ total }) => total.offered)).toBe(whole.queues.total.offered);
  expect(sum(parts.queues.rows, ({ total }) => total.handled)).toBe(whole.queues.total.handled);
  expect(sum(parts.agents.rows, ({ total }) => total.stateMs.busy)).toBe(whole.agents.total.stateMs.busy);
  expect(sum(parts.agents.rows, ({ total }) => total.offers.made)).toBe(whole.agents.total.offers.made);
  expect(sum(parts.routing.rows, ({ total }) => total.decisions)).toBe(whole.routing.total.decisions);
  for (const { total } of parts.queues.rows ?? []) expect(total.conservation.holds).toBe(true);
});

test("talks by queue and by agent are the same talks, and decisions the same offers [R-ANALYTICS-14]", () => {
  const { queues, agents, routing } = shown(history({ fromAt: startOfDay(endAt) }, events), endAt);
  const handling = ({ handled, finished, averageTalkMs, averageWrapUpMs, averageHandleMs }: typeof queues.total) => ({
    ...{ handled, finished, averageTalkMs, averageWrapUpMs, averageHandleMs },
  });
  expect(agents.total).toMatchObject(handling(queues.total));
  expect(queues.total.handled).toBe(queues.total.answered);
  expect(routing.total.offers).toEqual(agents.total.offers);
  expect(routing.total.decisions).toBe(routing.total.offers.made);
  for (const counted of [routing.total.triggers, routing.total.tieBreaks])
    expect(Object.values(counted).reduce((sum, count) => sum + count, 0)).toBe(routing.total.decisions);
  expect(routing.total.answered).toBe(queues.total.answered);
});
