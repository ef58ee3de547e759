/** English of the administration. */
import type { ListName } from "../pages/admin/centre-text.ts";
import type { FieldError, QueueField } from "../pages/admin/queue-draft.ts";
import { count } from "./en-time.ts";

export const adminWords = {
  title: "Administration",
  parts: "Parts of the administration",
  people: "People",
  phones: "Phones",
  queues: "Queues",
  contacts: "Contacts",
  centre: "Centre file",
  filter: "Filter",
  nothing: "Nothing fits the filter.",
  more: (amount: number) => `${amount} more; type to find them.`,
  copy: "Copy",
  copied: "Copied.",
  copyByHand: "It is marked: copy it with Ctrl+C.",

  peopleMore: "Who may sign in, and where they are signed in. People are added and removed in the centre file.",
  name: "Name",
  role: "Role",
  password: "Password",
  hasPassword: "set",
  noPassword: "none: needs a link",
  openSignIns: "Sign-ins",
  actions: "Actions",
  makeLink: "Make a link",
  makeLinkFor: (name: string) => `Make a link for ${name}`,
  signInsOf: (name: string) => `Sign-ins of ${name}`,
  showSignIns,
  showSignInsOf: (name: string, amount: number) => `${showSignIns(amount)}: sign-ins of ${name}`,
  allPeople: "All people",
  allAccounts: "All phone accounts",
  everyQueue: "Every queue",
  linkFor: (name: string) => `Link for ${name}`,
  linkMore: "Shown this once. Whoever opens it is signed in as this person: send it on a way that only they read.",
  linkUntil: (time: string) => `Works once, until ${time}.`,
  link: "Link",

  phonesMore: "Accounts that SIP phones sign in with. An agent's browser needs none: signing in is enough.",
  device: "Account",
  owner: "Belongs to",
  ofAgent: (name: string) => name,
  ofContact: (id: string) => `contact ${id}`,
  secret: "Secret",
  hasSecret: "made",
  noSecret: "none: no phone can sign in",
  registered: "Phones there now",
  noPhone: "none",
  notKnown: "not told for contacts",
  reached: "can be rung",
  lost: (cause: string) => `lost: ${cause}`,
  makeSecret: "Make a secret",
  newSecret: "Make a new secret",
  secretFor: (device: string) => `Make a secret for ${device}`,
  newSecretFor: (device: string) => `Make a new secret for ${device}`,
  newSecretTitle: (device: string) => `Make a new secret for ${device}?`,
  newSecretMore: "A phone that uses the old one cannot sign in again until it is given the new one.",
  keep: "Keep the old one",
  secretTitle: (device: string) => `Phone account ${device}`,
  secretMore: "Type this into the phone. The secret is shown this once.",
  address: "Address",
  user: "User",
  server: "Server",
  port: "Port",
  transports: "Transport",
  noDevices: "The centre has no accounts for phones.",

  queuesMore: "How each queue rings, waits and counts. Changes hold from the next call on.",
  edit: (name: string) => `Settings of ${name}`,
  allQueues: "All queues",
  noQueue: "There is no such queue.",
  save: "Save",
  saved: "Saved.",
  nothingChanged: "Nothing is changed.",
  noVersion: "The server does not say which version it holds; save by the centre file.",
  unsaved: (amount: number) => `${count(amount, "change")} not saved`,
  discard: "Discard my changes",
  faulty: "Not saved: some fields need another look.",
  conflictTitle: "Somebody else changed this queue meanwhile.",
  taken: (fields: string) => `Taken over from them, since you had not touched it: ${fields}.`,
  conflictMore: "You both changed what follows. What you typed is kept; choose, then save.",
  mine: (value: string) => `You: ${value}`,
  theirs: (value: string) => `Now in force: ${value}`,
  useTheirs: "Use theirs",
  useTheirsOf: (field: string) => `Use theirs for ${field}`,
  fields: {
    name: "Name",
    requires: "Required skill",
    offerMs: "Ring for (seconds)",
    wrapUpMs: "Wrap-up (seconds)",
    inQueueMs: "Longest stay (seconds)",
    serviceLevelMs: "Service level (seconds)",
    offersMax: "Offers at most",
    waitingMax: "Callers that may wait",
    members: "Members",
  } satisfies Record<QueueField, string>,
  hints: {
    name: undefined,
    requires: "Only members with this skill are offered its callers.",
    offerMs: "How long an agent's phone or browser rings.",
    wrapUpMs: "Time for notes after a talk; 0 for none.",
    inQueueMs: "Then the caller moves on to the overflow queue.",
    serviceLevelMs: "An answer within it is in time.",
    offersMax: "Without success so often, the caller moves on.",
    waitingMax: "Beyond it callers are sent on or turned away.",
    members: undefined,
  } satisfies Record<QueueField, string | undefined>,
  fieldError: (error: FieldError): string => {
    switch (error.why) {
      case "empty":
        return "Something is needed here.";
      case "not-a-number":
        return "Type a number.";
      case "not-a-handle":
        return "Small letters, digits, dot, dash, underscore; at most 64.";
      case "too-long":
        return "At most 100 characters.";
      case "out-of-range":
        return `From ${error.low} to ${error.high}.`;
      case "refused":
        return error.message;
      default:
        return error satisfies never;
    }
  },
  membersChosen: (amount: number) => `${count(amount, "member")} chosen`,
  chosenOf: (amount: number) => `${amount} chosen`,
  findIn: (label: string) => `Find: ${label}`,
  findMembers: "Find agents",
  skillMissing: "lacks the skill",

  centreMore: "The whole centre as one file: queues, agents, people, phones, contacts. Without secrets and passwords.",
  version: (version: number | undefined) => (version === undefined ? "Version not told" : `Version ${version}`),
  download: "Download",
  upload: "Replace the centre by a file",
  uploadMore: "It is checked first, and you see what would change before anything does.",
  choose: "Choose a file",
  chosen: (name: string) => `Chosen: ${name}`,
  check: {
    "not-json": "This file is not JSON. A centre file is what Download gives.",
    "too-large": "This file is larger than 32 MB; no centre is.",
    invalid: "This file is not a centre yet:",
  },
  moreProblems: (amount: number) => `and ${amount} more.`,
  same: "This file is the centre as it is now: nothing would change.",
  would: "What would change",
  lists: {
    queues: "Queues",
    agents: "Agents",
    people: "People",
    topics: "Topics",
    devices: "Phone accounts",
    contacts: "Contacts",
  } satisfies Record<ListName, string>,
  added: (ids: string) => `new: ${ids}`,
  removed: (ids: string) => `gone: ${ids}`,
  changed: (ids: string) => `changed: ${ids}`,
  settings: {
    name: "The centre's name",
    entries: "Who enters which queue",
    frontLine: "The front line",
    deadlines: "Deadlines",
    limits: "Limits",
  } as Readonly<Record<string, string>>,
  replace: "Replace the centre",
  replaced: "The centre is replaced.",
  forget: "Leave it",
  centreChanged:
    "Somebody else changed the centre after you had chosen the file. What would change is compared anew: look again, then replace.",
  notReplaced: "The centre refused the file:",
  andMore: (shown: string, more: number) => (more === 0 ? shown : `${shown} and ${more} more`),
};

function showSignIns(amount: number): string {
  return amount === 0 ? "none open" : `${amount} open`;
}
