/** Opens what lasts in one directory. One directory belongs to one centre and is written by one process. */
import { accessSync, closeSync, constants, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { Fault, asId, unixMs } from "@legroom/model";
import type { AgentId, InteractionId, UnixMs } from "@legroom/model";
import type {
  Accounts,
  ContactDirectory,
  JournalOpening,
  JournalStep,
  Journal,
  Log,
  Page,
  Queries,
  TraceSink,
  Vault,
} from "@legroom/engine/ports";
import type { Kysely } from "kysely";
import { KeptAccounts } from "./accounts.ts";
import type { AccountChange, AccountResult } from "./account-writer.ts";
import type { ContactChange } from "./contact-writer.ts";
import { KeptDirectory } from "./directory.ts";
import type { StoreFaults } from "./faults.ts";
import { SqliteJournal, fault, stepOf } from "./journal.ts";
import type { AuditQuestion, PersonsChange, WriterOptions } from "./journal-writer.ts";
import { KeyFile } from "./key-file.ts";
import { takeLock } from "./lock.ts";
import { SqliteQueries, eventsAfter } from "./queries.ts";
import type { OfferRecord } from "./queries.ts";
import { readingBy } from "./sql.ts";
import type { Row } from "./sql.ts";
import type { Tables } from "./tables.ts";
import { Thread } from "./thread.ts";
import { BufferedTraces, openTraces } from "./traces.ts";
import { CENTRE, SealedVault } from "./vault.ts";
import type { PersonRows } from "./vault.ts";
import { compileWriterSql } from "./writer-sql.ts";

export type OpenStore = {
  /** Made if it is not there. */
  readonly directory: string;
  readonly log: Log;
  /** For tests. */
  readonly faults?: StoreFaults;
};

export type StoreQueries = Queries & {
  /** Offers of an interaction or of an agent, newest first. */
  offers(filter: Page & { interactionId?: InteractionId; agentId?: AgentId }): Promise<readonly OfferRecord[]>;
  /** Whether the audit's hash chain is whole; else the number of the first entry that does not fit. */
  verifyAudit(): Promise<{ readonly entries: number; readonly brokenAt?: number }>;
};

export type StoreTraces = TraceSink & {
  /** Entries that found the buffer or the disk full, or their key gone. */
  readonly dropped: number;
  flush(): Promise<void>;
};

export type Store = {
  readonly journal: Journal;
  readonly queries: StoreQueries;
  readonly vault: Vault;
  readonly accounts: Accounts;
  readonly contacts: ContactDirectory;
  readonly traces: StoreTraces;
  /** Folds the whole journal again, in one commit. Resolves with the last event's seq. */
  readonly rebuildReadModels: () => Promise<number>;
  /** Writes what is buffered and ends the threads. May be called twice. */
  readonly close: () => Promise<void>;
};

/** What another process (trace, reports) may do beside the one that writes, or while none runs. */
export type StoreBeside = JournalBeside & {
  readonly queries: Omit<StoreQueries, "audit">;
  readonly vault: Pick<Vault, "describe" | "open" | "deriveKey">;
};

/** What of it needs no keys: for threads that fold the journal. */
export type JournalBeside = {
  /** At most `limit` events after `seq`, in order. */
  readonly eventsAfter: Queries["eventsAfter"];
  /** The newest whole snapshot: where a reader of the journal may begin. */
  readonly snapshot: () => Promise<JournalOpening["snapshot"]>;
  /** The newest whole snapshot, or checkpoint kept for explaining, that holds nothing beyond this event. */
  readonly worldBefore: (seq: number) => Promise<JournalOpening["snapshot"]>;
  /** The last event before an instant; 0 if there is none. */
  readonly lastBefore: (at: UnixMs) => Promise<number>;
  /** The step in which this event became true. Undefined beyond the journal. */
  readonly stepOf: (seq: number) => Promise<JournalStep | undefined>;
  readonly close: () => Promise<void>;
};

/**
 * Rejects with a `Fault` of code `start.failed` and one clear line: the directory cannot be written, another process has
 * it, its keys are missing, it was written by a newer Legroom, or this SQLite is too old.
 */
export async function openStore({ directory, log, faults }: OpenStore): Promise<Store> {
  makeDirectory(directory);
  const lock = lockDirectory(directory);
  const options: WriterOptions = {
    path: join(directory, "journal.db"),
    sql: compileWriterSql(),
    faults: faults?.cells,
  };
  const writing = new Thread(new URL("./journal-thread.ts", import.meta.url), options);
  const { side, reading } = makeSide(directory, { readOnly: false });
  let keys: KeyFile | undefined;
  const end = async (): Promise<void> => {
    await keys?.close();
    await Promise.all([writing.stop(), side.stop()]);
    lock.release();
  };
  try {
    await writing.ask("start");
    await side.ask("start");
    keys = await KeyFile.open(keysOf(directory));
    await requireKeys(keys, { reading, directory });
    const rows = await personRows(reading);
    const vault = await SealedVault.open(keys, rows, (change: PersonsChange) => writing.ask("persons", change));
    const accounts = await openAccounts({ reading, writing, log });
    const contacts = await openDirectory({ reading, writing, vault });
    const traces = new BufferedTraces({ vault, log, rows: (rows) => side.ask("writeTraces", rows) });
    const queries = new SqliteQueries({
      reading,
      side,
      ladderOf: async (legIds) => {
        await traces.flush();
        return openTraces((await side.ask<string[]>("tracesOf", legIds)).map(asId<"sealed">), vault);
      },
      audit: (entries: AuditQuestion) => writing.ask("audit", entries).then(undefined, throwFault),
    });
    const journal = new SqliteJournal({ writing, side, reading });
    log.info("store opened", { persons: rows.persons.length });
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await Promise.all([journal.close(), traces.flush(), queries.idle()]);
      await Promise.all([contacts.idle().then(() => vault.close()), accounts.end()]);
      await end();
    };
    return {
      journal,
      queries,
      vault,
      accounts,
      contacts,
      traces,
      rebuildReadModels: () => writing.ask<number>("rebuild").then(undefined, throwFault),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await end();
    throw startFailed(directory, error);
  }
}

/** Reads only, takes no lock. Rejects with `start.failed` when there is nothing to read. */
export async function openStoreBeside({ directory }: Omit<OpenStore, "faults">): Promise<StoreBeside> {
  const { side, reading } = makeSide(directory, { readOnly: true });
  let keys: KeyFile | undefined;
  const end = async (): Promise<void> => {
    await keys?.close();
    await side.stop();
  };
  try {
    await side.ask("start");
    keys = await KeyFile.openBeside(keysOf(directory));
    const vault = SealedVault.beside(keys, await personRows(reading));
    const queries = new SqliteQueries({
      reading,
      side,
      ladderOf: async (legIds) => openTraces((await side.ask<string[]>("tracesOf", legIds)).map(asId<"sealed">), vault),
      audit: () => Promise.reject(new Error("opened to read")),
    });
    return { queries, vault, ...journalBeside({ side, reading, end }) };
  } catch (error) {
    await end();
    throw startFailed(directory, error);
  }
}

/** The same without keys and what they open. */
export async function openJournalBeside({ directory }: Pick<OpenStore, "directory">): Promise<JournalBeside> {
  const { side, reading } = makeSide(directory, { readOnly: true });
  try {
    await side.ask("start");
    return journalBeside({ side, reading, end: () => side.stop() });
  } catch (error) {
    await side.stop();
    throw startFailed(directory, error);
  }
}

type Side = { readonly side: Thread; readonly reading: Kysely<Tables> };

function journalBeside({ side, reading, end }: Side & { readonly end: () => Promise<void> }): JournalBeside {
  let closing: Promise<void> | undefined;
  return {
    eventsAfter: (seq, limit) => eventsAfter(reading, { afterSeq: seq, limit }),
    snapshot: () => side.ask("loadSnapshot", Number.MAX_SAFE_INTEGER),
    worldBefore: (seq) => side.ask("loadWorldBefore", seq),
    lastBefore: async (at) => (await side.ask<number>("lowerBound", { table: "events", value: at })) - 1,
    stepOf: (seq) => stepOf({ side, reading }, seq),
    close: () => (closing ??= end()),
  };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.X_OK);
    // Made here for their mode: SQLite gives the files beside a database the mode of the database.
    for (const file of ["lock", "journal.db", "traces.db"]) closeSync(openSync(join(directory, file), "a", 0o600));
  } catch (error) {
    throw startError(`cannot write to the data directory ${directory}: ${reason(error)}`, error);
  }
}

