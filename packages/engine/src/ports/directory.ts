/** The port of the directory of contacts: names and numbers are the vault's, all else is the store's. */
import type { CallerFacts, ContactConfig, ContactEntry, ContactId, PersonRef, Refused, UnixMs } from "@legroom/model";

/** A contact as it stands, with the version that a change must name. */
export type StoredContact = ContactEntry & {
  readonly version: number;
  readonly changedAt: UnixMs;
  /** How often a caller was blocked because of it. */
  readonly blockedCalls: number;
};

export type ContactFilter = {
  /** Part of a name, a number or an id. */
  readonly text?: string;
  readonly customerClass?: string;
  readonly blocked?: boolean;
  readonly limit: number;
  /** The id after which the page begins. */
  readonly after?: string;
};

/** A row of an import that cannot be taken: its line, from 1 (the header is line 1), and why. */
export type ImportFault = { readonly line: number; readonly field?: string; readonly message: string };

export type ImportOutcome = {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly faults: readonly ImportFault[];
  /** Nothing was written: it was a dry run, or there were faults. */
  readonly written: boolean;
};

export type PutOutcome = { readonly ok: true; readonly contact: StoredContact } | Refused;

export interface ContactDirectory {
  list(filter: ContactFilter): Promise<readonly StoredContact[]>;
  get(id: ContactId): Promise<StoredContact | undefined>;
  /**
   * Adds or changes one; what is the same already stays as it is. Durable when it resolves. Refused as `contact.changed` when
   * it is another than `expectedVersion` (0: it is new) by now, with the version in force in `params`, and as
   * `contact.invalid` when a number or address is another contact's, with its id in `params`.
   */
  put(contact: ContactEntry, expectedVersion?: number): Promise<PutOutcome>;
  /** Forgets the contact; the person stays in the vault until erased. False if there is none. */
  remove(id: ContactId): Promise<boolean>;
  /** All rows, or none if one has a fault. */
  import(
    rows: readonly { readonly line: number; readonly contact: ContactEntry }[],
    how: { readonly dryRun: boolean },
  ): Promise<ImportOutcome>;
  /**
   * Puts contacts of a centre's file in that are not there yet: from then on the directory decides about them. A class that the
   * file changes later is changed here too.
   */
  adopt(contacts: readonly ContactConfig[]): Promise<void>;
  /** Whoever this person, or this contact, is now: flags that have run out do not count. Synchronous in effect: from memory or one row. */
  identify(of: {
    readonly person: PersonRef;
    readonly contactId?: ContactId;
    readonly at: UnixMs;
  }): Promise<CallerFacts | undefined>;
}
