/**
 * What theory says of a plain queue: Poisson arrivals, exponential handle times, equal agents, first come first served.
 *
 * Erlang C: callers wait for ever (A. K. Erlang 1917). Erlang A: they leave after an exponential patience (C. Palm 1946;
 * Mandelbaum and Zeltyn, "The Palm/Erlang-A queue", 2005). Real queues differ: both are for planning and for checking.
 */

/** Any positive numbers; `agents` is whole. */
export type PlainQueue = {
  readonly agents: number;
  readonly callsPerHour: number;
  /** The mean handle time, wrap-up included. */
  readonly handleMs: number;
};

export type PlainQueueFigures = {
  /** Of all callers: who finds every agent busy. Shares are 0 to 1. */
  readonly waitShare: number;
  /** Over all callers, also those who do not wait, and those who leave. */
  readonly meanWaitMs: number;
  /** Of all callers: answered within T. */
  readonly serviceLevel: number;
  /** Of all callers: gone before they were answered. */
  readonly abandonShare: number;
};

const HOUR_MS = 3_600_000;

/** Undefined where the agents cannot keep up: without impatience the queue then grows for ever. */
export function erlangC(queue: PlainQueue, withinMs: number): PlainQueueFigures | undefined {
  const { agents, handleMs } = queue;
  const load = offeredLoad(queue);
  if (load >= agents) return undefined;
  const blocked = erlangB(agents, load);
  const waitShare = blocked / (1 - (load / agents) * (1 - blocked));
  const spare = agents - load;
  return {
    waitShare,
    meanWaitMs: (waitShare * handleMs) / spare,
    serviceLevel: 1 - waitShare * Math.exp((-spare * withinMs) / handleMs),
    abandonShare: 0,
  };
}

/** `patienceMs`: how long callers are ready to wait, on average. Never undefined: impatience ends every queue. */
export function erlangA(queue: PlainQueue & { readonly patienceMs: number }, withinMs: number): PlainQueueFigures {
  const { agents, handleMs, patienceMs } = queue;
  const load = offeredLoad(queue);
  const impatience = handleMs / patienceMs; // time is counted in handle times from here on
  const line = lineOf(agents, load, impatience);
  const blocked = erlangB(agents, load);
  const waitShare = blocked / (blocked + (1 - blocked) / line.weight);
  const meanWait = (waitShare * line.meanLength) / load; // Little's law
  const inTime = answeredShare({ agents, load, impatience }, withinMs / handleMs);
  return {
    waitShare,
    meanWaitMs: meanWait * handleMs,
    serviceLevel: 1 - waitShare + waitShare * inTime,
    abandonShare: meanWait * impatience,
  };
}

/** The fewest agents with whom `share` (below 1) of all callers is answered within `withinMs`, nobody being impatient. */
export function agentsFor(
  queue: Omit<PlainQueue, "agents">,
  goal: { readonly share: number; readonly withinMs: number },
) {
  let agents = Math.max(1, Math.floor(offeredLoad(queue)));
  while ((erlangC({ ...queue, agents }, goal.withinMs)?.serviceLevel ?? 0) < goal.share) agents += 1;
  return agents;
}

/** In erlangs: how many agents the calls would keep busy. */
function offeredLoad({ callsPerHour, handleMs }: Pick<PlainQueue, "callsPerHour" | "handleMs">): number {
  return (callsPerHour * handleMs) / HOUR_MS;
}

/** How often all are busy if nobody could wait. By recursion: factorials would overflow. */
function erlangB(agents: number, load: number): number {
  let blocked = 1;
  for (let count = 1; count <= agents; count += 1) blocked = (load * blocked) / (count + load * blocked);
  return blocked;
}

const TOO_LARGE = 1e200;

/**
 * The line while all agents are busy. `weight`: how likely any length is, against an empty line; infinite where an empty
 * line is as good as never seen.
 */
function lineOf(agents: number, load: number, impatience: number): { weight: number; meanLength: number } {
  let term = 1;
  let sum = 1;
  let weighted = 0;
  let isScaled = false;
  for (let length = 1; term > sum * 1e-18 || load > agents + length * impatience; length += 1) {
    term *= load / (agents + length * impatience);
    sum += term;
    weighted += length * term;
    if (sum < TOO_LARGE) continue;
    isScaled = true;
    term /= TOO_LARGE;
    sum /= TOO_LARGE;
    weighted /= TOO_LARGE;
  }
  return { weight: isScaled ? Number.POSITIVE_INFINITY : sum, meanLength: weighted / sum };
}

type Unit = { readonly agents: number; readonly load: number; readonly impatience: number };

const STEPS = 20_000;
/** e to the power of minus this is nothing. */
const NOTHING = 45;

/**
 * Of those who wait, who is answered within `within`: the wait offered to them has a density like e^g, and of those whom x
 * is offered e^(−impatience·x) are still there (Baccelli and Hebuterne 1981).
 */
function answeredShare({ agents, load, impatience }: Unit, within: number): number {
  const g = (x: number): number => (-load * Math.expm1(-impatience * x)) / impatience - agents * x;
  const peak = load > agents ? Math.log(load / agents) / impatience : 0;
  const top = g(peak);
  let width = 1 / agents;
  while (g(peak + width) > top - NOTHING) width *= 1.5;
  const end = peak + width;
  const offered = integral((x) => Math.exp(g(x) - top), end);
  const answered = integral((x) => Math.exp(g(x) - top - impatience * x), Math.min(within, end));
  return answered / offered;
}

/** From 0, by Simpson's rule. */
function integral(of: (x: number) => number, end: number): number {
  const step = end / STEPS;
  let sum = of(0) + of(end);
  for (let at = 1; at < STEPS; at += 1) sum += (at % 2 === 1 ? 4 : 2) * of(at * step);
  return (sum * step) / 3;
}
