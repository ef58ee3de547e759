import { asId, unixMs } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import { expect, test } from "vitest";
import { CENTRE, filesOf, openTemporary } from "../test/temporary.ts";
import { CallHistory } from "./answered-call.ts";
import { makeFaults } from "./faults.ts";

const AT = unixMs(1_800_000_000_000);
const tel = (value: string) => ({ kind: "tel", value }) as const;

function entry(id: string, more: Partial<ContactEntry> = {}): ContactEntry {
  return { id, name: id, numbers: [], sipAddresses: [], customerClass: "standard", fields: {}, ...more };
}

const victor = entry("victor", {
  ...{ name: "Victor Vance", numbers: ["+1 (555) 555-0142"], sipAddresses: ["sip:victor@Example.com"] },
  ...{
    customerClass: "premium",
    language: "de",
    preferredAgent: "alice",
    owner: { agent: "bob", waitMs: 90_000 },
    fields: { city: "Springfield" },
  },
  blocked: { action: "busy", reason: "shouted at us", untilAt: AT + 1000 },
  vip: { reason: "pays thrice", untilAt: AT + 2000 },
});

test("a contact is kept whole, its numbers without what people write between digits, also after a restart [R-STORE-50]", async () => {
  const store = await openTemporary();
  const put = await store.contacts.put(victor, 0);
  const kept = { ...victor, numbers: ["+15555550142"], version: 1, blockedCalls: 0 };
  expect(put).toMatchObject({ ok: true, contact: kept });
  await store.close();
  const { contacts } = await openTemporary({ directory: store.directory });
  expect(await contacts.get(asId("victor"))).toMatchObject(kept);
  expect(await contacts.get(asId("nobody"))).toBeUndefined();
});

test("who calls from one of its numbers or addresses is found by person, and flags hold until they end [R-STORE-51]", async () => {
  const { contacts, vault } = await openTemporary();
  const before = await vault.identify(tel("+15555550142"));
  await contacts.put(victor);
  const person = await vault.identify(tel("+15555550142"));
  expect(person).toBe(before); // who called before is the contact now
  expect(await vault.identify({ kind: "sip", value: "sip:victor@example.COM" })).toBe(person);
  const ownedBy = { agentId: "bob", waitMs: 90_000 };
  const facts = { contactId: "victor", language: "de", preferredAgentId: "alice", ownedBy };
  expect(await contacts.identify({ person, at: AT })).toEqual({ ...facts, customerClass: "vip", blocked: "busy" });
  expect(await contacts.identify({ person, at: unixMs(AT + 1000) })).toEqual({ ...facts, customerClass: "vip" });
  expect(await contacts.identify({ person, at: unixMs(AT + 2000) })).toEqual({ ...facts, customerClass: "premium" });
  const stranger = await vault.identify(tel("+15555550199"));
  expect(await contacts.identify({ person: stranger, at: AT })).toBeUndefined();
  expect(await contacts.identify({ person: stranger, contactId: asId("victor"), at: AT })).toMatchObject(facts);
});

test("a number that is taken away from a contact is nobody's, and may be another's [R-STORE-52]", async () => {
  const { contacts, vault } = await openTemporary();
  await contacts.put(entry("ann", { numbers: ["+1555", "+1556"] }));
  expect(await contacts.put(entry("bob", { numbers: ["+1 556"] }))).toMatchObject({
    ok: false,
    refusal: { code: "contact.invalid", field: "numbers", message: expect.stringContaining("ann") },
  });
  await contacts.put(entry("ann", { numbers: ["+1555"] }));
  expect(await contacts.identify({ person: await vault.identify(tel("+1556")), at: AT })).toBeUndefined();
  expect(await contacts.put(entry("bob", { numbers: ["+1556"] }))).toMatchObject({ ok: true });
  expect(await contacts.identify({ person: await vault.identify(tel("+1556")), at: AT })).toMatchObject({
    contactId: "bob",
  });
  expect(await contacts.identify({ person: await vault.identify(tel("+1555")), at: AT })).toMatchObject({
    contactId: "ann",
  });
});

test("what cannot be a number or an address is refused with its field [R-STORE-52]", async () => {
  const { contacts } = await openTemporary();
  const codes = [entry("a", { numbers: ["call me"] }), entry("a", { sipAddresses: ["sip:alice"] })].map((one) =>
    contacts.put(one),
  );
  expect(await Promise.all(codes)).toMatchObject([
    { refusal: { code: "contact.invalid", field: "numbers" } },
    { refusal: { code: "contact.invalid", field: "sipAddresses" } },
  ]);
});

