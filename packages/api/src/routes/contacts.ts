/** Contacts: the directory of customers, its import and export. Each look and each change is audited first. */
import type { ContactDirectory, ContactFilter, StoredContact } from "@legroom/engine/ports";
import {
  asId,
  contactBody,
  contactImportBody,
  contactImportWire,
  contactPageWire,
  contactWire,
  customerClasses,
  handleField,
  refuse,
  removedWire,
} from "@legroom/model";
import type { Country } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { spelledNumbers, spelledRows, spelledText } from "../contact-numbers.ts";
import { contactCsv, readContactCsv, readContactRows } from "../contact-csv.ts";
import { digits, truth } from "../paging.ts";
import { answer, fileRoute, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

const byId = z.strictObject({ id: handleField });
const subject = ({ params }: { params: { id: string } }): string => `contact/${params.id}`;
const unknown = (id: string) => refuse("contact.unknown", `there is no contact ${id}`);
const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** A hundred thousand contacts, each made durable in the vault. */
const FILE_MS_MAX = 300_000;
const PAGE = 500;
const all = { tag: "contacts", reach: "centre" } as const;

export const contactRoutes = [
  jsonRoute({
    ...all,
    method: "GET",
    path: "/contacts",
    summary: "Contacts by id, a page at a time: those whose name, number or id has the text, of a class, or blocked",
    needs: "contacts.read",
    audit: { act: "contacts.list", subject: () => "contacts" },
    query: z.strictObject({
      text: z.string().min(1).max(200).optional(),
      customerClass: z.enum(customerClasses).optional(),
      blocked: truth.optional(),
      limit: digits(1, PAGE).default(50),
      after: handleField.optional(),
    }),
    status: 200,
    response: contactPageWire,
    handle: async (call, { query }) => {
      const { text, ...rest } = query;
      const looked = text === undefined ? undefined : spelledText(text, await countryOf(call));
      return answer(await pageOf(call.parts.directory, { ...rest, text: looked }));
    },
  }),
  fileRoute({
    ...all,
    method: "GET",
    path: "/contacts/export",
    summary: "All contacts as CSV: what the import takes, and no formula in a spreadsheet",
    needs: "contacts.read",
    audit: { act: "contacts.export", subject: () => "contacts" },
    answerMsMax: FILE_MS_MAX,
    contentType: "text/csv; charset=utf-8",
    handle: async (call) => {
      const contacts: StoredContact[] = [];
      for (let after: string | undefined; ; after = contacts.at(-1)?.id) {
        const page = await call.parts.directory.list({ limit: PAGE, ...(after === undefined ? {} : { after }) });
        // Who was erased has no name any more, and would be refused when it is read again.
        contacts.push(...page);
        if (page.length < PAGE) break;
      }
      const known = contacts.filter(({ name }) => name !== "");
      return answer({ bytes: Buffer.from(contactCsv(known), "utf8"), name: "contacts.csv" });
    },
  }),
  jsonRoute({
    ...all,
    method: "POST",
    path: "/contacts/import",
    summary:
      "Import contacts from CSV (as `text/csv`, or as a JSON text) or rows: all, or none if one has a fault; " +
      "`dryRun` says what would become of it and writes nothing",
    needs: "contacts.write",
    audit: { act: "contacts.import", subject: () => "contacts" },
    bodyBytesMax: FILE_BYTES_MAX,
    answerMsMax: FILE_MS_MAX,
    query: z.strictObject({ dryRun: truth.default(false) }),
    body: contactImportBody,
    status: 200,
    response: contactImportWire,
    handle: (call, { body, query }) => call.once(() => importContacts(call, body, query.dryRun)),
  }),
  jsonRoute({
    ...all,
    method: "GET",
    path: "/contacts/{id}",
    summary: "One contact",
    needs: "contacts.read",
    audit: { act: "contact.read", subject },
    params: byId,
    status: 200,
    response: contactWire,
    handle: async (call, { params }) => {
      const contact = await call.parts.directory.get(asId(params.id));
      return contact === undefined ? unknown(params.id) : answer(contact);
    },
  }),
  jsonRoute({
    ...all,
    method: "PUT",
    path: "/contacts/{id}",
    summary: "Add or change one, whole; with `expectedVersion` (0: it is new) nobody else's change is overwritten",
    needs: "contacts.write",
    audit: { act: "contact.write", subject },
    params: byId,
    body: contactBody,
    status: 200,
    response: contactWire,
    handle: (call, { params, body }) => putContact(call, params.id, body),
  }),
  jsonRoute({
    ...all,
    method: "DELETE",
    path: "/contacts/{id}",
    summary: "Take a contact out of the directory; the person stays in the vault until erased",
    needs: "contacts.write",
    audit: { act: "contact.remove", subject },
    params: byId,
    status: 200,
    response: removedWire,
    handle: async (call, { params }) =>
      (await call.parts.directory.remove(asId(params.id))) ? answer({ removed: true as const }) : unknown(params.id),
  }),
];

type Query = {
  readonly text?: string | undefined;
  readonly customerClass?: ContactFilter["customerClass"];
  readonly blocked?: boolean | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
};

async function pageOf(directory: ContactDirectory, query: Query): Promise<z.output<typeof contactPageWire>> {
  const { text, customerClass, blocked, limit, after } = query;
  const items = await directory.list({
    limit,
    ...(text === undefined ? {} : { text }),
    ...(customerClass === undefined ? {} : { customerClass }),
    ...(blocked === undefined ? {} : { blocked }),
    ...(after === undefined ? {} : { after }),
  });
  const last = items.at(-1);
  return items.length < limit || last === undefined ? { items } : { items, nextAfter: last.id };
}

/** Where numbers without a country code are at home. */
async function countryOf(call: Call): Promise<Country | undefined> {
  const { config } = await call.ask((now) => now.config());
  return config.callers.country;
}

async function putContact(
  call: Call,
  id: string,
  { expectedVersion, ...entry }: z.output<typeof contactBody>,
): Promise<Answer<StoredContact>> {
  const spelled = spelledNumbers(entry, await countryOf(call));
  if (!spelled.ok) return refuse("contact.invalid", spelled.message, { field: `numbers.${spelled.at}` });
  const put = await call.parts.directory.put({ id, ...entry, numbers: spelled.numbers }, expectedVersion);
  return put.ok ? answer(put.contact) : put;
}

/** What cannot be read keeps the rest from being written too, but the rest is looked at all the same. */
async function importContacts(
  call: Call,
  body: z.output<typeof contactImportBody>,
  dryRun: boolean,
): Promise<Answer<z.output<typeof contactImportWire>>> {
  const read = typeof body === "string" ? readContactCsv(body) : readContactRows(body.rows);
  const { rows, faults } = spelledRows(read, await countryOf(call));
  const outcome = await call.parts.directory.import(rows, { dryRun: dryRun || faults.length > 0 });
  return answer({ ...outcome, faults: [...faults, ...outcome.faults].toSorted((a, b) => a.line - b.line) });
}
