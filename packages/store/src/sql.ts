/** SQL from kysely: compiled for the statements that are prepared, or run elsewhere row by row. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import type { Cell, Tables } from "./tables.ts";

export type Row = Record<string, Cell>;
/** Runs one reading statement and gives all its rows. */
export type Rows = (sql: string, parameters: readonly Cell[]) => Promise<readonly Row[]>;

/** Builds and compiles, runs nothing. */
export const sql: Kysely<Tables> = kyselyOn(new DummyDriver());

/** Builds, compiles, and runs by `rows`. */
export function readingBy(rows: Rows): Kysely<Tables> {
  return kyselyOn(new RowsDriver(rows));
}

function kyselyOn(driver: Driver): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** There are no transactions to begin: whoever reads gets one statement's answer at a time. */
class RowsDriver extends DummyDriver {
  readonly #connection: DatabaseConnection;

  constructor(rows: Rows) {
    super();
    this.#connection = {
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        const found = await rows(query.sql, query.parameters as readonly Cell[]); // built from `Tables`
        return { rows: found as readonly R[] as R[] }; // the shape that the same query asked for
      },
      streamQuery: () => {
        throw new Error("rows are read in batches, not streamed");
      },
    };
  }

  override acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }
}
