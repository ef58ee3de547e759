/** The traces' own database: sealed text by leg. Best effort, so it is not synced at each write, and bounded by rows. */
import { DatabaseSync } from "node:sqlite";
import { transact } from "./database.ts";

/** One leg's entries of one flush, sealed as one text. */
export type TraceRow = { readonly legId: string; readonly at: number; readonly sealed: string };

export class TraceFile {
  readonly #database: DatabaseSync;
  readonly #rowsMax: number;

  constructor(path: string, options: { readOnly: boolean; rowsMax: number }) {
    this.#rowsMax = options.rowsMax;
    this.#database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 1000 });
    if (options.readOnly) return;
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA secure_delete = ON;
      CREATE TABLE IF NOT EXISTS traces (number INTEGER PRIMARY KEY, leg_id TEXT NOT NULL, at INTEGER NOT NULL, sealed TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS traces_by_leg ON traces (leg_id);
    `);
  }

  /** The oldest rows beyond the bound go with the same commit. */
  write(rows: readonly TraceRow[]): void {
    transact(this.#database, () => {
      const insert = this.#database.prepare("INSERT INTO traces (leg_id, at, sealed) VALUES (?, ?, ?)");
      for (const row of rows) insert.run(row.legId, row.at, row.sealed);
      this.#database
        .prepare("DELETE FROM traces WHERE number <= (SELECT max(number) FROM traces) - ?")
        .run(this.#rowsMax);
    });
  }

  of(legIds: readonly string[]): string[] {
    const read = this.#database.prepare("SELECT sealed FROM traces WHERE leg_id = ? ORDER BY number");
    return legIds.flatMap((legId) => read.all(legId).map((row) => String(row["sealed"])));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
