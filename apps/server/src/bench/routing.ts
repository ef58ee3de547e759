/** `bench routing`: how fast the pure machine decides, how that grows with the centre, and what a world weighs. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { median, quantile, rounded } from "./quantile.ts";
import { RoutingCentre } from "./routing-centre.ts";
import { ANNOUNCE_EVERY_MS } from "./routing-config.ts";
import type { Size } from "./routing-config.ts";

const SIZES: readonly Size[] = [
  { agents: 10_000, waiting: 1000, queues: 200, requirements: 500 },
  { agents: 10_000, waiting: 10_000, queues: 200, requirements: 500 },
  { agents: 10_000, waiting: 100_000, queues: 200, requirements: 500 },
];
const WARM_UP_ROUNDS = 3000;
/** The machine may be shared: the median of some blocks is told. */
const BLOCKS = 7;
const ROUNDS_PER_BLOCK = 3000;
/** For a hundred who wait one agent takes calls; the others are away. */
const WAITING_EACH = 100;

type Block = {
  readonly inputsPerSecond: number;
  readonly stepP50Us: number;
  readonly stepP99Us: number;
  readonly eventsPerInput: number;
};
type Cell = Size & Block & { readonly bytesPerWaiting: number; readonly bytesPerAgent: number };

/**
 * A steady stream of conversations. A round is one of them, some twenty-four inputs: a caller arrives (with one of 500
 * requirements over 200 queues; those of nine topics come through the front line and press a key), is answered, waits, hears their position once on average (time
 * passes, `clock.reached`); somebody hangs up (20 % the agent, who then says goodbye), the agent's wrap-up ends, the
 * longest waiting is offered, the phone rings and answers, both are brought together, recorded, released. In 10 % a caller
 * gives up besides, in 10 % the agent declines and others are offered, in 5 % the agent has a break. Confirmations of every
 * effect are inputs too. Events, effects and the reasons of each offer are made; nothing is stored.
 *
 * `inputsPerSecond` is of the CPU seconds of the whole process, garbage collection, compiler and making of the inputs included;
 * a step's time is the wall's. The world is built, and warmed up, before. Bytes are of the heap after a collection: per agent with
 * configuration, phone and places in three queues; per caller with all that waits for them.
 */
export function benchRouting(): object {
  const cells = SIZES.map(measure);
  const largest = cells.at(-1);
  return { bench: "routing", inputsPerSecond: largest?.inputsPerSecond, stepP99Us: largest?.stepP99Us, cells };
}

function measure(size: Size): Cell {
  const collect = collector();
  const centre = new RoutingCentre(size);
  const empty = collect();
  centre.agentsCome();
  const withAgents = collect();
  centre.callersCome();
  const withCallers = collect();
  for (let agent = 0; agent < size.waiting / WAITING_EACH; agent += 1) centre.presence(`a${agent}`, "available");
  rounds(centre, size, WARM_UP_ROUNDS);
  const blocks = Array.from({ length: BLOCKS }, () => measureBlock(centre, size));
  const of = (name: keyof Block): number => rounded(median(blocks.map((block) => block[name])));
  return {
    ...size,
    inputsPerSecond: Math.round(median(blocks.map((block) => block.inputsPerSecond))),
    stepP50Us: of("stepP50Us"),
    stepP99Us: of("stepP99Us"),
    eventsPerInput: of("eventsPerInput"),
    bytesPerWaiting: Math.round((withCallers - withAgents) / size.waiting),
    bytesPerAgent: Math.round((withAgents - empty) / size.agents),
  };
}

function measureBlock(centre: RoutingCentre, size: Size): Block {
  centre.startMeasuring();
  const startedAt = process.cpuUsage();
  rounds(centre, size, ROUNDS_PER_BLOCK);
  const { user, system } = process.cpuUsage(startedAt);
  return {
    inputsPerSecond: centre.inputs / ((user + system) / 1e6),
    stepP50Us: quantile(centre.tookMs, 0.5) * 1000,
    stepP99Us: quantile(centre.tookMs, 0.99) * 1000,
    eventsPerInput: centre.events / centre.inputs,
  };
}

/** As much time passes in a round as makes one caller's announcement due. */
function rounds(centre: RoutingCentre, size: Size, count: number): void {
  for (let round = 0; round < count; round += 1) {
    centre.conversationEnds();
    centre.timePasses(ANNOUNCE_EVERY_MS / size.waiting);
  }
}

/** Collects garbage and tells the bytes of the heap that are left. */
function collector(): () => number {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void; // the flag has made it
  return () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
}
