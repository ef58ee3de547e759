/** The port of secrets and personal data: what the journal only refers to (L12). */
import type { PersonRef, Sealed } from "@legroom/model";

/** A person's identity as the outside writes it. */
export type Identity = { readonly kind: "sip" | "tel"; readonly value: string };

export type PersonDetails = { readonly name?: string; readonly identities: readonly Identity[] };

export interface Vault {
  /** The person with this identity, made if nobody has it. Durable (key and index) when it resolves. */
  identify(identity: Identity): Promise<PersonRef>;
  /** Makes or completes a person with a name and identities, such as a contact. Returns who has the first identity. */
  keep(details: PersonDetails): Promise<PersonRef>;
  /** Undefined when erased or unknown. */
  describe(person: PersonRef): PersonDetails | undefined;
  /** Seals text under a person's key, or under the centre's own. Synchronous: keys are in memory. */
  seal(owner: PersonRef | "centre", text: string): Sealed;
  /** Undefined when the key is gone or the text is not ours. */
  open(sealed: Sealed): string | undefined;
  /** 32 bytes for one purpose, derived from the person's key: gone with it. Undefined when erased. */
  deriveKey(person: PersonRef, purpose: string): Uint8Array | undefined;
  /** Destroys the person's key, index entries and details. Durable when it resolves. */
  erase(person: PersonRef): Promise<void>;
  close(): Promise<void>;
}
