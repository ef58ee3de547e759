import { beforeEach, expect, test } from "vitest";
import { ADMIN_KEY, Desk } from "../test/desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

const asked = (method: string, url: string, body?: unknown, headers?: Record<string, string>) =>
  desk.ask(method as "GET", url, { key: ADMIN_KEY, body, ...(headers === undefined ? {} : { headers }) });

/** As a JSON text, which is what the typed client sends. */
const asText = (url: string, csv: string) =>
  asked("POST", url, JSON.stringify(csv), { "content-type": "application/json" });

const petra = { name: "Petra", numbers: ["+15555550101"], sipAddresses: [], customerClass: "premium", fields: {} };

test("a contact is made, read, found and taken away, each act audited first [R-API-90]", async () => {
  expect((await asked("PUT", "/contacts/petra", { ...petra, expectedVersion: 0 })).json).toMatchObject({ version: 1 });
  expect((await asked("GET", "/contacts/petra")).json).toMatchObject({ id: "petra", ...petra, blockedCalls: 0 });
  const page = (await asked("GET", "/contacts?limit=1")).json as { items: { id: string }[]; nextAfter?: string };
  expect([page.items.map(({ id }) => id), page.nextAfter]).toEqual([["petra"], "petra"]);
  expect((await asked("GET", "/contacts?limit=1&after=petra&text=Vic")).json).toMatchObject({
    items: [{ id: "victor" }],
  });
  expect((await asked("GET", "/contacts?customerClass=trial")).json).toEqual({ items: [] });
  expect((await asked("GET", "/contacts?blocked=true")).json).toEqual({ items: [] });
  expect((await asked("DELETE", "/contacts/petra")).json).toEqual({ removed: true });
  expect((await asked("GET", "/contacts/petra")).status).toBe(404);
  const acts = desk.ports.queries.audits.map(({ act, subject }) => `${act} ${subject}`);
  expect(acts).toEqual([
    "contact.write contact/petra",
    "contact.read contact/petra",
    ...["contacts.list contacts", "contacts.list contacts", "contacts.list contacts", "contacts.list contacts"],
    "contact.remove contact/petra",
    "contact.read contact/petra",
  ]);
});

test("an act that cannot be audited is not done [R-API-90]", async () => {
  desk.ports.queries.auditFault = new Error("the disk is full");
  expect((await asked("PUT", "/contacts/petra", petra)).status).toBeGreaterThanOrEqual(500);
  expect(desk.ports.directory.rows.has("petra")).toBe(false);
});

test("two who change a contact at once get one success and one refusal; another's number is refused [R-API-91]", async () => {
  const change = { ...petra, expectedVersion: 0 };
  const replies = await Promise.all([
    asked("PUT", "/contacts/petra", change),
    asked("PUT", "/contacts/petra", { ...change, name: "Petra P." }),
  ]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const taken = await asked("PUT", "/contacts/tara", { ...petra, name: "Tara" });
  expect([taken.status, taken.json]).toMatchObject([409, { error: { code: "contact.invalid", field: "numbers" } }]);
});

test.each([
  ["an id with blanks", "/contacts/a%20b", petra, "id"],
  ["a class that is none", "/contacts/petra", { ...petra, customerClass: "gold" }, "customerClass"],
  ["an address that is none", "/contacts/petra", { ...petra, sipAddresses: ["petra"] }, "sipAddresses.0"],
  ["a field that nobody knows", "/contacts/petra", { ...petra, shoeSize: 38 }, "shoeSize"],
  ["no name", "/contacts/petra", { ...petra, name: "" }, "name"],
])("%s is refused with the field [R-API-91]", async (_what, url, body, field) => {
  const reply = await asked("PUT", url, body);
  expect([reply.status, reply.json]).toMatchObject([400, { error: { code: "request.invalid", field } }]);
});

const csv = "id,name,numbers,class\r\npetra,Petra,+15555550101,premium\r\n";

test("a file is imported as text/csv or as JSON text, and a dry run writes nothing [R-API-92]", async () => {
  const dry = await asText("/contacts/import?dryRun=true", csv);
  expect(dry.json).toEqual({ added: 1, changed: 0, unchanged: 0, faults: [], written: false });
  expect(desk.ports.directory.rows.has("petra")).toBe(false);
  const done = await desk.app.inject({
    method: "POST",
    url: "/api/v1/contacts/import",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "text/csv" },
    payload: csv,
  });
  expect(done.json()).toMatchObject({ added: 1, written: true });
  expect(desk.ports.directory.rows.get("petra")).toMatchObject({ numbers: ["+15555550101"], customerClass: "premium" });
});

