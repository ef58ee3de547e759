/** Connections to a centre's database: one writes, all others read (measured on WAL with `synchronous=FULL`). */
import { DatabaseSync } from "node:sqlite";

/** A defect in resetting the write-ahead log was mended in this release. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const BUSY_MS = 5000;

/** Why this SQLite may not be used, or undefined. */
export function refusedSqlite(version: string): string | undefined {
  const parts = version.split(".").map(Number);
  for (const [place, oldest] of OLDEST_SQLITE.entries()) {
    const found = parts[place] ?? 0;
    if (found > oldest) return undefined;
    if (found < oldest) return `SQLite ${version} may lose data: ${OLDEST_SQLITE.join(".")} or newer is needed`;
  }
  return undefined;
}

export function openWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  const refusal = refusedSqlite(String(database.prepare("SELECT sqlite_version() AS version").get()?.["version"]));
  if (refusal !== undefined) throw new Error(refusal);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864;
  `);
  return database;
}

export function openReading(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
}

/** All of it or nothing: whatever `work` throws, nothing of it is there. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK"); // SQLite has rolled back itself after some errors
    throw error;
  }
}
