/** Makes snapshots from the journal in a thread of their own, so that the machine is never stopped for one (design §4). */
import { Worker } from "node:worker_threads";
import type { SnapshotMaker } from "@legroom/engine";

/** What the thread is told. */
export type SnapshotWanted = { readonly directory: string; readonly untilSeq: number };

/** A thread for each snapshot: between two of them nothing is held in memory. */
export class SnapshotThread implements SnapshotMaker {
  readonly #directory: string;
  #worker: Worker | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  make(untilSeq: number): Promise<number | undefined> {
    const workerData: SnapshotWanted = { directory: this.#directory, untilSeq };
    const worker = new Worker(new URL("./snapshot-worker.ts", import.meta.url), { workerData });
    this.#worker = worker;
    return new Promise<number | undefined>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      // It was stopped, or had nothing to say: no snapshot is a longer start and no harm.
      worker.once("exit", () => resolve(undefined));
    });
  }

  /** Ends a snapshot that is being made. May be called twice. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}