function lockDirectory(directory: string): { release(): void } {
  try {
    return takeLock(join(directory, "lock"));
  } catch (error) {
    const why = reason(error).includes("locked") ? "another Legroom is running on it" : reason(error);
    throw startError(`cannot use the data directory ${directory}: ${why}`, error);
  }
}

function makeSide(directory: string, { readOnly }: { readOnly: boolean }): { side: Thread; reading: Kysely<Tables> } {
  const side = new Thread(new URL("./side-thread.ts", import.meta.url), { directory, readOnly });
  return { side, reading: readingBy((sql, parameters) => side.ask<readonly Row[]>("rows", { sql, parameters })) };
}

function keysOf(directory: string): string {
  return join(directory, "keys", "vault.keys");
}

/** A journal whose keys are not there is most likely a back-up that was put back without them: that can still be mended. */
async function requireKeys(keys: KeyFile, of: { reading: Kysely<Tables>; directory: string }): Promise<void> {
  if (keys.key(CENTRE) !== undefined) return;
  const some = await of.reading.selectFrom("events").select("seq").limit(1).execute();
  if (some.length > 0)
    throw new Error(`its keys are missing: put ${keysOf(of.directory)} back, or begin with an empty directory`);
}

async function personRows(reading: Kysely<Tables>): Promise<PersonRows> {
  const [persons, identities] = await Promise.all([
    reading.selectFrom("persons").selectAll().execute(),
    reading.selectFrom("identities").selectAll().execute(),
  ]);
  return { persons, identities };
}

