/** One random day: planned from a seed, or a plan that was kept, lived through to its end, and judged. */
import { createHash } from "node:crypto";
import { after, unreachable } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import { Acts } from "./acts.ts";
import type { Act } from "./acts.ts";
import { centreOfTwenty } from "./centre-of-twenty.ts";
import { Day } from "./day.ts";
import type { DayOptions } from "./day.ts";
import { HOURS_MS, MINUTE_MS } from "./day-plan.ts";
import type { DayPart, DayPlan } from "./day-plan.ts";
import { Dice } from "./dice.ts";
import type { Coverage } from "./outside-view.ts";
import { RandomAgent } from "./random-agents.ts";
import type { Mood } from "./random-agents.ts";
import { calls } from "./random-callers.ts";
import { changesRules } from "./random-changes.ts";
import { goesWrong } from "./random-faults.ts";
import { actsOnFlow } from "./random-supervisor.ts";
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

/** `onDay` is told of the day before it begins: what is seen of it up to a violation can be asked then. */
export type RunDay = Pick<DayOptions, "checking" | "step"> & { readonly onStart?: (day: Day, acts: Acts) => void };

/** Long enough for the last wrap-up, look-away and confirmation. */
const QUIET_MS = 75 * MINUTE_MS;
const LUNCH_MS = 40 * MINUTE_MS;
/** A crash waits no longer for its event. */
const EVENT_WAIT_MS = 30 * MINUTE_MS;

/** Rejects with a `Violation` if anything was seen that must never be. */
export async function runPlan(plan: DayPlan, { onStart, ...options }: RunDay = {}): Promise<DayReport> {
  const { seed, parts, lossy, appendMs } = plan;
  const centre = centreOfTwenty(new Dice(seed), plan);
  const day = new Day({ seed, centre, lookUps: plan.wide, lossy, appendMs, ...options });
  const acts = new Acts({ seed, clock: day.clock, muted: plan.muted });
  onStart?.(day, acts);
  await day.start();
  const mood: Mood = { lunch: false, over: false };
  for (const part of parts) begin(part, { day, acts, mood, wide: plan.wide });
  for (const crash of parts.filter((part) => part.kind === "crash").toSorted((a, b) => a.atMs - b.atMs))
    await dies(day, acts, crash);
  await day.passUntil(after(DAY_START, HOURS_MS + 10 * MINUTE_MS));
  mood.over = true;
  await day.pass(QUIET_MS);
  await day.finish();
  const hash = createHash("sha256");
  for (const step of day.disk.steps) hash.update(step.text);
  const { coverage, interactions } = day.outside;
  const count = (kind: DayPart["kind"]): number => parts.filter((part) => part.kind === kind).length;
  const counts = { interactions, events: day.disk.lastSeq, faults: count("fault"), crashes: count("crash") };
  return { seed, log: hash.digest("hex"), coverage, ...counts };
}

type Living = { readonly day: Day; readonly acts: Acts; readonly mood: Mood; readonly wide: boolean };

function begin(part: DayPart, { day, acts, mood, wide }: Living): void {
  const actor = acts.actor(part.name);
  const at = (act: () => void): void => void day.clock.alarm(after(DAY_START, part.atMs), act);
  switch (part.kind) {
    case "agent":
      void new RandomAgent(day, actor, mood);
      return;
    case "caller":
      return at(() => calls(day, actor));
    case "lunch":
      return at(() => {
        actor.does("begins", () => void (mood.lunch = true));
        actor.will(LUNCH_MS, "ends", () => void (mood.lunch = false));
      });
    case "end":
      return at(() => actor.does("ends an interaction", () => endsOne(day, actor.dice)));
    case "fault":
      return at(() => goesWrong(day, actor, part.fault));
    case "change":
      return at(() => changesRules(day, actor, { wide }));
    case "supervisor":
      return at(() => actsOnFlow(day, actor));
    case "crash":
      return; // they come in turn, below
    default:
      return unreachable(part);
  }
}

/** What waits before what talks. */
function endsOne(day: Day, dice: Dice): boolean {
  const open = day.look.interactions().filter((one) => one.phase !== "closed");
  const waiting = open.filter((one) => one.phase === "queued" || one.phase === "offering");
  const of = waiting.length > 0 ? waiting : open;
  if (of.length > 0) void day.asks({ type: "interaction.end", interactionId: dice.pick(of).id });
  return of.length > 0;
}

/** Lives until the crash, and through it. */
async function dies(day: Day, acts: Acts, crash: Extract<DayPart, { kind: "crash" }>): Promise<void> {
  const actor = acts.actor(crash.name);
  const { dice } = actor;
  const how = { inFlight: dice.pick(["before", "after"]), downMs: dice.between(1, 90) * 1000, told: dice.chance(0.5) };
  await day.passUntil(after(DAY_START, crash.atMs));
  day.journal.diesAt = ({ steps }) => steps.some(({ events }) => events.some((event) => event.type === crash.event));
  const untilAt: UnixMs = after(day.clock.now(), EVENT_WAIT_MS);
  await day.passUntil(untilAt);
  actor.does(`the process dies ${how.inFlight} the commit of ${crash.event}`, () => undefined);
  if (day.clock.now() < untilAt) day.outside.diedAt(crash.event);
  await day.crash(how);
}

export type { Act };
