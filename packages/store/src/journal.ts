/** The journal's port: asks the thread that writes, reads from the one that reads. */
import { Fault, unixMs } from "@legroom/model";
import type { CentreId, Event, FaultCode, Input } from "@legroom/model";
import type { Journal, JournalAppend, JournalOpening, JournalStep } from "@legroom/engine/ports";
import type { Kysely } from "kysely";
import { fromRow } from "./event-row.ts";
import type { AppendQuestion, Opened } from "./journal-writer.ts";
import type { Snapshot } from "./snapshot-files.ts";
import type { Tables } from "./tables.ts";
import type { Thread } from "./thread.ts";
import { ThreadFault } from "./thread-server.ts";

const BATCH = 1000;
const STEPS_BATCH = 500;

export class SqliteJournal implements Journal {
  readonly #writing: Thread;
  readonly #side: Thread;
  readonly #reading: Kysely<Tables>;
  #centreId: CentreId | undefined;
  #closed = false;
  readonly #open = new Set<Promise<unknown>>();

  constructor(options: { writing: Thread; side: Thread; reading: Kysely<Tables> }) {
    this.#writing = options.writing;
    this.#side = options.side;
    this.#reading = options.reading;
  }

  async open(centreId: CentreId): Promise<JournalOpening> {
    const opened = await this.#ask<Opened>("open", centreId);
    this.#centreId = centreId;
    const snapshot = await this.#side.ask<Snapshot | undefined>("loadSnapshot", opened.lastSeq);
    return {
      epoch: opened.epoch,
      lastSeq: opened.lastSeq,
      lastAt: opened.lastAt === null ? undefined : unixMs(opened.lastAt),
      snapshot,
    };
  }

  async append({ centreId, epoch, expectedSeq, steps }: JournalAppend): Promise<void> {
    if (centreId !== this.#centreId) throw fault(new ThreadFault("stale", `centre ${centreId} is not open here`));
    const question: AppendQuestion = { epoch, expectedSeq, steps: JSON.stringify(steps) };
    await this.#ask("append", question);
  }

  async *read(afterSeq: number): AsyncIterable<readonly Event[]> {
    let seq = afterSeq;
    for (;;) {
      const rows = await this.#events(seq, seq + BATCH);
      if (rows.length === 0) return;
      yield rows;
      seq += rows.length; // gapless
    }
  }

  async *steps(afterSeq: number): AsyncIterable<readonly JournalStep[]> {
    let number = await this.#side.ask<number>("lowerBound", { table: "inputs", value: afterSeq });
    for (;;) {
      const inputs = await this.#reading
        .selectFrom("inputs")
        .select(["number", "after_seq", "events", "body"])
        .where("number", ">=", number)
        .orderBy("number")
        .limit(STEPS_BATCH)
        .execute();
      const [first, last] = [inputs[0], inputs.at(-1)];
      if (first === undefined || last === undefined) return;
      const events = await this.#events(first.after_seq, last.after_seq + last.events);
      yield inputs.map(({ after_seq: before, events: count, body }) => ({
        input: JSON.parse(body) as Input, // as `append` took it
        events: events.slice(before - first.after_seq, before - first.after_seq + count),
      }));
      number = last.number + 1;
    }
  }

  async saveSnapshot(snapshot: { seq: number; world: string }): Promise<void> {
    await this.#side.ask("saveSnapshot", snapshot).catch((error: unknown) => {
      throw fault(error);
    });
  }

  /** Waits for what was asked; from then on every append is refused. The store itself stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#open);
  }

  async #events(afterSeq: number, untilSeq: number): Promise<Event[]> {
    const rows = await this.#reading
      .selectFrom("events")
      .selectAll()
      .where("seq", ">", afterSeq)
      .where("seq", "<=", untilSeq)
      .orderBy("seq")
      .execute();
    return rows.map(fromRow);
  }

  async #ask<Answer>(ask: string, question: unknown): Promise<Answer> {
    if (this.#closed) throw fault(new ThreadFault("failed", "the journal is closed"));
    const asked = this.#writing.ask<Answer>(ask, question);
    this.#open.add(asked);
    try {
      return await asked;
    } catch (error) {
      throw fault(error);
    } finally {
      this.#open.delete(asked);
    }
  }
}

/** One step with its input, found by one of its events. */
export async function stepOf(
  { side, reading }: { readonly side: Thread; readonly reading: Kysely<Tables> },
  seq: number,
): Promise<JournalStep | undefined> {
  const beyond = await side.ask<number>("lowerBound", { table: "inputs", value: seq });
  // Steps without events share their `after_seq` with the one behind them: the last with events before `seq` is it.
  const input = await reading
    .selectFrom("inputs")
    .select(["after_seq", "events", "body"])
    .where("number", "<", beyond)
    .where("events", ">", 0)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (input === undefined || input.after_seq + input.events < seq) return undefined;
  const rows = await reading
    .selectFrom("events")
    .selectAll()
    .where("seq", ">", input.after_seq)
    .where("seq", "<=", input.after_seq + input.events)
    .orderBy("seq")
    .execute();
  return { input: JSON.parse(input.body) as Input, events: rows.map(fromRow) }; // as `append` took it
}

const codes: Readonly<Record<ThreadFault["kind"], FaultCode>> = {
  stale: "journal.stale",
  failed: "journal.failed",
  start: "start.failed",
  corrupt: "journal.corrupt",
};

/** What a thread says, in the port's words. */
export function fault(error: unknown): Fault {
  const kind = error instanceof ThreadFault ? error.kind : "failed";
  const message = error instanceof Error ? error.message : String(error);
  return new Fault(codes[kind], message, { retriable: kind === "failed", side: "ours", cause: error });
}
