/** `bench explain`: how long it takes to make a decision of the past again, from the journal on the disk. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits, explainFrom } from "@legroom/engine";
import { asId } from "@legroom/model";
import { openStore, openStoreBeside } from "@legroom/store";
import type { Store, StoreBeside } from "@legroom/store";
import { makeLog } from "../log.ts";
import { DAYS, NinetyDays } from "./ninety-days.ts";
import type { Lived } from "./ninety-days.ts";
import { median, quantile, rounded } from "./quantile.ts";

const CALLS_A_DAY = { a: 80, whole: 400 } as const;
/** So many are explained spread evenly over all days, and besides the last before each of so many checkpoints. */
const SPREAD = 400;
const WORST = 100;
const BATCH_STEPS = 2000;

/**
 * Ninety days in the simulator (a hundred agents in shifts, mornings and rushes, 80 calls on a weekday, with `--whole` 400),
 * written as they are lived into a journal on the disk, with the checkpoints that the engine makes. Then decisions are
 * explained one after the other, in an order that follows no time: evenly over the days, and those that lie farthest behind
 * a checkpoint. Each must come out as it was recorded.
 */
export async function benchExplain({ whole }: { readonly whole: boolean }): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), "legroom-bench-explain-"));
  try {
    const { checkpoints, ...history } = await makeHistory(directory, whole ? CALLS_A_DAY.whole : CALLS_A_DAY.a);
    const counts = { ...history, checkpoints: checkpoints.length, ...bytesOf(directory) };
    const beside = await openStoreBeside({ directory, log: makeLog("silent") });
    try {
      return { bench: "explain", ...counts, ...(await explainSome(beside, checkpoints)) };
    } finally {
      await beside.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type History = {
  readonly days: number;
  readonly calls: number;
  readonly events: number;
  readonly offers: number;
  readonly checkpoints: readonly number[];
};

async function makeHistory(directory: string, callsADay: number): Promise<History> {
  const store = await openStore({ directory, log: makeLog("silent") });
  const days = new NinetyDays(callsADay);
  const disk = new HistoryOnDisk(store);
  await disk.begin();
  for await (const lived of days.live()) await disk.take(lived);
  await disk.write();
  await store.close();
  const { events, offers, checkpoints } = disk;
  return { days: DAYS, calls: days.calls, events, offers, checkpoints };
}

/** What the simulator's disk gets, in batches: the journal's own pace is another bench's. */
class HistoryOnDisk {
  events = 0;
  offers = 0;
  readonly checkpoints: number[] = [];
  readonly #store: Store;
  readonly #centreId = asId<"centre">("bench");
  readonly #steps: Lived["steps"][number][] = [];
  #epoch = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async begin(): Promise<void> {
    this.#epoch = (await this.#store.journal.open(this.#centreId)).epoch;
  }

  async take({ steps, snapshot }: Lived): Promise<void> {
    this.#steps.push(...steps);
    if (this.#steps.length >= BATCH_STEPS) await this.write();
    // The simulator's engine makes them more often than a server's.
    if (snapshot === undefined || snapshot.seq - (this.checkpoints.at(-1) ?? 0) < defaultLimits.snapshotEveryEvents)
      return;
    await this.write();
    await this.#store.journal.saveSnapshot(snapshot);
    this.checkpoints.push(snapshot.seq);
  }

  async write(): Promise<void> {
    const steps = this.#steps.splice(0);
    await this.#store.journal.append({
      ...{ centreId: this.#centreId, epoch: this.#epoch },
      ...{ expectedSeq: this.events, steps },
    });
    for (const { events } of steps) {
      this.events += events.length;
      for (const { type } of events) if (type === "offer.made") this.offers += 1;
    }
  }
}

async function explainSome(store: StoreBeside, checkpoints: readonly number[]): Promise<object> {
  const offers = await offersOf(store);
  const worst = everyNth(checkpoints, WORST).flatMap((seq) => offers.findLast((offer) => offer < seq) ?? []);
  const tookMs = new Map<number, number>();
  const cpuMs: number[] = [];
  let differ = 0;
  for (const seq of shuffled([...everyNth(offers, SPREAD), ...worst])) {
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    const explanation = await explainFrom(store, seq);
    tookMs.set(seq, performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
    if (explanation?.same !== true) differ += 1;
  }
  const all = [...tookMs.values()];
  return {
    explained: all.length,
    differ,
    explainP50Ms: rounded(quantile(all, 0.5)),
    explainP99Ms: rounded(quantile(all, 0.99)),
    explainMaxMs: rounded(Math.max(...all)),
    worstP50Ms: rounded(median(worst.flatMap((seq) => tookMs.get(seq) ?? []))),
    cpuP50Ms: rounded(median(cpuMs)),
    cpuP99Ms: rounded(quantile(cpuMs, 0.99)),
  };
}

/** All that were ever made, the oldest first. */
async function offersOf(store: StoreBeside): Promise<readonly number[]> {
  const seqs: number[] = [];
  for (let beforeSeq: number | undefined; ;) {
    const page = await store.queries.offers({ limit: 500, ...(beforeSeq === undefined ? {} : { beforeSeq }) });
    seqs.push(...page.map(({ seq }) => seq));
    beforeSeq = page.at(-1)?.seq;
    if (page.length < 500) return seqs.toReversed();
  }
}

/** About so many, spread evenly; all, where there are fewer. */
function everyNth(seqs: readonly number[], wanted: number): readonly number[] {
  const every = Math.max(1, Math.floor(seqs.length / wanted));
  return seqs.filter((_, at) => at % every === 0);
}

/** Always the same order, and none that follows time. */
function shuffled(seqs: readonly number[]): readonly number[] {
  return seqs.toSorted((a, b) => ((a * 7919) % 10_007) - ((b * 7919) % 10_007));
}

function bytesOf(directory: string): { bytes: number; checkpointBytes: number } {
  const sizes = (path: string): number =>
    readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return { bytes: sizes(directory), checkpointBytes: sizes(join(directory, "checkpoints")) };
}
