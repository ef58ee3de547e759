/** A vault in memory for tests: what it seals cannot be read in its text, and is gone with its person. */
import { createHmac, randomBytes } from "node:crypto";
import { asId } from "@legroom/model";
import type { PersonRef, Sealed } from "@legroom/model";
import type { Identity, PersonDetails, Vault } from "@legroom/engine/ports";

export class MemoryVault implements Vault {
  readonly #people = new Map<PersonRef, { details: PersonDetails; key: Buffer }>();
  readonly #byIdentity = new Map<string, PersonRef>();
  readonly #texts = new Map<string, { owner: PersonRef | "centre"; text: string }>();

  identify(identity: Identity): Promise<PersonRef> {
    return this.keep({ identities: [identity] });
  }

  keep(details: PersonDetails): Promise<PersonRef> {
    const names = details.identities.map(({ kind, value }) => `${kind}:${value}`);
    const known = names.map((name) => this.#byIdentity.get(name)).find((person) => person !== undefined);
    const person = known ?? asId<"person">(`person-${this.#people.size + 1}`);
    for (const name of names) this.#byIdentity.set(name, person);
    const before = this.#people.get(person);
    const identities = [...(before?.details.identities ?? []), ...details.identities];
    const name = details.name ?? before?.details.name;
    const kept = { identities, ...(name === undefined ? {} : { name }) };
    this.#people.set(person, { details: kept, key: before?.key ?? randomBytes(32) });
    return Promise.resolve(person);
  }

  describe(person: PersonRef): PersonDetails | undefined {
    return this.#people.get(person)?.details;
  }

  seal(owner: PersonRef | "centre", text: string): Sealed {
    if (owner !== "centre" && !this.#people.has(owner)) throw new Error("erased");
    const sealed: Sealed = asId(`sealed-${randomBytes(12).toString("hex")}`);
    this.#texts.set(sealed, { owner, text });
    return sealed;
  }

  open(sealed: Sealed): string | undefined {
    const entry = this.#texts.get(sealed);
    if (entry === undefined || (entry.owner !== "centre" && !this.#people.has(entry.owner))) return undefined;
    return entry.text;
  }

  deriveKey(person: PersonRef, purpose: string): Uint8Array | undefined {
    const key = this.#people.get(person)?.key;
    return key === undefined ? undefined : createHmac("sha256", key).update(purpose).digest();
  }

  erase(person: PersonRef): Promise<void> {
    this.#people.delete(person);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
