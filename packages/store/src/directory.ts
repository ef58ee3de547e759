/**
 * The directory of contacts. Who has a number is the vault's to say (by its keyed hash); whose contact that person is, what
 * their class and flags are, is answered from memory, which says only what is durable. Changes are made one after the other.
 */
import { asId, canonical, refuse, unixMs } from "@legroom/model";
import type { CallerFacts, ContactConfig, ContactEntry, ContactId, CustomerClass, PersonRef } from "@legroom/model";
import type {
  Clock,
  ContactDirectory,
  ContactFilter,
  Identity,
  ImportFault,
  ImportOutcome,
  PutOutcome,
  StoredContact,
} from "@legroom/engine/ports";
import {
  faultOf,
  fromContactRow,
  holds,
  identitiesOf,
  nobody,
  personalOf,
  tidied,
  toContactRow,
} from "./contact-row.ts";
import type { Personal } from "./contact-row.ts";
import type { ContactChange } from "./contact-writer.ts";
import type { ContactRow } from "./tables.ts";
import type { SealedVault } from "./vault.ts";

const PAGE_MAX = 500;
/** So many are opened, or sealed, before others have a turn. */
const SLICE = 500;

type Options = {
  readonly rows: readonly ContactRow[];
  readonly vault: SealedVault;
  readonly clock: Pick<Clock, "now">;
  /** All of them durable in one commit, or none. */
  readonly write: (changes: readonly ContactChange[]) => Promise<void>;
  /** How often calls of these contacts were blocked. */
  readonly blockedCalls: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
};

type Numbered = { readonly line: number; readonly contact: ContactEntry };

