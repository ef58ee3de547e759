/** One random day from one seed: eight hours, twenty agents, two hundred callers and more, faults, and a crash. */
import { createHash } from "node:crypto";
import { after } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import { centreOfTwenty } from "./centre-of-twenty.ts";
import { Day } from "./day.ts";
import { Dice } from "./dice.ts";
import type { Coverage } from "./outside-view.ts";
import { RandomPeople } from "./random-people.ts";
import { DAY_START } from "./virtual-clock.ts";

export type DayReport = {
  readonly seed: number;
  /** SHA-256 of everything that was journalled: equal for equal days. */
  readonly log: string;
  readonly coverage: Coverage;
  readonly interactions: number;
  readonly events: number;
  readonly faults: number;
  readonly crashes: number;
};

const MINUTE_MS = 60_000;
const HOURS_MS = 8 * 60 * MINUTE_MS;
/** Long enough for the last wrap-up, look-away and confirmation. */
const QUIET_MS = 75 * MINUTE_MS;

/** Runs the day; rejects with a `Violation` if anything was seen that must never be. */
export async function runDay(seed: number, options: { checking?: boolean } = {}): Promise<DayReport> {
  const plan = new Dice(seed);
  const centre = centreOfTwenty(plan, seed % 3 === 0);
  const appendMs = plan.pick([0, 1, 3]);
  const day = new Day({ seed, centre, lossy: seed % 4 === 1, appendMs, checking: options.checking !== false });
  const people = new RandomPeople(day, new Dice(seed + 1));
  const at = (ms: number, act: () => void): void => void day.clock.alarm(after(DAY_START, ms), act);
  await day.start();
  people.hires();
  const callers = planCallers(plan, at, people);
  const lunchMs = plan.between(180, 300) * MINUTE_MS;
  at(lunchMs, () => (people.lunch = true));
  at(lunchMs + 40 * MINUTE_MS, () => (people.lunch = false));
  const faults = planFaults(plan, at, day);
  const crashes = await live(plan, day);
  await day.passUntil(after(DAY_START, HOURS_MS + 10 * MINUTE_MS));
  people.over = true;
  await day.pass(QUIET_MS);
  await day.finish();
  const hash = createHash("sha256");
  for (const step of day.disk.steps) hash.update(step.text);
  const { coverage, interactions } = day.outside;
  if (callers < 200) throw new Error("a day has 200 callers");
  return { seed, log: hash.digest("hex"), coverage, interactions, events: day.disk.lastSeq, faults, crashes };
}

type At = (ms: number, act: () => void) => void;

/** Spread over the day, and a few rushes that fill the queues. */
function planCallers(plan: Dice, at: At, people: RandomPeople): number {
  let callers = 0;
  const call = (ms: number): void => {
    callers += 1;
    at(ms, () => people.calls());
  };
  const spread = plan.between(124, 134);
  for (let i = 0; i < spread; i += 1) call(plan.between(5 * MINUTE_MS, HOURS_MS - 10 * MINUTE_MS));
  for (let rush = 0; rush < 4; rush += 1) {
    const startMs = plan.between(150, 400) * MINUTE_MS;
    const size = plan.between(19, 24);
    for (let i = 0; i < size; i += 1) call(startMs + plan.between(0, 3 * MINUTE_MS));
    at(startMs + plan.between(60, 200) * 1000, () => people.endsOne());
  }
  return callers;
}

/** At least three on each day, of all kinds. */
function planFaults(plan: Dice, at: At, day: Day): number {
  const count = plan.between(3, 7);
  for (let i = 0; i < count; i += 1) {
    const ms = plan.between(40 * MINUTE_MS, HOURS_MS);
    const fault = plan.pick([losesEndpoint, losesMedia, failsCommits, jumps, failsCommits]);
    at(ms, () => fault(plan, day));
  }
  return count;
}

function losesEndpoint(plan: Dice, day: Day): void {
  const agent = plan.pick([...day.agents.values()]);
  const cause = plan.pick(["expired", "unregistered", "no-pong", "flow-closed"]);
  for (const phone of agent.places) day.telephony.losesEndpoint(phone.endpointId, cause);
  day.clock.alarm(after(day.clock.now(), plan.between(1, 300) * 1000), () => agent.registers());
}

function losesMedia(plan: Dice, day: Day): void {
  day.telephony.losesMedia(plan.between(0, 1));
}

function failsCommits(plan: Dice, day: Day): void {
  day.journal.failNext(plan.pick(["before", "after"]), plan.between(1, 3));
  if (plan.chance(0.5)) day.journal.failNextOpen(plan.between(1, 6));
}

function jumps(plan: Dice, day: Day): void {
  day.clock.jump(plan.between(8, 150) * 1000);
}

/** Lives through the day, crash by crash. */
async function live(plan: Dice, day: Day): Promise<number> {
  const crashes = plan.between(1, 2);
  const times: UnixMs[] = [];
  for (let i = 0; i < crashes; i += 1) times.push(after(DAY_START, plan.between(60, 470) * MINUTE_MS));
  for (const time of times.toSorted((a, b) => a - b)) {
    await day.passUntil(time);
    const inFlight = plan.pick(["before", "after"]);
    await day.crash({ inFlight, downMs: plan.between(1, 90) * 1000, told: plan.chance(0.5) });
  }
  return crashes;
}