test("of two who change a contact at once one is refused, and the same again changes nothing [R-STORE-53]", async () => {
  const { contacts } = await openTemporary();
  await contacts.put(entry("ann"), 0);
  const [first, second] = await Promise.all([
    contacts.put(entry("ann", { name: "Ann A." }), 1),
    contacts.put(entry("ann", { name: "Ann B." }), 1),
  ]);
  expect(first).toMatchObject({ ok: true, contact: { name: "Ann A.", version: 2 } });
  expect(second).toMatchObject({ ok: false, refusal: { code: "contact.changed", params: { version: 2 } } });
  expect(await contacts.put(entry("ann", { name: "Ann A." }), 1)).toMatchObject({ ok: true, contact: { version: 2 } });
  expect(await contacts.put(entry("new"), 3)).toMatchObject({ ok: false, refusal: { code: "contact.changed" } });
});

test("contacts are listed by id a page at a time, by part of a name or number, class and block [R-STORE-54]", async () => {
  const { contacts } = await openTemporary();
  const rows = Array.from({ length: 30 }, (_, n) =>
    entry(`c${String(n).padStart(2, "0")}`, {
      ...{ name: `Customer ${n}`, numbers: [`+1555000${String(n).padStart(2, "0")}`] },
      customerClass: n % 2 === 0 ? "trial" : "standard",
      ...(n === 7 ? { blocked: { action: "reject", reason: "spam" } } : {}),
    }),
  );
  await contacts.import(
    rows.map((contact, n) => ({ line: n, contact })),
    { dryRun: false },
  );
  const ids = async (filter: Partial<Parameters<typeof contacts.list>[0]>) =>
    (await contacts.list({ limit: 50, ...filter })).map(({ id }) => id);
  expect(await ids({ limit: 2, after: "c03" })).toEqual(["c04", "c05"]);
  expect(await ids({ after: "c27x" })).toEqual(["c28", "c29"]);
  expect(await ids({ text: "CUSTOMER 2" })).toHaveLength(11);
  expect(await ids({ text: "000 28" })).toEqual(["c28"]);
  expect(await ids({ customerClass: "trial" })).toHaveLength(15);
  expect(await ids({ blocked: true })).toEqual(["c07"]);
  expect(await ids({ blocked: false, limit: 500 })).toHaveLength(29);
});

test("a dry run says what would become of a file and writes nothing; a fault keeps all of it out [R-STORE-55]", async () => {
  const { contacts } = await openTemporary();
  await contacts.put(entry("ann", { numbers: ["+1555"] }));
  await contacts.put(entry("eve", { numbers: ["+1559"] }));
  const rows = [
    { line: 2, contact: entry("ann", { numbers: ["+1555"] }) },
    { line: 3, contact: entry("bob", { numbers: ["+1556"] }) },
    { line: 4, contact: entry("eve", { customerClass: "vip", numbers: ["+1559"] }) },
  ];
  const counts = { added: 1, changed: 1, unchanged: 1, faults: [] };
  expect(await contacts.import(rows, { dryRun: true })).toEqual({ ...counts, written: false });
  expect(await contacts.get(asId("bob"))).toBeUndefined();
  const bad = [
    { line: 5, contact: entry("cat", { numbers: ["1-5-5-6", "+1556"] }) },
    { line: 6, contact: entry("dan", { numbers: ["+1559"] }) },
  ];
  expect(await contacts.import([...rows, ...bad], { dryRun: false })).toMatchObject({
    faults: [
      { line: 5, field: "numbers" },
      { line: 6, field: "numbers" },
    ],
    written: false,
  });
  expect(await contacts.get(asId("bob"))).toBeUndefined();
  expect(await contacts.import(rows, { dryRun: false })).toEqual({ ...counts, written: true });
  expect(await contacts.get(asId("eve"))).toMatchObject({ customerClass: "vip", version: 2 });
});

test("a file may give one contact's number to another [R-STORE-55]", async () => {
  const { contacts, vault } = await openTemporary();
  await contacts.put(entry("ann", { numbers: ["+1555"] }));
  const rows = [
    { line: 2, contact: entry("bob", { numbers: ["+1555"] }) },
    { line: 3, contact: entry("ann", { numbers: ["+1556"] }) },
  ];
  expect(await contacts.import(rows, { dryRun: false })).toMatchObject({ faults: [], written: true });
  const who = async (number: string) =>
    (await contacts.identify({ person: await vault.identify(tel(number)), at: AT }))?.contactId;
  expect([await who("+1555"), await who("+1556")]).toEqual(["bob", "ann"]);
});

