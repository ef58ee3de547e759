/** The directory of contacts, and what a front line found out about a caller. */
import { contactImportWire, contactPageWire, contactWire, pendingWire } from "@legroom/model";
import type { Asking, Http } from "./http.ts";
import type { Contact, ContactChange, ContactImport, ContactPage, Pending, Routed } from "./wire.ts";

export type ContactsQuery = {
  /** Part of a name, a number or an id. */
  readonly text?: string;
  readonly customerClass?: Contact["customerClass"];
  readonly blocked?: boolean;
  /** 1 to 500; 50 unless told. */
  readonly limit?: number;
  /** `nextAfter` of the page before. */
  readonly after?: string;
};

/** A hundred thousand contacts, each made durable. */
const IMPORT_MS_MAX = 300_000;

export function contactsOf(http: Http) {
  return {
    /** By id, a page at a time. */
    contacts: (query: ContactsQuery = {}, asking?: Asking): Promise<ContactPage> =>
      http.ask(contactPageWire, { ...asking, path: ["contacts"], query: { ...query } }),
    contact: (id: string, asking?: Asking): Promise<Contact> =>
      http.ask(contactWire, { ...asking, path: ["contacts", id] }),
    /**
     * Adds or changes one, whole. With `expectedVersion` (0: it is new) it is refused as `contact.changed` if it is another by
     * now; as `contact.invalid` if a number is another contact's.
     */
    putContact: (id: string, body: ContactChange, asking?: Asking): Promise<Contact> =>
      http.ask(contactWire, { ...asking, method: "PUT", path: ["contacts", id], body }),
    removeContact: (id: string, asking?: Asking): Promise<void> =>
      http.tell({ ...asking, method: "DELETE", path: ["contacts", id] }),
    /** All rows of a CSV file, or none if one has a fault; a dry run writes nothing and says what would become of it. */
    importContacts: (csv: string, how: { readonly dryRun: boolean }, asking?: Asking): Promise<ContactImport> =>
      http.ask(contactImportWire, {
        timeoutMs: IMPORT_MS_MAX,
        ...asking,
        method: "POST",
        path: ["contacts", "import"],
        query: { dryRun: how.dryRun },
        body: csv,
      }),
    /** Where a browser saves the CSV file from; under a key it cannot, since a link sends none. */
    contactsExportUrl: (): string => http.url(["contacts", "export"]),
    /** On to the queue of this topic, or another requirement or language for the queue that the caller waits in. */
    routeInteraction: (id: string, routed: Routed, asking?: Asking): Promise<Pending> =>
      http.ask(pendingWire, { ...asking, method: "POST", path: ["interactions", id, "route"], body: routed }),
  };
}
