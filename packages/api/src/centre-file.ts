/** A centre's file and what the machine holds of it: names and numbers of contacts are the vault's (L12). */
import type { Identity, PersonDetails, Vault } from "@legroom/engine/ports";
import type { CentreConfig, CentreFile, ContactConfig, ContactId } from "@legroom/model";

type ContactFile = CentreFile["contacts"][number];

/** What stands for a contact whose person was erased. */
const ERASED = "(erased)";

/** The file as the machine may hold it: each contact's name and numbers are sealed first. Durable when it resolves. */
export async function sealCentreFile(file: CentreFile, vault: Vault): Promise<CentreConfig> {
  const contacts: ContactConfig[] = [];
  for (const contact of file.contacts) {
    const person = await vault.keep({ name: contact.name, identities: identitiesOf(contact, file) });
    contacts.push({ id: contact.id, customerClass: contact.customerClass, person });
  }
  return { ...file, contacts };
}

/** The file as people write it, without secrets; an erased contact keeps its id and class. */
export function openCentreFile(config: CentreConfig, vault: Vault): CentreFile {
  const contacts = config.contacts.map((contact): ContactFile => {
    const details = vault.describe(contact.person);
    return {
      id: contact.id,
      customerClass: contact.customerClass,
      name: details?.name ?? ERASED,
      numbers: numbersOf(details),
    };
  });
  return { ...config, contacts };
}

/** Their devices first: a contact is found by the account that proved itself, numbers are labels (L11). */
function identitiesOf(contact: ContactFile, file: CentreFile): Identity[] {
  const devices = file.devices.filter((device) => "contact" in device.owner && device.owner.contact === contact.id);
  const own = devices.length === 0 ? [contactIdentity(contact.id)] : [];
  return [
    ...devices.map((device): Identity => ({ kind: "sip", value: device.id })),
    ...own,
    ...contact.numbers.map((value): Identity => ({ kind: "tel", value })),
  ];
}

/** A contact without a phone of ours still needs something to be found by at the next import. */
function contactIdentity(id: ContactId): Identity {
  return { kind: "sip", value: `contact/${id}` };
}

function numbersOf(details: PersonDetails | undefined): string[] {
  return (details?.identities ?? []).filter(({ kind }) => kind === "tel").map(({ value }) => value);
}
