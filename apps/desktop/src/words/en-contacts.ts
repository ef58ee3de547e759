/** English of the directory of contacts. */
import { blockActions, customerClasses } from "@legroom/model";
import type { BlockAction } from "@legroom/model";
import type { FieldWords, Section } from "../pages/admin/form/form-words.ts";
import { classWords } from "./en-centre.ts";
import { count } from "./en-time.ts";

const blockWords: Readonly<Record<BlockAction, { label: string; line: string }>> = {
  reject: { label: "Refuse", line: "The call is refused at once." },
  busy: { label: "Busy", line: "The caller hears the busy tone." },
  "low-priority": { label: "Last", line: "Served after everybody else." },
};

export const contactWords = {
  title: "Contacts",
  more: "Who your customers are: the class and preferences by which their calls are routed. Each look is audited.",
  search: "Search",
  searchHint: "Part of a name, a number or an id.",
  customerClass: "Class",
  anyClass: "Any class",
  blocked: "Blocked",
  blockedOptions: { any: "Blocked or not", yes: "Only blocked", no: "Only not blocked" },
  none: "No contact fits.",
  noneYet: "There are no contacts yet. Add one, or import a file.",
  older: "Show more",
  listOf: "The contacts",
  heads: { name: "Name", customerClass: "Class", numbers: "Numbers", marks: "Marks", id: "Id" },
  erased: "(erased)",
  isBlocked: (action: BlockAction) => `blocked: ${blockWords[action].label.toLowerCase()}`,
  isVip: "VIP",
  add: "Add a contact",
  all: "All contacts",
  edit: (name: string) => `Contact ${name}`,
  noContact: "There is no such contact.",
  noContactMore: "It may have been taken out meanwhile.",
  changedTitle: "Somebody else changed this contact meanwhile.",
  exists: "There is a contact with this id already.",
  changedAt: (when: string, version: number) => `Version ${version}, changed ${when}`,
  blockedCalls: (amount: number) => `${count(amount, "call")} refused or put last by the block`,
  remove: "Take out",
  removeTitle: (name: string) => `Take ${name} out of the directory?`,
  removeMore: "Calls of theirs are then treated as those of a stranger. What is in the journal stays.",
  keep: "Keep it",
  removed: "Taken out.",

  importTitle: "Import contacts",
  importMore:
    "A CSV file with a header. Columns: id and name are needed; numbers and sip take several with ; between; class, language, preferredAgent, blocked, blockedReason, blockedUntil, vip, vipReason, vipUntil. Any other column is a field of your own.",
  export: "Export as CSV",
  choose: "Choose a CSV file",
  tooLarge: "This file is larger than 32 MB. Split it.",
  chosen: (name: string) => `Chosen: ${name}`,
  wouldBe: (added: number, changed: number, unchanged: number) =>
    `${added} would be added, ${changed} changed, ${unchanged} are as they stand.`,
  was: (added: number, changed: number, unchanged: number) =>
    `Imported: ${added} added, ${changed} changed, ${unchanged} as they were.`,
  faults: (amount: number) => `${count(amount, "fault")}: nothing can be imported until the file is mended.`,
  faultLine: (line: number, field: string | undefined) => `Line ${line}${field === undefined ? "" : `, ${field}`}`,
  moreFaults: (amount: number) => `and ${amount} more.`,
  importNow: "Import",
  forget: "Leave it",
  nothingNew: "The file holds nothing new.",

  sections: [
    { title: "Who it is", fields: ["id", "name", "numbers", "sipAddresses"] },
    {
      title: "How they are served",
      fields: ["customerClass", "language", "preferredAgent", "owner", "vip", "blocked"],
    },
    {
      title: "Your own fields",
      hint: "Shown with the contact; routing does not look at them.",
      fields: ["fields"],
    },
  ] satisfies readonly Section[],
  fields: {
    id: { label: "Id", hint: "Small letters, digits, dot, dash, underscore. It stays as it is." },
    name: { label: "Name", hint: "As agents see it." },
    numbers: { label: "Numbers", hint: "Telephone numbers they call from, one on each line." },
    sipAddresses: { label: "SIP addresses", hint: "Such as sip:victor@example.com, one on each line." },
    customerClass: {
      label: "Class",
      hint: "Decides the queue they enter and their place in it.",
      options: Object.fromEntries(customerClasses.map((value) => [value, { label: classWords[value] }])),
    },
    language: { label: "Language", hint: "A code such as de or en; queues may prefer agents who speak it." },
    preferredAgent: {
      label: "Preferred agent",
      hint: "Offered first, for as long as the queue waits for them.",
      none: "nobody",
    },
    owner: {
      label: "Somebody's customer",
      hint: "They wait for that agent before anybody else is offered.",
      fields: {
        agent: { label: "Owner", hint: "The agent whose customer this is." },
        waitMs: {
          label: "Wait for the owner, in seconds",
          hint: "Afterwards, or if the owner is away, it is others' turn.",
        },
      },
    },
    vip: {
      label: "Served as VIP",
      hint: "Whatever the class.",
      fields: {
        reason: { label: "Why VIP", hint: "For those who read it later." },
        untilAt: { label: "VIP until", hint: "Empty: until it is taken away." },
      },
    },
    blocked: {
      label: "Blocked",
      hint: "What becomes of their calls.",
      fields: {
        action: {
          label: "What happens",
          options: Object.fromEntries(blockActions.map((value) => [value, blockWords[value]])),
        },
        reason: { label: "Why blocked", hint: "For those who read it later." },
        untilAt: { label: "Blocked until", hint: "Empty: until it is taken away." },
      },
    },
    fields: {
      label: "Fields",
      add: "Add a field",
      row: (place: number) => `Field ${place}`,
      fields: {
        name: { label: "Name of the field", hint: "Small letters, digits, dash." },
        value: { label: "Value" },
      },
    },
  } satisfies Readonly<Record<string, FieldWords>>,
};