test("a file with one fault is not imported at all, and each fault is told with line and field [R-API-92]", async () => {
  const reply = await asText("/contacts/import", `${csv}tara,Tara,,gold\r\nstan,Stan\r\n`);
  expect(reply.json).toMatchObject({
    added: 1,
    written: false,
    faults: [{ line: 3, field: "class" }, { line: 4 }],
  });
  const rows = await asked("POST", "/contacts/import", { rows: [{ id: "tara", ...petra }, 7] });
  expect(rows.json).toMatchObject({ written: false, faults: [{ line: 2 }] });
  expect(desk.ports.directory.rows.size).toBe(1);
});

test("numbers are kept as E.164 however people of the centre's country write them, and what is none is refused with field and reason [R-API-95]", async () => {
  desk.ports.centre.config = {
    ...desk.ports.centre.config,
    callers: { ...desk.ports.centre.config.callers, country: "DE" },
  };
  const put = async (numbers: string[]) => {
    const { status, json } = await asked("PUT", "/contacts/petra", { ...petra, numbers });
    return [status, json];
  };
  expect(await put(["030 1234567", "0049-30-1234567", "+1 555 555 0101"])).toMatchObject([
    200,
    { numbers: ["+49301234567", "+15555550101"] },
  ]);
  expect(await put(["030 1234567", "4711"])).toMatchObject([
    409,
    { error: { code: "contact.invalid", field: "numbers.1", message: expect.stringMatching(/extension/) } },
  ]);
  const found = async (text: string) =>
    (await asked("GET", `/contacts?text=${encodeURIComponent(text)}`)).json as { items: { id: string }[] };
  expect((await found("030/123 45 67")).items.map(({ id }) => id)).toEqual(["petra"]);
  expect((await found("Pet")).items.map(({ id }) => id)).toEqual(["petra"]);
  const csv = "id,name,numbers\nerin,Erin,0171 5550112\nfrank,Frank,030 12;030 1234568\ngina,Gina,+49 30 1234569\n";
  expect((await asText("/contacts/import", csv)).json).toMatchObject({
    written: false,
    faults: [{ line: 3, field: "numbers", message: expect.stringMatching(/^030 12: too short/) }],
  });
  expect((await asText("/contacts/import", csv.replace("030 12;", ""))).json).toMatchObject({
    written: true,
    added: 3,
  });
  expect(desk.ports.directory.rows.get("erin")).toMatchObject({ numbers: ["+491715550112"] });
});

test("the export is a file that the import takes back unchanged [R-API-93]", async () => {
  const reply = await asked("GET", "/contacts/export");
  expect(reply.headers["content-type"]).toContain("text/csv");
  expect(reply.headers["content-disposition"]).toContain("contacts.csv");
  expect(reply.text.split("\r\n")[1]).toBe(`victor,Victor,'+15555550100,,vip,,,,,,,,,,`);
  expect((await asText("/contacts/import", reply.text)).json).toMatchObject({ added: 0, faults: [] });
});

test("what a front line found out becomes one command, by who may [R-API-94]", async () => {
  const body = { topic: "sales", requires: "sales >= 5", language: "de" };
  expect((await asked("POST", "/interactions/int-1/route", body)).status).toBe(202);
  expect(desk.ports.centre.commanded.at(-1)?.body).toEqual({
    type: "interaction.route",
    interactionId: "int-1",
    ...body,
  });
  expect((await asked("POST", "/interactions/int-1/route", {})).status).toBe(400);
});
