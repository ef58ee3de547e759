/** `bench explain`: how long it takes to make a decision of the past again, from the journal on the disk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explainFrom } from "@legroom/engine";
import type { JournalStep } from "@legroom/engine/ports";
import { asId } from "@legroom/model";
import { saveWorld } from "@legroom/routing";
import { openStore, openStoreBeside } from "@legroom/store";
import type { Store, StoreBeside } from "@legroom/store";
import { makeLog } from "../log.ts";
import { VERSION } from "../version.ts";
import { quantile, rounded } from "./quantile.ts";
import { RoutingCentre } from "./routing-centre.ts";

const SIZE = { agents: 100, waiting: 200, queues: 7, requirements: 7 } as const;
const DAYS = 90;
/** The server makes a snapshot, which is kept as a checkpoint, after so many events. */
const CHECKPOINT_EVENTS = 4000;
const CALLS = { a: 4500, whole: 45_000 } as const;
const EXPLAINED = 500;
const BATCH_STEPS = 2000;

/**
 * A history of 90 days by the driver of `bench routing`: 100 agents, 200 callers waiting, 50 calls a day (with `--whole` 500), each with
 * some 25 inputs; then random decisions are explained, one after the other, each from the nearest checkpoint on the disk.
 * How long a history is matters little: only what lies between two checkpoints is read.
 */
export async function benchExplain({ whole }: { readonly whole: boolean }): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-bench-explain-"));
  try {
    const history = await makeHistory(directory, whole ? CALLS.whole : CALLS.a);
    const beside = await openStoreBeside({ directory, log: makeLog("silent") });
    try {
      return { bench: "explain", ...history, ...(await explainSome(beside, history.offers)) };
    } finally {
      await beside.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type History = { readonly days: number; readonly calls: number; readonly events: number; readonly offers: number };

async function makeHistory(directory: string, calls: number): Promise<History> {
  const store = await openStore({ directory, log: makeLog("silent") });
  const centreId = asId<"centre">("bench");
  const { epoch } = await store.journal.open(centreId);
  const steps: JournalStep[] = [];
  const centre = new RoutingCentre(SIZE, (step) => steps.push(step));
  let events = 0;
  let checkpointAt = CHECKPOINT_EVENTS;
  let offers = 0;
  const commit = async (): Promise<void> => {
    const taken = steps.splice(0);
    await store.journal.append({ centreId, epoch, expectedSeq: events, steps: taken });
    events += taken.reduce((sum, step) => sum + step.events.length, 0);
    offers += taken.reduce((sum, step) => sum + step.events.filter(({ type }) => type === "offer.made").length, 0);
    checkpointAt = await keep(store, { centre, events, checkpointAt });
  };
  centre.agentsCome();
  centre.callersCome();
  for (let agent = 0; agent < SIZE.agents / 2; agent += 1) centre.presence(`a${agent}`, "available");
  for (let call = 0; call < calls; call += 1) {
    centre.conversationEnds();
    centre.timePasses(Math.floor((DAYS * 1000) / calls)); // the callers' patience is the driver's, not ours to stretch
    if (steps.length >= BATCH_STEPS || checkpointAt - events < BATCH_STEPS) await commit();
  }
  await commit();
  await store.close();
  return { days: DAYS, calls, events, offers };
}

/** As the server does while it runs. Returns when the next is due. */
async function keep(
  store: Store,
  { centre, events, checkpointAt }: { centre: RoutingCentre; events: number; checkpointAt: number },
): Promise<number> {
  if (events < checkpointAt) return checkpointAt;
  await store.journal.saveSnapshot({ seq: events, world: `${VERSION}\n${saveWorld(centre.world)}` });
  return events + CHECKPOINT_EVENTS;
}

async function explainSome(store: StoreBeside, offers: number): Promise<object> {
  const past = {
    worldBefore: store.worldBefore,
    stepOf: store.stepOf,
    eventsAfter: (seq: number, limit: number) => store.queries.eventsAfter(seq, limit),
  };
  const tookMs: number[] = [];
  let differ = 0;
  for (const seq of await someOffers(store, offers)) {
    const startedAt = performance.now();
    const explanation = await explainFrom(past, seq);
    tookMs.push(performance.now() - startedAt);
    if (explanation?.same !== true) differ += 1;
  }
  return {
    explained: tookMs.length,
    differ,
    explainP50Ms: rounded(quantile(tookMs, 0.5)),
    explainP99Ms: rounded(quantile(tookMs, 0.99)),
    explainMaxMs: rounded(Math.max(...tookMs)),
  };
}

/** So many, spread over the whole history, in an order that follows none of it. */
async function someOffers(store: StoreBeside, offers: number): Promise<readonly number[]> {
  const seqs: number[] = [];
  const every = Math.max(1, Math.floor(offers / EXPLAINED));
  let seen = 0;
  for (let beforeSeq: number | undefined; ;) {
    const page = await store.queries.offers({ limit: 500, ...(beforeSeq === undefined ? {} : { beforeSeq }) });
    for (const { seq } of page) if (seen++ % every === 0) seqs.push(seq);
    beforeSeq = page.at(-1)?.seq;
    if (page.length < 500) break;
  }
  return seqs.toSorted((a, b) => ((a * 7919) % 10_007) - ((b * 7919) % 10_007));
}
