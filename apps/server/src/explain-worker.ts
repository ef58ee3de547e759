/** The thread of decisions made again: one question after the other, from checkpoints and journal, read beside the writer. */
import { parentPort, workerData } from "node:worker_threads";
import { explainFrom } from "@legroom/engine";
import { must } from "@legroom/model";
import { openJournalBeside } from "@legroom/store";

const port = must(parentPort, "this runs as a thread");
const journal = await openJournalBeside({ directory: String(workerData) });

// An error ends the thread: the one who asked is told that it failed, and the next question gets a new thread.
port.on("message", (madeSeq: number) => {
  void explainFrom(journal, madeSeq).then((explanation) => port.postMessage(explanation));
});
