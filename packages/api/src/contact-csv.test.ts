import type { ContactEntry } from "@legroom/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contactCsv, readContactCsv } from "./contact-csv.ts";

const HEADER =
  "id,name,numbers,sip,class,language,preferredAgent,blocked,blockedReason,blockedUntil,vip,vipReason,vipUntil,owner,ownerWaitMs";

test("a row has every part of a contact, and any other column is a field of its own [R-API-92]", () => {
  const row =
    'erin,"Erin ""E."", Ltd.","+1 555 555-0142; +15555550143",sip:erin@example.com,trial,de,alice,' +
    "busy,shouts,2027-01-31T00:00:00Z,yes,pays,2027-02-01,bob,90000,Berlin";
  expect(readContactCsv(`${HEADER},city\n${row}\n`)).toEqual({
    faults: [],
    rows: [
      {
        line: 2,
        contact: {
          id: "erin",
          name: 'Erin "E.", Ltd.',
          numbers: ["+1 555 555-0142", "+15555550143"],
          sipAddresses: ["sip:erin@example.com"],
          customerClass: "trial",
          language: "de",
          preferredAgent: "alice",
          owner: { agent: "bob", waitMs: 90_000 },
          blocked: { action: "busy", reason: "shouts", untilAt: Date.UTC(2027, 0, 31) },
          vip: { reason: "pays", untilAt: Date.UTC(2027, 1, 1) },
          fields: { city: "Berlin" },
        },
      },
    ],
  });
});

test.each([
  ["", [{ line: 1, message: "there is no header" }]],
  ["id\n", [{ line: 1, field: "name" }]],
  ["id,name,id\n", [{ line: 1, field: "id" }]],
  ["id,name,\n", [{ line: 1, message: "a column has no name" }]],
  ["id,name\na,A,\n", [{ line: 2, message: "3 cells where the header has 2" }]],
  ["id,name\n\n\na b,A\n", [{ line: 4, field: "id" }]],
  ['id,name\na,"A\nA"\nb,B"\n', [{ line: 4, message: "a quote in a cell that is not quoted" }]],
  ['id,name\na,"A', [{ line: 2, message: "a quote that is never closed" }]],
  ['id,name\na,"A"x\n', [{ line: 2, message: "a quote inside of a cell" }]],
  ["id,name\na,A\nb,B\na,C\n", [{ line: 4, field: "id", message: '"a" is in line 2 already' }]],
  [
    "id,name,class\na,A,gold\nb,B,vip\nc,C,lead\n",
    [
      { line: 2, field: "class" },
      { line: 4, field: "class" },
    ],
  ],
  ["id,name,vip\na,A,maybe\n", [{ line: 2, field: "vip" }]],
  ["id,name,vip,vipUntil\na,A,yes,soon\n", [{ line: 2, field: "vipUntil" }]],
  ["id,name,blocked,blockedUntil\na,A,busy,2027-99-99\n", [{ line: 2, field: "blockedUntil" }]],
  ["id,name,blocked\na,A,shoot\n", [{ line: 2, field: "blocked" }]],
  ["id,name,owner,ownerWaitMs\na,A,bob,soon\n", [{ line: 2, field: "ownerWaitMs" }]],
  ["id,name,owner,ownerWaitMs\na,A,bob,3600001\n", [{ line: 2, field: "owner" }]],
  ["id,name,sip\na,A,erin\n", [{ line: 2, field: "sip" }]],
  ["id,name,My City\na,A,Rome\n", [{ line: 2, field: "My City" }]],
])("%j has its faults told by line and field [R-API-92]", (text, faults) => {
  expect(readContactCsv(text).faults).toMatchObject(faults);
});

const text = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((one) => one.trim())
  .filter((one) => one !== "");
const part = fc.stringMatching(/^[+0-9A-Za-z@:=-]{1,12}$/);
const handle = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const entry: fc.Arbitrary<ContactEntry> = fc.record(
  {
    id: handle,
    name: text,
    numbers: fc.array(part, { maxLength: 3 }),
    sipAddresses: fc.array(
      part.map((one) => `sip:${one}`),
      { maxLength: 2 },
    ),
    customerClass: fc.constantFrom("vip", "premium", "standard", "trial"),
    language: handle,
    preferredAgent: handle,
    owner: fc.record({ agent: handle, waitMs: fc.integer({ min: 0, max: 3_600_000 }) }),
    blocked: fc.record(
      { action: fc.constantFrom("reject", "busy", "low-priority"), reason: text, untilAt: instant },
      { requiredKeys: ["action", "reason"] },
    ),
    vip: fc.record({ reason: text, untilAt: instant }, { requiredKeys: ["reason"] }),
    fields: fc.dictionary(fc.constantFrom("city", "note"), fc.string({ minLength: 1, maxLength: 20 })),
  },
  { requiredKeys: ["id", "name", "numbers", "sipAddresses", "customerClass", "fields"] },
) as fc.Arbitrary<ContactEntry>;

test("what is written is read back as it was [R-API-93]", () => {
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 5 }), (contacts) => {
      const written = contactCsv(contacts);
      const read = readContactCsv(written);
      expect(read.faults).toEqual([]);
      expect(read.rows.map(({ contact }) => contact)).toEqual(
        contacts.map((one) => ({ ...one, fields: { ...one.fields } })),
      );
    }),
    { numRuns: 200 },
  );
});

test("a cell that a spreadsheet would calculate is written behind an apostrophe [R-API-93]", () => {
  const contact: ContactEntry = {
    ...{ id: "eve", name: "=1+1", numbers: ["+15555550101"], sipAddresses: [], customerClass: "standard" },
    fields: { note: "@SUM(A1)", other: "-2", tab: "\tx", quoted: "'=1" },
  };
  const line = contactCsv([contact]).split("\r\n")[1] ?? "";
  expect(line.split(",").slice(1, 3)).toEqual(["'=1+1", "'+15555550101"]);
  expect(line).toContain("'@SUM(A1),'-2");
  expect(readContactCsv(contactCsv([contact])).rows[0]?.contact).toEqual(contact);
});
