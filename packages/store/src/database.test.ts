import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { refusedSqlite, transact } from "./database.ts";
import { kindOf } from "./thread-server.ts";

test.each(["3.51.3", "3.51.4", "3.52.0", "4.0.0", "3.53.4"])("SQLite %s may be used", (version) => {
  expect(refusedSqlite(version)).toBeUndefined();
});

test.each(["3.51.2", "3.50.9", "3.46", "2.99.99", ""])(
  "SQLite %j is refused with the oldest that is good [R-STORE-9]",
  (version) => {
    expect(refusedSqlite(version)).toMatch(/3\.51\.3 or newer/);
  },
);

test("a full disk may be tried again, a database that is damaged or breaks its own rules may not [R-STORE-3]", () => {
  const database = new DatabaseSync(":memory:");
  database.exec(
    "CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT); INSERT INTO rows VALUES (1, ''); PRAGMA max_page_count = 2",
  );
  const kindOfFailing = (sql: string) => {
    try {
      transact(database, () => database.exec(sql));
    } catch (error) {
      return kindOf(error);
    }
    return undefined;
  };
  expect(kindOfFailing("INSERT INTO rows VALUES (2, hex(zeroblob(9999)))")).toBe("failed");
  expect(kindOfFailing("INSERT INTO rows VALUES (1, '')")).toBe("corrupt");
  expect(kindOfFailing("INSERT INTO rows VALUES (2, '')")).toBeUndefined();
});
