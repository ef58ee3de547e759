import { expect, test } from "vitest";
import { FakeServer, json } from "../test/fake-server.ts";
import { HandTimers } from "../test/hand-timers.ts";
import { createClient } from "./index.ts";

const VICTOR = {
  id: "victor",
  name: "Victor",
  numbers: ["+15555550100"],
  sipAddresses: [],
  customerClass: "vip",
  fields: {},
  version: 3,
  changedAt: 5,
  blockedCalls: 0,
} as const;

function setUp() {
  const server = new FakeServer();
  const client = createClient({ base: "/api/v1", fetch: server.fetch, timers: new HandTimers() });
  return { server, client };
}

test("contacts are asked for a page at a time, by part of a name, class and block [R-SDK-30]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => json({ items: [VICTOR], nextAfter: "victor" }));
  const page = await client.contacts({ text: "vi c", customerClass: "vip", blocked: false, limit: 1, after: "tara" });
  expect(page).toEqual({ items: [VICTOR], nextAfter: "victor" });
  expect(server.last.url).toBe("/api/v1/contacts?text=vi%20c&customerClass=vip&blocked=false&limit=1&after=tara");
});

test("a contact is written whole with the version that was read, and taken away [R-SDK-30]", async () => {
  const { server, client } = setUp();
  server.answers.push(
    () => json(VICTOR),
    () => json({ removed: true }),
  );
  const { id, version, changedAt: _changed, blockedCalls: _blocked, ...entry } = VICTOR;
  const change = { ...entry, numbers: [...entry.numbers], sipAddresses: [], expectedVersion: version };
  expect(await client.putContact(id, change)).toEqual(VICTOR);
  expect(server.last).toMatchObject({ method: "PUT", url: "/api/v1/contacts/victor", body: change });
  await client.removeContact(id);
  expect(server.last).toMatchObject({ method: "DELETE", url: "/api/v1/contacts/victor" });
});

test("a file of contacts is sent as it is, dry or not, and comes back from an address [R-SDK-31]", async () => {
  const { server, client } = setUp();
  const outcome = {
    added: 1,
    changed: 0,
    unchanged: 0,
    faults: [{ line: 3, field: "class", message: "?" }],
    written: false,
  };
  server.answers.push(() => json(outcome));
  expect(await client.importContacts("id,name\nvictor,Victor\n", { dryRun: true })).toEqual(outcome);
  expect(server.last).toMatchObject({
    method: "POST",
    url: "/api/v1/contacts/import?dryRun=true",
    body: "id,name\nvictor,Victor\n",
  });
  expect(client.contactsExportUrl()).toBe("/api/v1/contacts/export");
});

test("what a front line found out goes to the interaction [R-SDK-32]", async () => {
  const { server, client } = setUp();
  server.answers.push(() => json({ state: "pending", commandId: "c1", seq: 7 }, 202));
  await client.routeInteraction("int-1", { topic: "sales", requires: "sales >= 5", language: "de" });
  expect(server.last).toMatchObject({
    method: "POST",
    url: "/api/v1/interactions/int-1/route",
    body: { topic: "sales", requires: "sales >= 5", language: "de" },
  });
});