test("when the disk fails nothing of an import is there, and the next try succeeds [R-STORE-55]", async () => {
  const faults = makeFaults();
  const { contacts } = await openTemporary({ faults });
  const rows = [1, 2, 3].map((line) => ({ line, contact: entry(`c${line}`) }));
  faults.failAppends(1);
  await expect(contacts.import(rows, { dryRun: false })).rejects.toMatchObject({ retriable: true });
  expect(await contacts.list({ limit: 10 })).toEqual([]);
  expect(await contacts.import(rows, { dryRun: false })).toMatchObject({ added: 3, written: true });
});

test("nothing personal of a contact lies in plain outside the keys [R-STORE-10]", async () => {
  const store = await openTemporary();
  await store.contacts.put(victor);
  const words = ["Victor Vance", "15555550142", "victor@", "Springfield", "shouted at us", "pays thrice"];
  await store.close();
  for (const [path, bytes] of filesOf(store.directory))
    for (const word of words) expect(bytes.includes(word), `${word} in ${path}`).toBe(false);
});

test("of an erased person the row stays, without anything personal, and may be written anew [R-STORE-56]", async () => {
  const { contacts, vault } = await openTemporary();
  await contacts.put(victor);
  const person = await vault.identify(tel("+15555550142"));
  await vault.erase(person);
  const left = { name: "", numbers: [], sipAddresses: [], fields: {}, customerClass: "premium", language: "de" };
  expect(await contacts.get(asId("victor"))).toMatchObject({ ...left, blocked: { reason: "(erased)" } });
  expect(await contacts.put(victor)).toMatchObject({ ok: true, contact: { name: "Victor Vance", version: 2 } });
  expect(await contacts.identify({ person: await vault.identify(tel("+15555550142")), at: AT })).toMatchObject({
    contactId: "victor",
  });
});

test("contacts of a centre's file are adopted once; from then on the directory decides, but for a class that the file changes [R-STORE-57]", async () => {
  const { contacts, vault } = await openTemporary();
  const person = await vault.keep({
    name: "Petra",
    identities: [{ kind: "sip", value: "sip:petra" }, tel("+1 555-7")],
  });
  const config = [{ id: asId<"contact">("petra"), customerClass: "premium" as const, person }];
  await contacts.adopt(config);
  expect(await contacts.get(asId("petra"))).toMatchObject({ name: "Petra", numbers: ["+15557"], version: 1 });
  await contacts.put(entry("petra", { name: "Petra", numbers: ["+15557"], customerClass: "trial" }));
  await contacts.adopt(config);
  expect(await contacts.identify({ person, at: AT })).toMatchObject({ contactId: "petra", customerClass: "trial" });
  await contacts.adopt(config.map((one) => ({ ...one, customerClass: "vip" as const })));
  expect(await contacts.identify({ person, at: AT })).toMatchObject({ customerClass: "vip" });
  expect(vault.describe(person)?.identities).toContainEqual({ kind: "sip", value: "sip:petra" });
  expect(await contacts.remove(asId("petra"))).toBe(true);
  expect(await contacts.remove(asId("petra"))).toBe(false);
  expect(await contacts.identify({ person, at: AT })).toBeUndefined();
});

test("calls that were blocked are counted with their contact [R-STORE-58]", async () => {
  const { contacts, journal } = await openTemporary();
  await contacts.put(entry("eve", { blocked: { action: "reject", reason: "spam" } }));
  const { epoch } = await journal.open(CENTRE);
  const history = new CallHistory();
  const blockedCall = (name: string) => {
    const interactionId = asId<"interaction">(name);
    const arrived = { legId: asId<"leg">(`l-${name}`), seatId: asId<"seat">(`s-${name}`), to: "sales" };
    return history.step(
      { type: "clock.reached" },
      {
        ...{ type: "interaction.arrived", interactionId, ...arrived, person: asId("p1") },
        ...{ customerClass: "standard", untilAt: AT },
      },
      {
        ...{ type: "interaction.identified", interactionId, source: "directory", customerClass: "trial" },
        caller: { contactId: asId("eve"), customerClass: "trial", blocked: "reject" },
      },
      { type: "interaction.blocked", interactionId, action: "reject" },
    );
  };
  await journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps: [blockedCall("x1"), blockedCall("x2")] });
  expect(await contacts.get(asId("eve"))).toMatchObject({ blockedCalls: 2 });
});
