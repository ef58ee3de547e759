/** A centre's file and what the machine holds of it: names and numbers of contacts are the vault's (L12). */
import { readNumber } from "@legroom/engine/ports";
import type { Identity, PersonDetails, Vault } from "@legroom/engine/ports";
import type { CentreConfig, CentreFile, ContactConfig, PersonRef } from "@legroom/model";

type ContactFile = CentreFile["contacts"][number];

/** What stands for a contact whose person was erased. */
const ERASED = "(erased)";

/**
 * The file as the machine may hold it: each contact's name and numbers are sealed first. Durable when it resolves.
 * A contact that `before` knows stays the same person, whatever became of its phones and numbers.
 */
export async function sealCentreFile(file: CentreFile, vault: Vault, before?: CentreConfig): Promise<CentreConfig> {
  const known = new Map(before?.contacts.map(({ id, person }) => [id, person]));
  const contacts: ContactConfig[] = [];
  for (const contact of file.contacts) {
    const { id, customerClass } = contact;
    contacts.push({ id, customerClass, person: await keepContact(contact, { file, vault, person: known.get(id) }) });
  }
  return { ...file, contacts };
}

/** The file as people write it, without secrets; an erased contact keeps its id and class. */
export function openCentreFile(config: CentreConfig, vault: Vault): CentreFile {
  const contacts = config.contacts.map(({ id, customerClass, person }): ContactFile => {
    const details = vault.describe(person);
    return { id, customerClass, name: details?.name ?? ERASED, numbers: numbersOf(details) };
  });
  return { ...config, contacts };
}

type Keeping = { readonly file: CentreFile; readonly vault: Vault; readonly person: PersonRef | undefined };

async function keepContact(contact: ContactFile, { file, vault, person }: Keeping): Promise<PersonRef> {
  const details = person === undefined ? undefined : vault.describe(person);
  // Nothing is made of what was erased, and nothing is written twice.
  if (person !== undefined && details === undefined && contact.name === ERASED) return person;
  const identities = [...(details?.identities ?? []), ...identitiesOf(contact, file)];
  const distinct = [...new Map(identities.map((one) => [`${one.kind}:${one.value}`, one])).values()];
  if (person !== undefined && contact.name === details?.name && distinct.length === details.identities.length)
    return person;
  return vault.keep({ name: contact.name, identities: distinct });
}

/** Its phones first, as telephony names who proved to be one; numbers are what others may show (L11). */
function identitiesOf(contact: ContactFile, file: CentreFile): Identity[] {
  const phones = file.devices
    .filter(({ owner }) => "contact" in owner && owner.contact === contact.id)
    .map(({ id }): Identity => ({ kind: "sip", value: `sip:${id}` }));
  // A contact without a phone of ours still needs something to be found by; no phone can have a slash in its name.
  const itself: Identity = { kind: "sip", value: `sip:contact/${contact.id}` };
  const numbers = contact.numbers.map((value): Identity => {
    const read = readNumber(value, file.callers.country);
    return { kind: "tel", value: read.ok ? read.number : value };
  });
  return [...(phones.length === 0 ? [itself] : phones), ...numbers];
}

function numbersOf(details: PersonDetails | undefined): string[] {
  return (details?.identities ?? []).filter(({ kind }) => kind === "tel").map(({ value }) => value);
}
