import type { ContactEntry } from "@legroom/model";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { contactsQueryOf } from "./contact-filter.ts";
import { contactForm, newContact, newContactForm } from "./contact-form.ts";
import { Outcome } from "./ContactImport.tsx";
import { placeNamed } from "../admin/form/faults.ts";
import { settingsOf } from "../admin/form/form-kind.ts";
import { groupDraft } from "../admin/form/shape.ts";
import type { Draft } from "../admin/form/shape.ts";

const victor: Omit<ContactEntry, "id"> = {
  name: "Victor",
  numbers: ["+15555550101", "+15555550102"],
  sipAddresses: ["sip:victor@example.com"],
  customerClass: "premium",
  language: "de",
  preferredAgent: "alice",
  owner: { agent: "bob", waitMs: 90_000 },
  vip: { reason: "board", untilAt: Date.UTC(2027, 0, 31, 12, 30) },
  blocked: { action: "low-priority", reason: "unpaid" },
  fields: { account: "4711", region: "north" },
};

const draft = (more: { readonly [field: string]: Draft } = {}) => ({
  ...groupDraft(contactForm.shape.fields, victor),
  ...more,
});

test("a contact that is opened and sent unchanged is the same contact [R-PAGE-40]", () => {
  expect(settingsOf(contactForm, draft())).toEqual({ ok: true, settings: victor });
});

test("what is left empty is left out: language, agent, flags and their ends [R-PAGE-40]", () => {
  const read = settingsOf(
    contactForm,
    draft({
      language: " ",
      preferredAgent: "",
      numbers: "\n +15555550103 \n",
      blocked: { isOn: false, action: "reject", reason: "kept while typing", untilAt: "" },
      vip: { isOn: true, reason: "board", untilAt: "" },
    }),
  );
  const { language: _, preferredAgent: __, blocked: ___, ...rest } = victor;
  expect(read).toEqual({ ok: true, settings: { ...rest, numbers: ["+15555550103"], vip: { reason: "board" } } });
});

test.each<[{ readonly [field: string]: Draft }, object]>([
  [{ name: " " }, { name: { why: "empty" } }],
  [{ name: "n".repeat(201) }, { name: { why: "too-long", limit: 200 } }],
  [{ sipAddresses: "victor" }, { sipAddresses: { why: "refused", message: "an address such as sip:name@host" } }],
  [{ vip: { isOn: true, reason: "", untilAt: "" } }, { "vip.reason": { why: "empty" } }],
  [{ blocked: { isOn: true, action: "", reason: "x", untilAt: "" } }, { "blocked.action": { why: "empty" } }],
])("%j is not sent, and the field says why [R-PAGE-40]", (more, faults) => {
  expect(settingsOf(contactForm, draft(more))).toEqual({ ok: false, faults });
});

test("a new contact needs an id that can be one", () => {
  const fresh = { ...groupDraft(newContactForm.shape.fields, newContact), name: "Nora" };
  expect(settingsOf(newContactForm, { ...fresh, id: "nora" })).toMatchObject({
    ok: true,
    settings: { id: "nora", name: "Nora", customerClass: "standard", fields: {} },
  });
  expect(settingsOf(newContactForm, { ...fresh, id: "" })).toEqual({ ok: false, faults: { id: { why: "empty" } } });
});

test("a number that is another contact's is told at the numbers", () => {
  expect(placeNamed(contactForm.shape, draft(), "numbers")).toBe("numbers");
  expect(placeNamed(contactForm.shape, draft(), "body.vip.reason")).toBe("vip.reason");
  expect(placeNamed(contactForm.shape, draft(), "expectedVersion")).toBeUndefined();
});

test("the list asks for what was chosen, and for nothing else", () => {
  expect(contactsQueryOf({ text: " ", customerClass: "", blocked: "any" })).toEqual({});
  expect(contactsQueryOf({ text: " vic ", customerClass: "vip", blocked: "no" })).toEqual({
    text: "vic",
    customerClass: "vip",
    blocked: false,
  });
});

test("a dry run says what would become of the file, and each fault by its line [R-PAGE-41]", () => {
  const faults = [
    { line: 3, field: "class", message: "no such class" },
    { line: 7, message: "3 cells where the header has 4" },
  ];
  const page = renderToStaticMarkup(
    Outcome({ outcome: { added: 5, changed: 2, unchanged: 1, faults, written: false } }),
  );
  expect(page).toContain("5 would be added, 2 changed, 1 are as they stand.");
  expect(page).toContain("2 faults: nothing can be imported");
  expect(page).toMatch(/Line 3, class.*no such class.*Line 7.*3 cells/);
});
