/** The thread of what was: one question after the other, answered from checkpoints and journal, read beside the writer. */
import { parentPort, workerData } from "node:worker_threads";
import { openingOf } from "@legroom/analytics";
import { explainFrom, worldAt } from "@legroom/engine";
import { must } from "@legroom/model";
import { openJournalBeside } from "@legroom/store";
import type { PastAnswer, PastQuestion } from "./past-thread.ts";

/** Where no checkpoint is nearer, as in a journal of an older version, statistics are read without: it would take too long. */
const OPENING_EVENTS_MAX = 200_000;

const port = must(parentPort, "this runs as a thread");
const journal = await openJournalBeside({ directory: String(workerData) });

// An error ends the thread: the one who asked is told that it failed, and the next question gets a new thread.
port.on("message", (question: PastQuestion) => {
  void answerTo(question).then((answer) => port.postMessage(answer));
});

async function answerTo(question: PastQuestion): Promise<PastAnswer | undefined> {
  if (question.kind === "explain") return explainFrom(journal, question.madeSeq);
  const world = await worldAt(journal, await journal.lastBefore(question.at), OPENING_EVENTS_MAX);
  return world === undefined ? undefined : openingOf(world);
}
