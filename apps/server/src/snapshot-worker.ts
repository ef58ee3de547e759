/** The thread of one snapshot: the newest one and the journal after it, read beside the writer, become the next one, and are kept. */
import { parentPort, workerData } from "node:worker_threads";
import { rebuild, routingMachine, toSnapshot } from "@legroom/engine";
import type { Event } from "@legroom/model";
import { keepSnapshot, openJournalBeside } from "@legroom/store";
import type { JournalBeside } from "@legroom/store";
import type { SnapshotWanted } from "./snapshot-thread.ts";
import { VERSION } from "./version.ts";

const BATCH = 1000;

const { directory, untilSeq } = workerData as SnapshotWanted;
const store = await openJournalBeside({ directory });
try {
  const from = { snapshot: await store.snapshot(), codeVersion: VERSION };
  const world = await rebuild(routingMachine, { read: (afterSeq) => eventsAfter(store, afterSeq) }, from);
  const isNew = world.seq() > (from.snapshot?.seq ?? 0);
  if (isNew) keepSnapshot(directory, toSnapshot(world, VERSION));
  parentPort?.postMessage(isNew ? world.seq() : undefined);
} finally {
  await store.close();
}

async function* eventsAfter(store: JournalBeside, afterSeq: number): AsyncGenerator<readonly Event[]> {
  for (let seq = afterSeq; seq < untilSeq;) {
    const events = await store.eventsAfter(seq, Math.min(BATCH, untilSeq - seq));
    if (events.length === 0) return;
    yield events;
    seq = events.at(-1)?.seq ?? seq;
  }
}
