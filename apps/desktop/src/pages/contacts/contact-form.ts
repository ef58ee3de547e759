/** The form of a contact. */
import { blockActions, contactEntry, customerClasses } from "@legroom/model";
import type { ContactEntry } from "@legroom/model";
import { contactWords as words } from "../../words/en-contacts.ts";
import type { FormKind } from "../admin/form/form-kind.ts";
import type { Shape } from "../admin/form/shape.ts";

const flag = { reason: { kind: "text" }, untilAt: { kind: "instant" } } as const satisfies Record<string, Shape>;
const text = { kind: "text" } as const;

const fields = {
  name: text,
  numbers: { kind: "lines" },
  sipAddresses: { kind: "lines" },
  customerClass: { kind: "choice", of: customerClasses },
  language: { kind: "text", isOptional: true },
  preferredAgent: { kind: "id", of: "agents", isOptional: true },
  owner: {
    kind: "maybe",
    fields: { agent: { kind: "id", of: "agents" }, waitMs: { kind: "number", unit: 1000 } },
  },
  vip: { kind: "maybe", fields: flag },
  blocked: { kind: "maybe", fields: { action: { kind: "choice", of: blockActions }, ...flag } },
  fields: { kind: "record", of: text },
} as const satisfies Record<string, Shape>;

const shared = {
  fields: words.fields,
  sections: words.sections,
  changedCode: "contact.changed",
};

/** Of one that is there: its id stays. */
export const contactForm: FormKind<Omit<ContactEntry, "id">> = {
  ...shared,
  shape: { kind: "group", fields },
  schema: contactEntry.omit({ id: true }),
  changedTitle: words.changedTitle,
};

export const newContactForm: FormKind<ContactEntry> = {
  ...shared,
  shape: { kind: "group", fields: { id: text, ...fields } },
  schema: contactEntry,
  changedTitle: words.exists,
};

/** What a new one begins with. */
export const newContact = { customerClass: "standard" } as const;
