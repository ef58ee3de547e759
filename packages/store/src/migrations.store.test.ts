import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { CENTRE, gather, openTemporary } from "../test/temporary.ts";
import { CallHistory, answeredCall } from "./answered-call.ts";
import { toRow } from "./event-row.ts";
import { migrate, migrations, versionOf } from "./migrations.ts";
import { eventColumns } from "./tables.ts";

test.each(migrations.map((_, place) => place))(
  "a database of shape %i becomes the newest and keeps its rows [R-STORE-7]",
  async (shape) => {
    const { directory, close } = await openTemporary(); // for its keys
    await close();
    rmSync(join(directory, "journal.db"));
    const steps = answeredCall(new CallHistory(), "1");
    const database = new DatabaseSync(join(directory, "journal.db"));
    migrate(database, shape);
    expect(versionOf(database)).toBe(shape);
    if (shape > 0) writeRows(database, steps);
    database.close();

    const store = await openTemporary({ directory });
    const found = await gather(store.journal.steps(0));
    expect(found).toEqual(shape === 0 ? [] : steps);
    // Read models that came with a later shape hold what was before it.
    expect(await store.queries.interactions({ limit: 5 })).toHaveLength(shape === 0 ? 0 : 1);
  },
);

test("each step is numbered by its place and leaves its own number in the database [R-STORE-7]", () => {
  const database = new DatabaseSync(":memory:");
  for (let shape = 1; shape <= migrations.length; shape += 1) {
    migrate(database, shape);
    expect(versionOf(database)).toBe(shape);
  }
  const before = database.prepare("SELECT sql FROM sqlite_schema").all();
  migrate(database);
  expect(database.prepare("SELECT sql FROM sqlite_schema").all()).toEqual(before);
});

test("a database that a newer Legroom wrote is refused in one line and left as it is [R-STORE-9]", async () => {
  const store = await openTemporary();
  await store.journal.open(CENTRE);
  await store.close();
  const path = join(store.directory, "journal.db");
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  database.close();
  await expect(openTemporary({ directory: store.directory })).rejects.toMatchObject({
    code: "start.failed",
    message: expect.stringMatching(/^cannot use the data directory .* newer Legroom$/),
  });
});

function writeRows(database: DatabaseSync, steps: ReturnType<typeof answeredCall>): void {
  const places = eventColumns.map(() => "?").join();
  const insertEvent = database.prepare(`INSERT INTO events (${eventColumns.join()}) VALUES (${places})`);
  const insertInput = database.prepare("INSERT INTO inputs (id, at, after_seq, events, body) VALUES (?, ?, ?, ?, ?)");
  for (const { input, events } of steps) {
    insertInput.run(input.id, input.at, (events[0]?.seq ?? 1) - 1, events.length, JSON.stringify(input));
    for (const event of events) insertEvent.run(...eventColumns.map((column) => toRow(event)[column]));
  }
}
