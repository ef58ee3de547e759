/** A random day as data: who comes, who works, what goes wrong and when. It can be kept, and parts of it taken away. */
import { Dice } from "./dice.ts";
import { AGENTS } from "./centre-of-twenty.ts";
import { plainEvents, wideEvents } from "./event-kinds.ts";

export const faultKinds = ["endpoint-lost", "media-lost", "commits-fail", "clock-jumps"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Times are ms since the start of the day. A part draws what it needs from dice of its name. */
export type DayPart =
  | { readonly kind: "agent"; readonly name: string; readonly atMs: 0 }
  | { readonly kind: "caller"; readonly name: string; readonly atMs: number }
  /** Nearly everybody is on a break. */
  | { readonly kind: "lunch"; readonly name: string; readonly atMs: number }
  /** Somebody ends one interaction from the outside. */
  | { readonly kind: "end"; readonly name: string; readonly atMs: number }
  | { readonly kind: "fault"; readonly name: string; readonly atMs: number; readonly fault: FaultKind }
  /** The rules are changed. */
  | { readonly kind: "change"; readonly name: string; readonly atMs: number }
  /** A supervisor acts on the flow. */
  | { readonly kind: "supervisor"; readonly name: string; readonly atMs: number }
  /** The process dies at the first commit of such an event after that time, or after half an hour without one. */
  | { readonly kind: "crash"; readonly name: string; readonly atMs: number; readonly event: string };

export type DayPlan = {
  readonly seed: number;
  /** Queues with few places. */
  readonly small: boolean;
  /** Everything that a centre may set is drawn, and callers are looked up. */
  readonly wide: boolean;
  readonly lossy: boolean;
  readonly appendMs: number;
  readonly parts: readonly DayPart[];
  /** Acts that do not happen. */
  readonly muted: readonly string[];
};

export const MINUTE_MS = 60_000;
export const HOURS_MS = 8 * 60 * MINUTE_MS;

/** Eight hours, twenty agents, two hundred callers and more, three faults at the least, changes of the rules, and a crash. */
export function planDay(seed: number): DayPlan {
  const dice = new Dice(seed);
  const appendMs = dice.pick([0, 1, 3]);
  const kind = { small: seed % 3 === 0, wide: seed % 5 >= 2, lossy: seed % 4 === 1 };
  const times = [planLunch, planCallers, planFaults, planChanges].flatMap((plan) => plan(dice));
  const crashes = planCrashes(dice, kind.wide ? wideEvents : plainEvents);
  const agents = AGENTS.map((name) => ({ kind: "agent", name, atMs: 0 }) as const);
  const acts = kind.wide ? planActs(dice) : [];
  return { seed, ...kind, appendMs, parts: [...agents, ...times, ...crashes, ...acts], muted: [] };
}

function planLunch(dice: Dice): readonly DayPart[] {
  return [{ kind: "lunch", name: "lunch", atMs: dice.between(180, 300) * MINUTE_MS }];
}

/** Spread over the day, and a few rushes that fill the queues. */
function planCallers(dice: Dice): readonly DayPart[] {
  const parts: DayPart[] = [];
  const callAt = (atMs: number): void => {
    parts.push({ kind: "caller", name: `caller-${parts.length + 1}`, atMs });
  };
  const ends: DayPart[] = [];
  const spread = dice.between(124, 134);
  for (let i = 0; i < spread; i += 1) callAt(dice.between(5 * MINUTE_MS, HOURS_MS - 10 * MINUTE_MS));
  for (let rush = 1; rush <= 4; rush += 1) {
    const startMs = dice.between(150, 400) * MINUTE_MS;
    const size = dice.between(19, 24);
    for (let i = 0; i < size; i += 1) callAt(startMs + dice.between(0, 3 * MINUTE_MS));
    ends.push({ kind: "end", name: `operator-${rush}`, atMs: startMs + dice.between(60, 200) * 1000 });
  }
  return [...parts, ...ends];
}

/** At least three on each day, of all kinds. */
function planFaults(dice: Dice): readonly DayPart[] {
  const kinds = [...faultKinds, "commits-fail"] as const;
  return Array.from({ length: dice.between(3, 7) }, (_, at) => {
    const atMs = dice.between(40 * MINUTE_MS, HOURS_MS);
    return { kind: "fault", name: `fault-${at + 1}`, atMs, fault: dice.pick(kinds) } as const;
  });
}

function planChanges(dice: Dice): readonly DayPart[] {
  return Array.from({ length: dice.between(4, 9) }, (_, at) => {
    const atMs = dice.between(30 * MINUTE_MS, HOURS_MS);
    return { kind: "change", name: `administrator-${at + 1}`, atMs } as const;
  });
}

function planCrashes(dice: Dice, events: readonly string[]): readonly DayPart[] {
  return Array.from({ length: dice.between(1, 2) }, (_, at) => {
    const atMs = dice.between(60, 470) * MINUTE_MS;
    return { kind: "crash", name: `crash-${at + 1}`, atMs, event: dice.pick(events) } as const;
  });
}

/** Most of them in the busy hours, when somebody waits. */
function planActs(dice: Dice): readonly DayPart[] {
  return Array.from({ length: dice.between(15, 30) }, (_, at) => {
    const atMs = dice.between(150, 420) * MINUTE_MS;
    return { kind: "supervisor", name: `supervisor-${at + 1}`, atMs } as const;
  });
}
