/** `bench calls`: what an answered call costs the server, and how many a second it takes. */
import { asId } from "@legroom/model";
import { centreOfMany, centreWith } from "../outside/centres.ts";
import type { ServerProcess } from "../outside/server-process.ts";
import { AgentBank } from "./agent-bank.ts";
import { withServer } from "./bench-server.ts";
import { quantile, rounded } from "./quantile.ts";
import { RawCallers } from "./raw-caller.ts";
import type { CallResult } from "./raw-caller.ts";

const RATES = [25, 50, 100, 200, 400];
const WHOLE_RATES = [10, 25, 50, 100];
const SECONDS = 8;
const WARM_UP_CALLS = 100;
const WHOLE_HOLD_MS = 400;
const WHOLE_AGENTS = 120;
const RTP_PORTS = 4000;

type Cell = {
  readonly name: string;
  readonly offeredPerSecond: number;
  readonly callsPerSecond: number;
  readonly failed: number;
  readonly cpuMsPerCall: number;
  readonly setupP50Ms: number;
  readonly setupP99Ms: number;
  /** Whole calls: agents' legs that were answered. */
  readonly agentLegs?: number;
};

/**
 * An answered call: INVITE to the front line, 200, ACK, BYE at once. A whole one: to a queue, hold conference, an agent's
 * phone rings and answers, conference, recording, end. CPU is the server's with its media process.
 */
export function benchCalls({ whole }: { readonly whole: boolean }): Promise<object> {
  const centre = whole ? centreOfMany(WHOLE_AGENTS, { wrapUpMs: 0 }) : centreWith({});
  return withServer({ ...centre, limits: { interactionsMax: 10_000 } }, RTP_PORTS, async (server) => {
    const bank = whole ? await AgentBank.open(server, agentNames()) : undefined;
    const callers = await RawCallers.open(server.sip);
    const number = whole ? "sales" : "main";
    const holdMs = whole ? WHOLE_HOLD_MS : 0;
    await run({ server, callers, number, holdMs }, { perSecond: 25, calls: WARM_UP_CALLS });
    const cells: Cell[] = [];
    for (const perSecond of whole ? WHOLE_RATES : RATES) {
      const legsBefore = bank?.answered ?? 0;
      const cell = await run({ server, callers, number, holdMs }, { perSecond, calls: perSecond * SECONDS });
      cells.push(bank === undefined ? cell : { ...cell, agentLegs: bank.answered - legsBefore });
      if (cell.failed > cell.offeredPerSecond * SECONDS * 0.01) break;
    }
    callers.close();
    await bank?.close();
    return summary(whole, cells);
  });
}

/** The fastest rate at which none failed and the server kept up decides. */
function summary(whole: boolean, cells: readonly Cell[]): object {
  const kept = cells.filter((cell) => cell.failed === 0 && cell.callsPerSecond > cell.offeredPerSecond * 0.95);
  const best = kept.at(-1) ?? cells[0];
  return {
    bench: "calls",
    whole,
    callsPerSecond: best?.callsPerSecond,
    cpuMsPerCall: best?.cpuMsPerCall,
    setupP99Ms: best?.setupP99Ms,
    cells,
  };
}

type Under = {
  readonly server: ServerProcess;
  readonly callers: RawCallers;
  readonly number: string;
  readonly holdMs: number;
};

async function run(under: Under, load: { readonly perSecond: number; readonly calls: number }): Promise<Cell> {
  const { server, callers, number, holdMs } = under;
  const cpuBefore = server.cpuMs();
  const startedAt = performance.now();
  const calls: Promise<CallResult>[] = [];
  while (calls.length < load.calls) {
    // An absolute schedule: what is late is made up for, so that the rate is what it says.
    const due = Math.min(load.calls, Math.floor(((performance.now() - startedAt) / 1000) * load.perSecond) + 1);
    while (calls.length < due) calls.push(callers.call(number, holdMs));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const results = await Promise.all(calls);
  const tookMs = performance.now() - startedAt - holdMs;
  const setups = results.flatMap((result) => (result.setupMs === undefined ? [] : [result.setupMs]));
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    name: `${load.perSecond}/s`,
    offeredPerSecond: load.perSecond,
    callsPerSecond: rounded(setups.length / (tookMs / 1000)),
    failed: results.length - setups.length,
    cpuMsPerCall: rounded((server.cpuMs() - cpuBefore) / results.length),
    setupP50Ms: rounded(quantile(setups, 0.5)),
    setupP99Ms: rounded(quantile(setups, 0.99)),
  };
}

function agentNames(): string[] {
  return Array.from({ length: WHOLE_AGENTS }, (_, index) => asId<"agent">(`agent-${index + 1}`));
}
