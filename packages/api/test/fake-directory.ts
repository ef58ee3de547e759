/** The directory of contacts in memory; it knows Victor. */
import type { ContactDirectory, StoredContact } from "@legroom/engine/ports";
import { refuse } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import { START_AT } from "./fake-centre.ts";

const victor: ContactEntry = {
  id: "victor",
  name: "Victor",
  numbers: ["+15555550100"],
  sipAddresses: [],
  customerClass: "vip",
  fields: {},
};

export class FakeDirectory implements ContactDirectory {
  readonly rows = new Map<string, StoredContact>([["victor", stored(victor, 1)]]);

  list: ContactDirectory["list"] = async ({ text = "", customerClass, blocked, limit, after = "" }) =>
    [...this.rows.values()]
      .filter((row) => row.id > after && `${row.id} ${row.name} ${row.numbers.join(" ")}`.includes(text))
      .filter((row) => customerClass === undefined || row.customerClass === customerClass)
      .filter((row) => blocked === undefined || (row.blocked !== undefined) === blocked)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  get: ContactDirectory["get"] = async (id) => this.rows.get(id);
  put: ContactDirectory["put"] = async (contact, expectedVersion) => {
    const before = this.rows.get(contact.id)?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== before) return refuse("contact.changed", "it is another");
    const other = [...this.rows.values()].find(
      (row) => row.id !== contact.id && row.numbers.some((number) => contact.numbers.includes(number)),
    );
    if (other !== undefined) return refuse("contact.invalid", `a number is ${other.id}'s`, { field: "numbers" });
    const row = stored(contact, before + 1);
    this.rows.set(contact.id, row);
    return { ok: true, contact: row };
  };
  remove: ContactDirectory["remove"] = async (id) => this.rows.delete(id);
  import: ContactDirectory["import"] = async (rows, { dryRun }) => {
    const added = rows.filter(({ contact }) => !this.rows.has(contact.id)).length;
    if (!dryRun) for (const { contact } of rows) this.rows.set(contact.id, stored(contact, 1));
    return { added, changed: rows.length - added, unchanged: 0, faults: [], written: !dryRun };
  };
  adopt: ContactDirectory["adopt"] = async () => undefined;
  identify: ContactDirectory["identify"] = async () => undefined;
}

function stored(contact: ContactEntry, version: number): StoredContact {
  return { ...contact, version, changedAt: START_AT, blockedCalls: 0 };
}