export class KeptDirectory implements ContactDirectory {
  readonly #options: Options;
  readonly #rows = new Map<string, ContactRow>();
  readonly #byPerson = new Map<string, string>();
  /** In their order; made again when it is asked for after a change. */
  #ids: readonly string[] | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    for (const row of options.rows) this.#keep(row);
  }

  async identify(of: Parameters<ContactDirectory["identify"]>[0]): Promise<CallerFacts | undefined> {
    const id = of.contactId ?? this.#byPerson.get(of.person);
    const row = id === undefined ? undefined : this.#rows.get(id);
    if (row === undefined) return undefined;
    const isVip = row.vip === 1 && holds(row.vip_until, of.at);
    return {
      contactId: asId(row.id),
      customerClass: isVip ? "vip" : row.customer_class,
      ...(row.language === null ? {} : { language: row.language }),
      ...(row.preferred_agent === null ? {} : { preferredAgentId: asId(row.preferred_agent) }),
      ...(row.owner_agent === null
        ? {}
        : { ownedBy: { agentId: asId(row.owner_agent), waitMs: row.owner_wait_ms ?? 0 } }),
      ...(row.blocked === null || !holds(row.blocked_until, of.at) ? {} : { blocked: row.blocked }),
    };
  }

  async get(id: ContactId): Promise<StoredContact | undefined> {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : (await this.#counted([this.#open(row)]))[0];
  }

  async list(filter: ContactFilter): Promise<readonly StoredContact[]> {
    this.#ids ??= [...this.#rows.keys()].toSorted();
    const ids = this.#ids;
    const limit = Math.min(filter.limit, PAGE_MAX);
    const found: Opened[] = [];
    let opened = 0;
    for (let place = placeAfter(ids, filter.after); place < ids.length && found.length < limit; place += 1) {
      const row = this.#rows.get(ids[place] ?? "");
      if (row === undefined || !this.#fits(row, filter)) continue;
      const contact = this.#open(row);
      if (filter.text === undefined || hasText(contact.entry, filter.text)) found.push(contact);
      opened += 1;
      if (opened % SLICE === 0) await othersTurn();
    }
    return this.#counted(found);
  }

  put(contact: ContactEntry, expectedVersion?: number): Promise<PutOutcome> {
    return this.#inTurn(() => this.#put(tidied(contact), expectedVersion));
  }

  remove(id: ContactId): Promise<boolean> {
    return this.#inTurn(async () => {
      const row = this.#rows.get(id);
      if (row === undefined) return false;
      await this.#options.write([{ remove: id }]);
      this.#forget(row);
      return true;
    });
  }

  import(rows: readonly Numbered[], how: { readonly dryRun: boolean }): Promise<ImportOutcome> {
    return this.#inTurn(() =>
      this.#import(
        rows.map(({ line, contact }) => ({ line, contact: tidied(contact) })),
        how,
      ),
    );
  }

  adopt(contacts: readonly ContactConfig[]): Promise<void> {
    return this.#inTurn(async () => {
      const changes: ContactRow[] = [];
      const taken = new Set<string>();
      for (const { id, person, customerClass } of contacts) {
        const details = this.#options.vault.describe(person);
        const row = this.#rows.get(id);
        if (row !== undefined) {
          if (row.file_class !== customerClass) changes.push(this.#reclassed(row, customerClass));
          continue;
        }
        if (details === undefined || this.#byPerson.has(person) || taken.has(person)) continue;
        taken.add(person);
        const numbers = details.identities.filter(({ kind }) => kind === "tel").map(({ value }) => value);
        const entry = tidied({
          ...{ id, name: details.name ?? id, numbers: numbers.filter((number) => /\d/.test(number)) },
          ...{ sipAddresses: [], customerClass, fields: {} },
        });
        changes.push({ ...this.#row(entry, person, 1), file_class: customerClass });
        if (changes.length % SLICE === 0) await othersTurn();
      }
      await this.#writeRows(changes);
    });
  }

  /** Waits for what was asked. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #put(entry: ContactEntry, expectedVersion: number | undefined): Promise<PutOutcome> {
    const before = this.#rows.get(entry.id);
    const opened = before === undefined ? undefined : this.#open(before);
    if (opened !== undefined && canonical(opened.entry) === canonical(entry)) return this.#shown(opened);
    const version = before?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version)
      return refuse("contact.changed", "somebody else has changed this contact meanwhile: look at it again", {
        params: { version },
      });
    const fault = faultOf(entry) ?? this.#taken(entry, new Map());
    if (fault !== undefined) return refuse("contact.invalid", fault.message, { field: fault.field });
    const row = this.#row(entry, await this.#person(entry, opened), version + 1);
    await this.#writeRows([row]);
    return this.#shown(this.#open(row));
  }

  async #import(rows: readonly Numbered[], { dryRun }: { dryRun: boolean }): Promise<ImportOutcome> {
    const { fresh, faults, added, unchanged } = await this.#compare(rows);
    const counts = { added, changed: fresh.length - added, unchanged, faults };
    if (dryRun || faults.length > 0) return { ...counts, written: false };
    const made: ContactRow[] = [];
    for (let from = 0; from < fresh.length; from += SLICE) {
      const slice = fresh.slice(from, from + SLICE);
      const persons = await Promise.all(slice.map(({ entry, opened }) => this.#person(entry, opened)));
      for (const [place, { entry, opened }] of slice.entries()) {
        const person = persons[place];
        if (person !== undefined) made.push(this.#row(entry, person, (opened?.row.version ?? 0) + 1));
      }
      await othersTurn();
    }
    await this.#writeRows(made);
    return { ...counts, written: true };
  }

  /** What the rows would change, and what keeps them from it. */
  async #compare(rows: readonly Numbered[]) {
    const inFile = new Map(rows.map(({ contact }) => [contact.id, contact]));
    const claims = new Map<string, Numbered>();
    const fresh: { entry: ContactEntry; opened: Opened | undefined }[] = [];
    const faults: ImportFault[] = [];
    let [added, unchanged] = [0, 0];
    for (const [place, row] of rows.entries()) {
      const entry = row.contact;
      const before = this.#rows.get(entry.id);
      const opened = before === undefined ? undefined : this.#open(before);
      const fault = faultOf(entry) ?? this.#claimed(row, claims) ?? this.#taken(entry, inFile);
      if (fault !== undefined) faults.push({ line: row.line, ...fault });
      else if (opened !== undefined && canonical(opened.entry) === canonical(entry)) unchanged += 1;
      else {
        fresh.push({ entry, opened });
        if (opened === undefined) added += 1;
      }
      if (place % SLICE === SLICE - 1) await othersTurn();
    }
    return { fresh, faults, added, unchanged };
  }

  /** A number stands in two rows of one file. */
  #claimed(row: Numbered, claims: Map<string, Numbered>): { field: string; message: string } | undefined {
    for (const identity of identitiesOf(row.contact)) {
      const key = this.#options.vault.fingerprint(identity);
      const other = claims.get(key);
      if (other !== undefined && other.contact.id !== row.contact.id)
        return { field: fieldOf(identity), message: `it is "${other.contact.id}"'s in line ${other.line} already` };
      claims.set(key, row);
    }
    return undefined;
  }

  /** A number is another contact's, and is not taken from it by the same file. */
  #taken(
    entry: ContactEntry,
    inFile: ReadonlyMap<string, ContactEntry>,
  ): { field: string; message: string } | undefined {
    for (const identity of identitiesOf(entry)) {
      const owner = this.#options.vault.ownerOf(identity);
      const other = owner === undefined ? undefined : this.#byPerson.get(owner);
      if (other === undefined || other === entry.id) continue;
      const later = inFile.get(other);
      if (later === undefined || this.#hasIt(later, identity))
        return { field: fieldOf(identity), message: `it is contact "${other}"'s` };
    }
    return undefined;
  }

  #hasIt(entry: ContactEntry, identity: Identity): boolean {
    const { vault } = this.#options;
    const print = vault.fingerprint(identity);
    return identitiesOf(entry).some((one) => vault.fingerprint(one) === print);
  }

  /** The contact's person with name and identities as they shall be; who called from a number before becomes the contact. */
  async #person(entry: ContactEntry, opened: Opened | undefined): Promise<PersonRef> {
    const { vault } = this.#options;
    const add = identitiesOf(entry);
    const drop = identitiesOf(opened?.entry ?? nobody).filter((identity) => !this.#hasIt(entry, identity));
    const kept = opened === undefined || opened.erased ? this.#stranger(add) : asId<"person">(opened.row.person_id);
    return vault.change(kept, { name: entry.name, add, drop });
  }

  #stranger(identities: readonly Identity[]): PersonRef | undefined {
    const owners = identities.map((identity) => this.#options.vault.ownerOf(identity));
    return owners.find((owner) => owner !== undefined && !this.#byPerson.has(owner));
  }

  #row(entry: ContactEntry, person: PersonRef, version: number): ContactRow {
    const { vault, clock } = this.#options;
    const sealed = vault.seal(person, JSON.stringify(personalOf(entry)));
    const file_class = this.#rows.get(entry.id)?.file_class ?? null;
    return toContactRow(entry, { person_id: person, version, changed_at: clock.now(), file_class, sealed });
  }

  /** The file says another class than it did: whoever changed it there wants it here. The first time it only is noted. */
  #reclassed(row: ContactRow, customerClass: CustomerClass): ContactRow {
    if (row.file_class === null) return { ...row, file_class: customerClass };
    const changed_at = this.#options.clock.now();
    return { ...row, customer_class: customerClass, file_class: customerClass, version: row.version + 1, changed_at };
  }

  async #writeRows(rows: readonly ContactRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#options.write(rows.map((put) => ({ put })));
    for (const row of rows) this.#keep(row);
  }

  #keep(row: ContactRow): void {
    const before = this.#rows.get(row.id);
    if (before !== undefined && before.person_id !== row.person_id) this.#byPerson.delete(before.person_id);
    if (before === undefined) this.#ids = undefined;
    this.#rows.set(row.id, row);
    this.#byPerson.set(row.person_id, row.id);
  }

  #forget(row: ContactRow): void {
    this.#rows.delete(row.id);
    this.#byPerson.delete(row.person_id);
    this.#ids = undefined;
  }

  #open(row: ContactRow): Opened {
    const text = this.#options.vault.open(asId(row.sealed));
    const personal = text === undefined ? nobody : (JSON.parse(text) as Personal); // as `#row` made it
    return { row, entry: fromContactRow(row, personal), erased: text === undefined };
  }

  #fits(row: ContactRow, { customerClass, blocked }: ContactFilter): boolean {
    if (customerClass !== undefined && row.customer_class !== customerClass) return false;
    const isBlocked = row.blocked !== null && holds(row.blocked_until, this.#options.clock.now());
    return blocked === undefined || blocked === isBlocked;
  }

  async #shown(opened: Opened): Promise<PutOutcome> {
    const [contact] = await this.#counted([opened]);
    return contact === undefined ? refuse("contact.unknown", "it is gone") : { ok: true, contact };
  }

  async #counted(opened: readonly Opened[]): Promise<StoredContact[]> {
    if (opened.length === 0) return [];
    const counts = await this.#options.blockedCalls(opened.map(({ row }) => row.id));
    return opened.map(({ row, entry }) => ({
      ...entry,
      version: row.version,
      changedAt: unixMs(row.changed_at),
      blockedCalls: counts.get(row.id) ?? 0,
    }));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

type Opened = { readonly row: ContactRow; readonly entry: ContactEntry; readonly erased: boolean };

function fieldOf({ kind }: Identity): string {
  return kind === "tel" ? "numbers" : "sipAddresses";
}

/** The place of the first id behind this one. */
function placeAfter(ids: readonly string[], after: string | undefined): number {
  if (after === undefined) return 0;
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? "") > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In name, number, address or id; capitals, and the blanks in a number, do not matter. */
function hasText({ id, name, numbers, sipAddresses }: ContactEntry, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if ([id, name, ...sipAddresses].some((one) => one.toLowerCase().includes(wanted))) return true;
  const digits = wanted.replace(/[\s()./-]/g, "");
  return /^\+?\d+$/.test(digits) && numbers.some((number) => number.includes(digits));
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
