/** The thread that owns the writing connection. */
import { workerData } from "node:worker_threads";
import type { AccountChange } from "./account-writer.ts";
import type { ContactChange } from "./contact-writer.ts";
import { JournalWriter } from "./journal-writer.ts";
import type { AppendQuestion, AuditQuestion, PersonsChange, WriterOptions } from "./journal-writer.ts";
import { ThreadFault, serve } from "./thread-server.ts";

let writer: JournalWriter | undefined;

serve({
  start: () => {
    try {
      writer = new JournalWriter(workerData as WriterOptions);
    } catch (error) {
      throw new ThreadFault("start", error instanceof Error ? error.message : String(error));
    }
  },
  open: (centreId: string) => theWriter().open(centreId),
  append: (question: AppendQuestion) => theWriter().append(question),
  persons: (change: PersonsChange) => theWriter().persons(change),
  accounts: (changes: readonly AccountChange[]) => theWriter().accounts(changes),
  contacts: (changes: readonly ContactChange[]) => theWriter().contacts(changes),
  audit: (entries: AuditQuestion) => theWriter().audit(entries),
  rebuild: () => theWriter().rebuild(),
  close: () => writer?.close(),
});

function theWriter(): JournalWriter {
  if (writer === undefined) throw new Error("the journal is not open");
  return writer;
}
