/**
 * Makes a short story of a day on which something was found: takes away callers, agents, faults, changes and single acts, as
 * long as the same check still fails. What is left is a plan that can be run again.
 */
import { DAY_START } from "./virtual-clock.ts";
import type { Act, Acts } from "./acts.ts";
import type { Day } from "./day.ts";
import { Violation } from "./day.ts";
import type { DayPlan } from "./day-plan.ts";
import { runPlan } from "./random-day.ts";
import type { RunDay } from "./random-day.ts";

/** What a day was found to break, and what had happened by then. */
export type Finding = {
  /** The check that failed, without the names of the day: the same for the same breach. */
  readonly check: string;
  readonly message: string;
  /** ms since the start of the day. */
  readonly atMs: number;
  readonly acts: readonly Act[];
};

export type Story = {
  readonly plan: DayPlan;
  readonly finding: Finding;
  /** Days that were run to find it. */ readonly runs: number;
};

/** How long it may take in all: what is left by then is told, however long it is. For ever unless stated. */
type Patience = { readonly msMax?: number };

type Try = (plan: DayPlan) => Promise<Finding | undefined>;

/** Days at the most: a large day's first halves cost a second each, the last ones next to nothing. */
const RUNS_MAX = 500;
const ROUNDS_MAX = 4;

/** Runs the plan; undefined when nothing is found. */
export async function findingOf(plan: DayPlan, options: RunDay = {}): Promise<Finding | undefined> {
  let seen: { day: Day; acts: Acts } | undefined;
  const onStart = (day: Day, acts: Acts): void => {
    options.onStart?.(day, acts);
    seen = { day, acts };
  };
  try {
    await runPlan(plan, { ...options, onStart });
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const what = error instanceof Violation ? error.what : message;
    return {
      check: checkOf(what),
      message,
      atMs: (seen?.day.clock.now() ?? DAY_START) - DAY_START,
      acts: seen?.acts.done ?? [],
    };
  }
}

/** The shortest story of the same breach that taking away leads to. Undefined when the plan breaks nothing. */
export async function shrink(plan: DayPlan, options: RunDay & Patience = {}): Promise<Story | undefined> {
  let runs = 0;
  const { msMax = Number.POSITIVE_INFINITY } = options;
  const startedMs = performance.now();
  const tries: Try = async (candidate) => {
    if (runs >= RUNS_MAX || performance.now() - startedMs > msMax) return undefined;
    runs += 1;
    return findingOf(candidate, options);
  };
  let finding = await tries(plan);
  if (finding === undefined) return undefined;
  const { check } = finding;
  let least = plan;
  const take = async (candidate: DayPlan): Promise<boolean> => {
    const found = await tries(candidate);
    if (found?.check !== check) return false;
    [least, finding] = [candidate, found];
    return true;
  };
  const { atMs } = finding;
  await take({ ...least, parts: least.parts.filter((part) => part.atMs <= atMs) }); // what comes later is no cause
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = sizeOf(least, finding);
    for (const simpler of [{ lossy: false }, { appendMs: 0 }, { small: false }]) await take({ ...least, ...simpler });
    await thin(least.parts, (parts) => take({ ...least, parts }));
    const keys = finding.acts.map((act) => act.key);
    const { muted } = least;
    await thin(keys, (kept) => take({ ...least, muted: [...muted, ...keys.filter((key) => !kept.includes(key))] }));
    if (sizeOf(least, finding) === before) break;
  }
  const { parts } = least;
  const muted = least.muted.filter((key) => parts.some(({ name }) => key.startsWith(`${name}: `)));
  return { plan: { ...least, muted }, finding, runs };
}

function sizeOf(plan: DayPlan, { acts }: Finding): number {
  return plan.parts.length * 1000 + acts.length;
}

/** Takes away halves, quarters and so on to single ones, for as long as `take` accepts what is left. */
async function thin<Item>(items: readonly Item[], take: (left: readonly Item[]) => Promise<boolean>): Promise<void> {
  let left = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < left.length;) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (await take(fewer)) left = fewer;
      else at += size;
    }
}

/** Ids, names with numbers and figures become `#`: two days break the same check in different places. */
function checkOf(what: string): string {
  const [line = ""] = what.split("\n");
  const bare = line.replace(/^after \S+ \S+: /, "").replace(/^a step threw on \S+ \S+: /, "a step threw: ");
  return bare.replace(/\S*\d\S*/g, "#");
}

/** The story in words, and the plan that repeats it. */
export function toStory({ plan, finding, runs }: Story): string {
  const time = (at: number): string => new Date(at).toISOString().slice(11, 23);
  return [
    `${finding.check}  (${finding.acts.length} steps, found again in ${runs} days)`,
    ...finding.acts.map(({ at, key }) => `  ${time(at)}  ${key}`),
    `  then  ${finding.message.replaceAll("\n", " ")}`,
    `  plan  ${JSON.stringify(plan)}`,
  ].join("\n");
}
