/** The one who writes: journal, read models, persons and audit, each append or group in one commit. Runs in its thread. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { JournalStep } from "@legroom/engine/ports";
import type { Event } from "@legroom/model";
import { AccountWriter } from "./account-writer.ts";
import type { AccountChange, AccountResult } from "./account-writer.ts";
import { auditHash } from "./audit.ts";
import { writeContact } from "./contact-writer.ts";
import type { ContactChange } from "./contact-writer.ts";
import { openWriting, transact } from "./database.ts";
import { fromRow, toRow } from "./event-row.ts";
import { FOLD_VERSION, fold } from "./fold.ts";
import { migrate } from "./migrations.ts";
import { RowWriter } from "./row-writer.ts";
import { eventColumns, readModelKeys } from "./tables.ts";
import type { IdentityRow, PersonRow, Tables } from "./tables.ts";
import { ThreadFault } from "./thread-server.ts";
import type { WriterSql } from "./writer-sql.ts";

/** `steps` is JSON text: one string crosses threads faster than its objects. */
export type AppendQuestion = { readonly epoch: number; readonly expectedSeq: number; readonly steps: string };
export type Opened = { readonly epoch: number; readonly lastSeq: number; readonly lastAt: number | null };

export type PersonsChange = {
  readonly put: readonly {
    readonly person: PersonRow;
    readonly identities: readonly IdentityRow[];
    /** Hashes that are this person's no longer. */
    readonly drop?: readonly string[];
  }[];
  readonly erase: readonly string[];
};
/** `entry` is canonical text. */
export type AuditQuestion = readonly { readonly at: number; readonly entry: string }[];

export type WriterOptions = {
  readonly path: string;
  /** Compiled by whoever starts the thread, which then need not load the compiler. */
  readonly sql: WriterSql;
  readonly faults?: Int32Array | undefined;
};

const REBUILD_BATCH = 2000;

export class JournalWriter {
  readonly #database: DatabaseSync;
  readonly #sql: WriterSql;
  readonly #faults: Int32Array | undefined;
  readonly #rows: RowWriter;
  readonly #accounts: AccountWriter;
  readonly #insertInput: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #setMeta: StatementSync;
  #lastSeq: number;
  #inputs: number;
  #epoch = -1;
  #pagesMax = 0;

