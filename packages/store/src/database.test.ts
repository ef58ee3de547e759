import { expect, test } from "vitest";
import { refusedSqlite } from "./database.ts";

test.each(["3.51.3", "3.51.4", "3.52.0", "4.0.0", "3.53.4"])("SQLite %s may be used", (version) => {
  expect(refusedSqlite(version)).toBeUndefined();
});

test.each(["3.51.2", "3.50.9", "3.46", "2.99.99", ""])(
  "SQLite %j is refused with the oldest that is good [R-STORE-9]",
  (version) => {
    expect(refusedSqlite(version)).toMatch(/3\.51\.3 or newer/);
  },
);