async function openAccounts(of: { reading: Kysely<Tables>; writing: Thread; log: Log }): Promise<KeptAccounts> {
  const [passwords, signIns] = await Promise.all([
    of.reading.selectFrom("passwords").selectAll().execute(),
    of.reading.selectFrom("sign_ins").selectAll().orderBy("number").execute(),
  ]);
  return new KeptAccounts({
    rows: { passwords, signIns },
    write: (changes: readonly AccountChange[]) =>
      of.writing.ask<readonly AccountResult[]>("accounts", changes).then(undefined, throwFault),
    log: of.log,
  });
}

async function openDirectory(of: {
  reading: Kysely<Tables>;
  writing: Thread;
  vault: SealedVault;
}): Promise<KeptDirectory> {
  const { reading, writing, vault } = of;
  return new KeptDirectory({
    rows: await reading.selectFrom("contacts").selectAll().execute(),
    vault,
    clock: { now: () => unixMs(Date.now()) },
    write: (changes: readonly ContactChange[]) => writing.ask<void>("contacts", changes).then(undefined, throwFault),
    blockedCalls: async (ids) => {
      const rows = await reading
        .selectFrom("interactions")
        .select(({ fn }) => ["contact_id", fn.countAll<number>().as("calls")])
        .where("contact_id", "in", [...ids])
        .where("blocked", "is not", null)
        .groupBy("contact_id")
        .execute();
      return new Map(rows.map(({ contact_id, calls }) => [contact_id ?? "", calls]));
    },
  });
}

function throwFault(error: unknown): never {
  throw fault(error);
}

function startFailed(directory: string, error: unknown): Fault {
  return error instanceof Fault
    ? error
    : startError(`cannot use the data directory ${directory}: ${reason(error)}`, error);
}

function startError(message: string, cause: unknown): Fault {
  return new Fault("start.failed", message, { retriable: false, side: "ours", cause });
}

/** One line. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
