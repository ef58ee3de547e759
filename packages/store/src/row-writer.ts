/** Carries out row changes: one prepared statement for each shape of change. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RowChange } from "./fold.ts";
import { readModelKeys } from "./tables.ts";
import type { Cell } from "./tables.ts";

type Row = Record<string, Cell>;

export class RowWriter {
  readonly #database: DatabaseSync;
  /** Bounded by the shapes that `fold` can make. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  write(change: RowChange): void {
    if (change.change === "put") {
      this.#statement(`put ${change.table}`, () => putSql(change.table, change.row)).run(...Object.values(change.row));
      return;
    }
    const where: Row = { ...change.where };
    const to: Row = { ...change.to };
    const shape = `set ${change.table} ${Object.keys(to).join()} ${Object.keys(where).join()}`;
    const statement = this.#statement(shape, () => setSql(change.table, where, to));
    statement.run(...Object.values(to), ...Object.values(where));
  }

  #statement(shape: string, compile: () => string): StatementSync {
    const known = this.#statements.get(shape);
    if (known !== undefined) return known;
    const made = this.#database.prepare(compile());
    this.#statements.set(shape, made);
    return made;
  }
}

function putSql(table: RowChange["table"], row: Row): string {
  const keys: readonly string[] = readModelKeys[table];
  const columns = Object.keys(row);
  const others = columns.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`);
  const conflict = others.length === 0 ? "DO NOTHING" : `DO UPDATE SET ${others.join()}`;
  const places = columns.map(() => "?").join();
  return `INSERT INTO ${table} (${columns.join()}) VALUES (${places}) ON CONFLICT (${keys.join()}) ${conflict}`;
}

function setSql(table: RowChange["table"], where: Row, to: Row): string {
  const equals = (row: Row): string[] => Object.keys(row).map((column) => `${column} = ?`);
  return `UPDATE ${table} SET ${equals(to).join()} WHERE ${equals(where).join(" AND ")}`;
}