  constructor({ path, sql, faults }: WriterOptions) {
    this.#sql = sql;
    this.#faults = faults;
    this.#database = openWriting(path);
    migrate(this.#database);
    this.#rows = new RowWriter(this.#database);
    this.#accounts = new AccountWriter(this.#database, this.#sql);
    this.#insertInput = this.#database.prepare(this.#sql.insertInput);
    this.#insertEvent = this.#database.prepare(this.#sql.insertEvent);
    this.#setMeta = this.#database.prepare(this.#sql.setMeta);
    this.#lastSeq = this.#number(this.#sql.maxSeq);
    this.#inputs = this.#number(this.#sql.maxInput);
    const folded =
      this.#meta("read-models.version") === FOLD_VERSION && this.#meta("read-models.seq") === this.#lastSeq;
    if (!folded) this.rebuild();
  }

  open(centreId: string): Opened {
    return transact(this.#database, () => {
      const owner = String(this.#meta("centre") ?? centreId);
      if (owner !== centreId)
        throw new ThreadFault("start", `the data directory belongs to centre ${owner}, not ${centreId}`);
      const epoch = Number(this.#meta("epoch") ?? 0) + 1;
      this.#setMeta.run("centre", centreId);
      this.#setMeta.run("epoch", epoch);
      this.#epoch = epoch;
      const lastAt = this.#database.prepare(this.#sql.atOf).get(this.#lastSeq)?.["at"];
      return { epoch, lastSeq: this.#lastSeq, lastAt: lastAt === undefined ? null : Number(lastAt) };
    });
  }

  append({ epoch, expectedSeq, steps }: AppendQuestion): void {
    if (epoch !== this.#epoch) throw new ThreadFault("stale", `epoch ${epoch} is over: it is ${this.#epoch}`);
    if (expectedSeq !== this.#lastSeq) {
      throw new ThreadFault("stale", `seq ${expectedSeq} was expected to be the last: it is ${this.#lastSeq}`);
    }
    const parsed = JSON.parse(steps) as readonly JournalStep[]; // made by our near side
    this.#limitPages();
    const after = transact(this.#database, () => {
      const written = this.#write(parsed);
      this.#failIfAsked();
      return written;
    });
    this.#lastSeq = after.seq;
    this.#inputs = after.inputs;
  }

  persons(change: PersonsChange): void {
    this.#limitPages();
    transact(this.#database, () => {
      for (const { person, identities, drop = [] } of change.put) {
        this.#database.prepare(this.#sql.putPerson).run(person.id, person.details);
        for (const identity of identities)
          this.#database.prepare(this.#sql.putIdentity).run(identity.hash, identity.person_id);
        for (const hash of drop) this.#database.prepare(this.#sql.deleteIdentity).run(hash, person.id);
      }
      for (const id of change.erase) {
        this.#database.prepare(this.#sql.deletePerson).run(id);
        this.#database.prepare(this.#sql.deleteIdentities).run(id);
      }
      this.#failIfAsked();
    });
  }

  audit(entries: AuditQuestion): void {
    transact(this.#database, () => {
      let hash = String(this.#database.prepare(this.#sql.lastHash).get(1)?.["hash"] ?? "");
      for (const { at, entry } of entries) {
        hash = auditHash(hash, entry);
        this.#database.prepare(this.#sql.insertAudit).run(at, entry, hash);
      }
    });
  }

  accounts(changes: readonly AccountChange[]): readonly AccountResult[] {
    this.#limitPages();
    return transact(this.#database, () => {
      const results = changes.map((change) => this.#accounts.apply(change));
      this.#failIfAsked();
      return results;
    });
  }

  contacts(changes: readonly ContactChange[]): void {
    this.#limitPages();
    transact(this.#database, () => {
      for (const change of changes) writeContact(this.#database, this.#sql, change);
      this.#failIfAsked();
    });
  }

  /** Empties the read models and folds every event again: one commit, so that readers see the old or the new. */
  rebuild(): number {
    return transact(this.#database, () => {
      for (const table of Object.keys(readModelKeys)) this.#database.exec(`DELETE FROM ${table}`);
      const next = this.#database.prepare(this.#sql.eventsAfter);
      let seq = 0;
      for (;;) {
        const batch = next.all(seq, REBUILD_BATCH) as Tables["events"][]; // the table's own rows
        for (const row of batch) this.#fold(fromRow(row));
        if (batch.length === 0) break; // each batch moves `seq` on, so the last one is empty
        seq = batch.at(-1)?.seq ?? seq;
      }
      this.#setMeta.run("read-models.version", FOLD_VERSION);
      this.#setMeta.run("read-models.seq", seq);
      return seq;
    });
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #write(steps: readonly JournalStep[]): { seq: number; inputs: number } {
    let seq = this.#lastSeq;
    let inputs = this.#inputs;
    for (const { input, events } of steps) {
      inputs += 1;
      this.#insertInput.run(inputs, input.id, input.at, seq, events.length, JSON.stringify(input));
      for (const event of events) {
        seq += 1;
        if (event.seq !== seq) throw new ThreadFault("stale", `event ${event.seq} comes where ${seq} must`);
        const row = toRow(event);
        this.#insertEvent.run(...eventColumns.map((column) => row[column]));
        this.#fold(event);
      }
    }
    this.#setMeta.run("read-models.seq", seq);
    return { seq, inputs };
  }

  #fold(event: Event): void {
    for (const change of fold(event)) this.#rows.write(change);
  }

  #number(query: string): number {
    return Number(this.#database.prepare(query).get()?.["n"] ?? 0);
  }

  #meta(name: string): string | number | undefined {
    const value = this.#database.prepare(this.#sql.meta).get(name)?.["value"];
    return value as string | number | undefined; // what `setMeta` wrote
  }

  /** Only what a test asked for; see `StoreFaults`. */
  #failIfAsked(): void {
    if (this.#faults === undefined || Atomics.load(this.#faults, 0) <= 0) return;
    Atomics.sub(this.#faults, 0, 1);
    throw new Error("disk I/O error (asked for)");
  }

  #limitPages(): void {
    if (this.#faults === undefined) return;
    const pages = Atomics.load(this.#faults, 1);
    if (pages === this.#pagesMax) return;
    this.#pagesMax = pages;
    this.#database.exec(`PRAGMA max_page_count = ${pages === 0 ? PAGES_MAX : pages}`);
  }
}

/** What SQLite allows by itself. */
const PAGES_MAX = 4_294_967_294;
