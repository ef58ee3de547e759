/**
 * Contacts as CSV (RFC 4180), in and out. Columns by name, in any order: `id` and `name` are needed; `numbers` and `sip` take
 * several, with `;` between; `class`, `language`, `preferredAgent`, `owner` and `ownerWaitMs`; `blocked` (reject, busy, low-priority),
 * `blockedReason`, `blockedUntil`; `vip` (yes, no), `vipReason`, `vipUntil` (instants as ISO 8601). Any other column is
 * one of the contact's own fields. What is written begins no formula in a spreadsheet, and is read back as it was.
 */
import { contactEntry } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import { csvLine, readCsv } from "./csv.ts";

export type RowFault = { readonly line: number; readonly field?: string; readonly message: string };
export type ContactRow = { readonly line: number; readonly contact: ContactEntry };
export type ReadContacts = { readonly rows: readonly ContactRow[]; readonly faults: readonly RowFault[] };

const ROWS_MAX = 100_000;
/** More would say nothing new; the rest of the file is still counted as at fault. */
const FAULTS_MAX = 1000;

const columns = [
  ...["id", "name", "numbers", "sip", "class", "language", "preferredAgent"],
  ...["blocked", "blockedReason", "blockedUntil", "vip", "vipReason", "vipUntil", "owner", "ownerWaitMs"],
] as const;

/** Where a fault of the contact's shape stands in the file. */
const columnOf: Readonly<Record<string, string>> = {
  ...{ id: "id", name: "name", numbers: "numbers", sipAddresses: "sip", customerClass: "class" },
  ...{ language: "language", preferredAgent: "preferredAgent", owner: "owner", blocked: "blocked", vip: "vip" },
};

export function readContactCsv(text: string): ReadContacts {
  const read = readCsv(text, ROWS_MAX);
  if (!read.ok) return { rows: [], faults: [read.fault] };
  const [header, ...lines] = read.records;
  if (header === undefined) return { rows: [], faults: [{ line: 1, message: "there is no header" }] };
  const names = header.cells.map((name) => name.trim());
  const wrong = headerFault(names);
  if (wrong !== undefined) return { rows: [], faults: [{ line: header.line, ...wrong }] };
  const rows: ContactRow[] = [];
  const faults: RowFault[] = [];
  for (const { line, cells } of lines) {
    if (cells.length !== names.length) {
      faults.push({ line, message: `${cells.length} cells where the header has ${names.length}` });
      continue;
    }
    const result = toContact(new Map(names.map((name, place) => [name, cells[place] ?? ""])));
    if ("contact" in result) rows.push({ line, contact: result.contact });
    else faults.push({ line, ...result });
  }
  return { rows, faults: [...faults, ...doubles(rows)].slice(0, FAULTS_MAX) };
}

/** The same of JSON rows: their place counts as their line. */
export function readContactRows(given: readonly unknown[]): ReadContacts {
  const rows: ContactRow[] = [];
  const faults: RowFault[] = [];
  for (const [place, value] of given.entries()) {
    const line = place + 1;
    const result = checked(value, (path) => path.join("."));
    if ("contact" in result) rows.push({ line, contact: result.contact });
    else faults.push({ line, ...result });
  }
  return { rows, faults: [...faults, ...doubles(rows)].slice(0, FAULTS_MAX) };
}

export function contactCsv(contacts: readonly ContactEntry[]): string {
  const own = [...new Set(contacts.flatMap((contact) => Object.keys(contact.fields)))].toSorted();
  const lines = contacts.map((contact) =>
    csvLine([...cellsOf(contact), ...own.map((name) => contact.fields[name] ?? "")]),
  );
  return [csvLine([...columns, ...own]), ...lines].join("");
}

function headerFault(names: readonly string[]): Omit<RowFault, "line"> | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === "") return { message: "a column has no name" };
    if (seen.has(name)) return { field: name, message: "the column is there twice" };
    seen.add(name);
  }
  for (const name of ["id", "name"]) if (!seen.has(name)) return { field: name, message: "the column is missing" };
  return undefined;
}

