/** A vault in memory for tests: what it seals cannot be read in its text, and is gone with its person. */
import { createHmac, randomBytes } from "node:crypto";
import { asId } from "@legroom/model";
import type { PersonRef, Sealed } from "@legroom/model";
import type { Identity, PersonDetails, Vault } from "@legroom/engine/ports";

export class MemoryVault implements Vault {
  readonly #master = randomBytes(32);
  readonly #people = new Map<PersonRef, PersonDetails>();
  readonly #byIdentity = new Map<string, PersonRef>();
  readonly #erased = new Set<PersonRef>();
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
    const identities = before === undefined ? details.identities : before.identities;
    const name = details.name ?? before?.name;
    this.#people.set(person, { identities, ...(name === undefined ? {} : { name }) });
    return Promise.resolve(person);
  }

  describe(person: PersonRef): PersonDetails | undefined {
    return this.#erased.has(person) ? undefined : this.#people.get(person);
  }

  seal(owner: PersonRef | "centre", text: string): Sealed {
    if (this.#isErased(owner)) throw new Error("erased");
    const sealed: Sealed = asId(`sealed-${randomBytes(12).toString("hex")}`);
    this.#texts.set(sealed, { owner, text });
    return sealed;
  }

  open(sealed: Sealed): string | undefined {
    const entry = this.#texts.get(sealed);
    return entry === undefined || this.#isErased(entry.owner) ? undefined : entry.text;
  }

  /** Anybody has a key here, until erased: tests name people as they like. */
  deriveKey(person: PersonRef, purpose: string): Uint8Array | undefined {
    if (this.#erased.has(person)) return undefined;
    return createHmac("sha256", this.#master).update(`${person} ${purpose}`).digest();
  }

  erase(person: PersonRef): Promise<void> {
    this.#erased.add(person);
    for (const [name, one] of this.#byIdentity) if (one === person) this.#byIdentity.delete(name);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #isErased(owner: PersonRef | "centre"): boolean {
    return owner !== "centre" && this.#erased.has(owner);
  }
}
