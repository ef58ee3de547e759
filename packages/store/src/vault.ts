/** Who people are, and their keys. The journal knows a person by a random reference only (L12). */
import { createHmac, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Fault, asId } from "@legroom/model";
import type { PersonRef, Sealed } from "@legroom/model";
import type { Identity, PersonDetails, Vault } from "@legroom/engine/ports";
import { Batch } from "./batch.ts";
import { normalIdentity } from "./identity.ts";
import type { PersonsChange } from "./journal-writer.ts";
import type { KeyFile } from "./key-file.ts";
import { derive, open, seal } from "./sealing.ts";
import type { IdentityRow, PersonRow } from "./tables.ts";

/** Key ids of the centre's own: for what belongs to nobody, and for the index. */
export const CENTRE = "centre";
const INDEX = "index";
const GROUP_MAX = 1000;

export type PersonRows = { readonly persons: readonly PersonRow[]; readonly identities: readonly IdentityRow[] };
type Put = PersonsChange["put"][number];

export class SealedVault implements Vault {
  readonly #keys: KeyFile;
  readonly #rows: Batch<Put | { readonly erase: string }>;
  readonly #index: KeyObject;
  /** Sealed details, as they lie in the database. */
  readonly #details = new Map<PersonRef, string>();
  readonly #byHash = new Map<string, PersonRef>();
  /** Identities whose person is being made: who asks for one meanwhile gets the same. */
  readonly #making = new Map<string, Promise<PersonRef>>();

  private constructor(keys: KeyFile, rows: PersonRows, write: (change: PersonsChange) => Promise<void>) {
    this.#keys = keys;
    this.#index = mustHave(keys.key(INDEX));
    this.#rows = new Batch({ write: (changes) => write(grouped(changes)), max: GROUP_MAX });
    // Rows without a key are what a crash left of an erased person, or of one who was never acknowledged.
    for (const { id, details } of rows.persons) if (keys.key(id)) this.#details.set(asId(id), details);
    for (const { hash, person_id } of rows.identities) if (keys.key(person_id)) this.#byHash.set(hash, asId(person_id));
  }

  /** `write` makes rows durable. */
  static async open(
    keys: KeyFile,
    rows: PersonRows,
    write: (change: PersonsChange) => Promise<void>,
  ): Promise<SealedVault> {
    for (const id of [CENTRE, INDEX]) if (keys.key(id) === undefined) await keys.add(id);
    return new SealedVault(keys, rows, write);
  }

  /** Beside the process that writes: nothing can be made. */
  static beside(keys: KeyFile, rows: PersonRows): SealedVault {
    return new SealedVault(keys, rows, () => Promise.reject(new Error("opened to read")));
  }

  identify(identity: Identity): Promise<PersonRef> {
    const hash = this.#hash(identity);
    const known = this.#byHash.get(hash);
    if (known !== undefined) return Promise.resolve(known);
    return this.#making.get(hash) ?? this.#make([hash], { identities: [identity] });
  }

  async keep(details: PersonDetails): Promise<PersonRef> {
    const hashes = details.identities.map((identity) => this.#hash(identity));
    const first = hashes[0];
    const making = first === undefined ? undefined : this.#making.get(first);
    const person = making === undefined ? first && this.#byHash.get(first) : await making;
    if (person === undefined || person === "") return await this.#make(hashes, details);

    const known = this.describe(person) ?? { identities: [] };
    const name = details.name ?? known.name;
    const added = details.identities.filter((_, place) => this.#byHash.get(hashes[place] ?? "") !== person);
    await this.#write(person, hashes, {
      ...(name === undefined ? {} : { name }),
      identities: [...known.identities, ...added],
    });
    return person;
  }

  /** Who has this identity now. */
  ownerOf(identity: Identity): PersonRef | undefined {
    return this.#byHash.get(this.#hash(identity));
  }

  /** The same for every way of writing one identity, and says nothing to who has not the key. */
  fingerprint(identity: Identity): string {
    return this.#hash(identity);
  }