type Cells = ReadonlyMap<string, string>;
type Result = { readonly contact: ContactEntry } | Omit<RowFault, "line">;

function toContact(cells: Cells): Result {
  const text = (name: string): string | undefined => {
    const value = cells.get(name)?.trim() ?? "";
    return value === "" ? undefined : value;
  };
  const flagged = (reason: string, untilAt: number | undefined) => ({ reason: text(reason) ?? "imported", untilAt });
  const blockedUntil = instantIn(text("blockedUntil"));
  const vipUntil = instantIn(text("vipUntil"));
  if (Number.isNaN(blockedUntil)) return { field: "blockedUntil", message: NOT_AN_INSTANT };
  if (Number.isNaN(vipUntil)) return { field: "vipUntil", message: NOT_AN_INSTANT };
  const owner = ownerIn(text("owner"), text("ownerWaitMs"));
  if (Number.isNaN(owner?.waitMs)) return { field: "ownerWaitMs", message: "milliseconds, such as 45000" };
  const vip = text("vip") ?? "no";
  if (vip !== "yes" && vip !== "no") return { field: "vip", message: "yes or no" };
  const own = [...cells].filter(([name, value]) => !known.has(name) && value !== "");
  return checked(
    {
      id: text("id"),
      name: text("name"),
      numbers: listIn(text("numbers")),
      sipAddresses: listIn(text("sip")),
      customerClass: text("class") ?? "standard",
      language: text("language"),
      preferredAgent: text("preferredAgent"),
      owner,
      blocked: text("blocked") && { action: text("blocked"), ...flagged("blockedReason", blockedUntil) },
      vip: vip === "yes" ? flagged("vipReason", vipUntil) : undefined,
      fields: Object.fromEntries(own),
    },
    (path) => (path[0] === "fields" ? path.slice(1).join(".") : (columnOf[path[0] ?? ""] ?? path.join("."))),
  );
}

const known: ReadonlySet<string> = new Set(columns);
const NOT_AN_INSTANT = "an instant such as 2027-01-31T00:00:00Z";

function checked(value: unknown, fieldOf: (path: readonly string[]) => string): Result {
  const parsed = contactEntry.safeParse(value);
  if (parsed.success) return { contact: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  const message = issue?.message ?? "not a contact";
  return path.length === 0 ? { message } : { field: fieldOf(path), message };
}

/** Where no price is said, as long as queues wait for a preferred agent. */
function ownerIn(agent: string | undefined, waitMs = "45000"): ContactEntry["owner"] {
  if (agent === undefined) return undefined;
  return { agent, waitMs: /^\d{1,7}$/.test(waitMs) ? Number(waitMs) : Number.NaN };
}

/** A date alone is its beginning in UTC. */
function instantIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function listIn(text: string | undefined): string[] {
  return (text ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Each id once in a file: which row is meant would be a guess. */
function doubles(rows: readonly ContactRow[]): RowFault[] {
  const first = new Map<string, number>();
  const faults: RowFault[] = [];
  for (const { line, contact } of rows) {
    const before = first.get(contact.id);
    if (before === undefined) first.set(contact.id, line);
    else faults.push({ line, field: "id", message: `"${contact.id}" is in line ${before} already` });
  }
  return faults;
}

function cellsOf(contact: ContactEntry): readonly string[] {
  const { blocked, vip } = contact;
  const iso = (at: number | undefined): string => (at === undefined ? "" : new Date(at).toISOString());
  return [
    ...[contact.id, contact.name, contact.numbers.join(";"), contact.sipAddresses.join(";"), contact.customerClass],
    ...[contact.language ?? "", contact.preferredAgent ?? ""],
    ...[blocked?.action ?? "", blocked?.reason ?? "", iso(blocked?.untilAt)],
    ...[vip === undefined ? "" : "yes", vip?.reason ?? "", iso(vip?.untilAt)],
    ...ownerCells(contact),
  ];
}

function ownerCells({ owner }: ContactEntry): readonly [string, string] {
  return owner === undefined ? ["", ""] : [owner.agent, String(owner.waitMs)];
}
