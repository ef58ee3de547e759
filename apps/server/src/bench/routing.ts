/** `bench routing`: how fast the pure machine decides, and how that grows with the centre. */
import { quantile, rounded } from "./quantile.ts";
import { RoutingCentre } from "./routing-centre.ts";
import type { Size } from "./routing-centre.ts";

const SIZES: readonly Size[] = [
  { agents: 100, waiting: 1000, queues: 200 },
  { agents: 1000, waiting: 10_000, queues: 200 },
  { agents: 10_000, waiting: 100_000, queues: 200 },
];
const WARM_UP_MS = 1500;
const MEASURE_MS = 6000;

type Cell = Size & {
  readonly inputsPerSecond: number;
  readonly stepP50Us: number;
  readonly stepP99Us: number;
  readonly steps: number;
};

/**
 * A steady stream of conversations: agents take waiting callers as they become free, as many callers arrive. A queue asks
 * for one skill here, so that there are as many requirements as queues.
 */
export function benchRouting(): object {
  const cells = SIZES.map(measure);
  const largest = cells.at(-1);
  return { bench: "routing", inputsPerSecond: largest?.inputsPerSecond, stepP99Us: largest?.stepP99Us, cells };
}

function measure(size: Size): Cell {
  const centre = new RoutingCentre(size);
  // A tenth of the agents talk at any time; the others are away until it is their turn.
  const talking = Math.max(10, Math.floor(size.agents / 10));
  for (let agent = 0; agent < talking; agent += 1) centre.agentBecomesAvailable(agent);
  turn(centre, WARM_UP_MS);
  centre.startMeasuring();
  const startedAt = process.cpuUsage();
  turn(centre, MEASURE_MS);
  const used = process.cpuUsage(startedAt);
  return {
    ...size,
    inputsPerSecond: Math.round(centre.inputs / ((used.user + used.system) / 1e6)),
    stepP50Us: rounded(quantile(centre.tookMs, 0.5) * 1000),
    stepP99Us: rounded(quantile(centre.tookMs, 0.99) * 1000),
    steps: centre.inputs,
  };
}

function turn(centre: RoutingCentre, forMs: number): void {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    centre.conversationEnds();
    centre.timePasses(1);
  }
}