  /** As `keep`, of this person (undefined: a new one): others' identities become theirs, and `drop` is theirs no longer. */
  async change(
    person: PersonRef | undefined,
    { name, add, drop }: { name: string; add: readonly Identity[]; drop: readonly Identity[] },
  ): Promise<PersonRef> {
    const hashes = add.map((identity) => this.#hash(identity));
    if (person === undefined) return this.#make(hashes, { name, identities: add });
    const dropped = new Set(drop.map((identity) => this.#hash(identity)));
    const before = this.describe(person)?.identities ?? [];
    const kept = before.filter((identity) => ![...dropped, ...hashes].includes(this.#hash(identity)));
    await this.#write(person, hashes, { name, identities: [...kept, ...add] }, [...dropped]);
    return person;
  }

  describe(person: PersonRef): PersonDetails | undefined {
    const sealed = this.#details.get(person);
    const text =
      sealed === undefined ? undefined : open(sealed, (id) => (id === person ? this.#keys.key(id) : undefined));
    return text === undefined ? undefined : (JSON.parse(text) as PersonDetails); // as `#write` made it
  }

  seal(owner: PersonRef | "centre", text: string): Sealed {
    const key = this.#keys.key(owner);
    if (key === undefined) throw failed(`no key for ${owner}: unknown, or erased`);
    return seal(owner, key, text);
  }

  open(sealed: Sealed): string | undefined {
    return open(sealed, (id) => (id === INDEX ? undefined : this.#keys.key(id)));
  }

  deriveKey(person: PersonRef, purpose: string): Uint8Array | undefined {
    const key = this.#keys.key(person);
    return key === undefined ? undefined : derive(key, purpose);
  }

  async erase(person: PersonRef): Promise<void> {
    if (person === CENTRE || person === INDEX) throw failed("the centre's own keys are not a person's");
    try {
      await this.#keys.erase(person);
      this.#details.delete(person);
      for (const [hash, owner] of this.#byHash) if (owner === person) this.#byHash.delete(hash);
      await this.#rows.add({ erase: person });
    } catch (error) {
      throw failed(`a person could not be erased: ${String(error)}`, error);
    }
  }

  /** Waits for what was asked; the keys are whoever's who opened them. */
  async close(): Promise<void> {
    await this.#rows.idle();
  }

  #make(hashes: readonly string[], details: PersonDetails): Promise<PersonRef> {
    const person: PersonRef = asId(`p${randomBytes(16).toString("base64url")}`);
    const made = (async () => {
      try {
        // The key first: a key without rows is nothing, rows without a key would be a person nobody can open.
        await this.#keys.add(person);
        await this.#write(person, hashes, details);
        return person;
      } catch (error) {
        throw error instanceof Fault ? error : failed(`a person could not be kept: ${String(error)}`, error);
      } finally {
        for (const hash of hashes) this.#making.delete(hash);
      }
    })();
    for (const hash of hashes) this.#making.set(hash, made);
    return made;
  }

  /** In memory only once it is durable. */
  async #write(
    person: PersonRef,
    hashes: readonly string[],
    details: PersonDetails,
    drop: readonly string[] = [],
  ): Promise<void> {
    const sealed = this.seal(person, JSON.stringify(details));
    try {
      await this.#rows.add({
        person: { id: person, details: sealed },
        identities: hashes.map((hash) => ({ hash, person_id: person })),
        drop,
      });
    } catch (error) {
      throw failed(`a person could not be kept: ${String(error)}`, error);
    }
    this.#details.set(person, sealed);
    for (const hash of hashes) this.#byHash.set(hash, person);
    for (const hash of drop) if (this.#byHash.get(hash) === person) this.#byHash.delete(hash);
  }

  /** Keyed, so that who has the database alone cannot try all numbers. */
  #hash(identity: Identity): string {
    return createHmac("sha256", this.#index).update(normalIdentity(identity)).digest("base64url");
  }
}

function grouped(changes: readonly (Put | { readonly erase: string })[]): PersonsChange {
  const put: Put[] = [];
  const erase: string[] = [];
  for (const change of changes) {
    if ("erase" in change) erase.push(change.erase);
    else put.push(change);
  }
  return { put, erase };
}

function mustHave(key: KeyObject | undefined): KeyObject {
  if (key === undefined) throw failed("the keys of this data directory are not there");
  return key;
}

function failed(message: string, cause?: unknown): Fault {
  return new Fault("vault.failed", message, { retriable: true, side: "ours", cause });
}
