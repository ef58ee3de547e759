import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { CENTRE, openTemporary, quiet, temporaryDirectory } from "../test/temporary.ts";
import { CallHistory, answeredCall } from "./answered-call.ts";
import { benchJournal } from "./bench.ts";
import { openStoreBeside } from "./store.ts";

test("a second process on the same directory is refused in one line, and gets it when the first is gone [R-STORE-9]", async () => {
  const store = await openTemporary();
  await expect(openTemporary({ directory: store.directory })).rejects.toMatchObject({
    name: "Fault",
    code: "start.failed",
    message: `cannot use the data directory ${store.directory}: another Legroom is running on it`,
  });
  await store.close();
  await openTemporary({ directory: store.directory });
});

test("a data directory that cannot be written is refused in one line [R-STORE-9]", async () => {
  const file = join(temporaryDirectory(), "a-file");
  writeFileSync(file, "");
  await expect(openTemporary({ directory: join(file, "data") })).rejects.toMatchObject({
    code: "start.failed",
    message: expect.stringMatching(/^cannot write to the data directory [^\n]*$/),
  });
});

test("a file that is no database is refused in one line [R-STORE-9]", async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "journal.db"), "this is not a database, it only lies where one should be\n".repeat(99));
  await expect(openTemporary({ directory })).rejects.toMatchObject({
    code: "start.failed",
    message: `cannot use the data directory ${directory}: file is not a database`,
  });
});

test("a journal whose keys are missing is refused, and works again when they are put back [R-STORE-9]", async () => {
  const store = await openTemporary();
  const { epoch } = await store.journal.open(CENTRE);
  const steps = answeredCall(new CallHistory(), "1");
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  const sealed = store.vault.seal("centre", "a secret");
  await store.close();
  renameSync(join(store.directory, "keys"), join(store.directory, "elsewhere"));
  await expect(openTemporary({ directory: store.directory })).rejects.toMatchObject({
    code: "start.failed",
    message: expect.stringMatching(/its keys are missing: put .*vault\.keys back/),
  });
  mkdirSync(join(store.directory, "keys"), { recursive: true });
  renameSync(join(store.directory, "elsewhere", "vault.keys"), join(store.directory, "keys", "vault.keys"));
  const { vault } = await openTemporary({ directory: store.directory });
  expect(vault.open(sealed)).toBe("a secret");
});

test("another process reads beside the one that writes, and after it is gone [R-STORE-17]", async () => {
  const store = await openTemporary();
  const erin = await store.vault.keep({ name: "Erin", identities: [] });
  const { epoch } = await store.journal.open(CENTRE);
  const beside = await openStoreBeside({ directory: store.directory, log: quiet });
  expect(await beside.queries.interaction(asId("x1"))).toBeUndefined();
  const steps = answeredCall(new CallHistory(), "1", erin);
  await store.journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  const text = "INVITE";
  store.traces.write({ at: CALL_AT, legId: asId("l1"), person: erin, kind: "sip", direction: "in", peer: "udp", text });
  await store.traces.flush();
  expect(await beside.queries.interaction(asId("x1"))).toMatchObject({ phase: "closed", person: erin });
  expect(beside.vault.describe(erin)).toEqual({ name: "Erin", identities: [] });
  await beside.close();
  await store.close();

  const later = await openStoreBeside({ directory: store.directory, log: quiet });
  expect(await later.queries.ladder(asId("x1"))).toMatchObject([{ text }]);
  await later.close();
});

test("there is nothing to read beside nobody [R-STORE-17]", async () => {
  const opening = openStoreBeside({ directory: temporaryDirectory(), log: quiet });
  await expect(opening).rejects.toMatchObject({ code: "start.failed" });
});

test("a store may be closed twice", async () => {
  const store = await openTemporary();
  await Promise.all([store.close(), store.close()]);
  await store.close();
  await expect(store.journal.open(CENTRE)).rejects.toMatchObject({ code: "journal.failed" });
});

test("the bench leaves nothing behind and states both of its cells", async () => {
  const directory = temporaryDirectory();
  const result = await benchJournal({ directory, seconds: 0.3 });
  expect(result.cells.map((cell) => cell.name)).toEqual(["saturated", "5000 events/s"]);
  expect(result.eventsPerSecond).toBeGreaterThan(500);
  expect(result.cells[1]?.eventsPerSecond).toBeLessThanOrEqual(5500);
});

const CALL_AT = new CallHistory().at;
