/** `bench start`: from the process's start to the first call taken, with a million events in the journal. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asId } from "@legroom/model";
import type { JournalStep } from "@legroom/engine/ports";
import { openStore } from "@legroom/store";
import { freeRange } from "../doctor/ports.ts";
import { makeLog } from "../log.ts";
import { ServerProcess } from "../outside/server-process.ts";
import { median, rounded } from "./quantile.ts";
import { RawCallers } from "./raw-caller.ts";
import { RoutingCentre } from "./routing-centre.ts";

const EVENTS = 1_000_000;
const STEPS_PER_COMMIT = 512;
const STARTS = 3;

/**
 * The journal holds a million events of a small centre's conversations. The first start has no snapshot and applies them
 * all; the ones after it have the snapshot that the stop before made.
 */
export async function benchStart(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), "legroom-bench-"));
  try {
    const events = await fill(directory);
    const withoutSnapshotMs = await startOnce(directory);
    const tookMs: number[] = [];
    for (let start = 0; start < STARTS; start += 1) tookMs.push(await startOnce(directory));
    const cells = [{ name: "without a snapshot", startMs: rounded(withoutSnapshotMs) }];
    return { bench: "start", startMs: rounded(median(tookMs)), events, cells };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function fill(directory: string): Promise<number> {
  const store = await openStore({ directory, log: makeLog("silent") });
  const centreId = asId<"centre">("centre");
  const { epoch } = await store.journal.open(centreId);
  let waiting: JournalStep[] = [];
  let written = 0;
  let events = 0;
  const centre = new RoutingCentre({ agents: 20, waiting: 50, queues: 5, requirements: 5 }, (step) => {
    waiting.push(step);
    events += step.events.length;
  });
  const flush = async (): Promise<void> => {
    const steps = waiting;
    waiting = [];
    await store.journal.append({ centreId, epoch, expectedSeq: written, steps });
    written = events;
  };
  centre.agentsCome();
  centre.callersCome();
  for (let agent = 0; agent < 20; agent += 1) centre.presence(`a${agent}`, "available");
  while (events < EVENTS) {
    while (waiting.length < STEPS_PER_COMMIT) {
      centre.conversationEnds();
      centre.timePasses(20);
    }
    await flush();
  }
  await flush();
  await store.close();
  return events;
}

async function startOnce(dataDirectory: string): Promise<number> {
  const range = await freeRange("127.0.0.1", 100);
  const startedAt = performance.now();
  const server = await ServerProcess.start({ dataDirectory, rtpPorts: `${range.from}-${range.to}` });
  const callers = await RawCallers.open(server.sip);
  const { answeredAt } = await callers.call("main", 0);
  callers.close();
  await server.stop();
  if (answeredAt === undefined) throw new Error("the first call was not taken");
  return answeredAt - startedAt;
}
