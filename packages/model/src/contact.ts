/** Who the customers are: the directory of contacts, and what a look-up of a caller gives. */
import * as z from "zod";
import { customerClasses } from "./customer.ts";
import type { CustomerClass } from "./customer.ts";
import { HANDLE } from "./id.ts";
import type { AgentId, ContactId, PersonRef } from "./id.ts";
import type { UnixMs } from "./time.ts";

/** What becomes of a blocked caller: 603, 486, or served after everybody else. */
export const blockActions = ["reject", "busy", "low-priority"] as const;
export type BlockAction = (typeof blockActions)[number];

const handle = z.string().regex(HANDLE, "lower-case letters, digits, dot, dash, underscore; at most 64");
const instant = z.number().int().min(0);

/** Longer than this nobody is kept waiting for one agent alone. */
export const OWNER_WAIT_MS_MAX = 3_600_000;

/** A flag on a contact: why, and until when (UTC ms; absent: until it is taken away). */
const flag = { reason: z.string().min(1).max(200), untilAt: instant.optional() };

/** A contact as people write and read it. */
export const contactEntry = z.strictObject({
  id: handle,
  name: z.string().min(1).max(200),
  /** Telephone numbers; kept as E.164 where they can be read so. */
  numbers: z.array(z.string().min(1).max(64)).max(20),
  /** SIP addresses that this contact calls from, such as `sip:victor@example.com`. */
  sipAddresses: z.array(z.string().regex(/^sips?:[^\s]{1,200}$/, "an address such as sip:name@host")).max(20),
  customerClass: z.enum(customerClasses),
  /** A code such as `de` or `en`. */
  language: handle.optional(),
  /** Offered first, for as long as the queue waits for them. */
  preferredAgent: handle.optional(),
  /** Whose customer this is: waited for before anybody else is offered, and no longer than this price in ms; 0: not at all. */
  owner: z.strictObject({ agent: handle, waitMs: z.number().int().min(0).max(OWNER_WAIT_MS_MAX) }).optional(),
  blocked: z.strictObject({ action: z.enum(blockActions), ...flag }).optional(),
  /** Served as VIP, whatever the class. */
  vip: z.strictObject(flag).optional(),
  /** The centre's own fields. */
  fields: z.record(handle, z.string().max(500)),
});
export type ContactEntry = z.infer<typeof contactEntry>;

/** What a look-up says of a caller. Nothing personal: it stands in the journal (L12). */
export type CallerFacts = {
  readonly contactId?: ContactId;
  readonly customerClass: CustomerClass;
  readonly language?: string;
  readonly preferredAgentId?: AgentId;
  /** Whose customer they are, and how long they wait for that agent alone. */
  readonly ownedBy?: { readonly agentId: AgentId; readonly waitMs: number };
  readonly blocked?: BlockAction;
};

/** Who is asked for. */
export type CallerQuestion = {
  readonly person: PersonRef;
  /** The device that proved itself belongs to this contact. */
  readonly contactId?: ContactId;
  /** The number dialled. */
  readonly to: string;
  /** Nothing that is not known by then counts. */
  readonly untilAt: UnixMs;
};

/** Where the answer came from: `none` knew nobody, `late` and `failed` fell back. */
export const callerSources = ["directory", "crm", "none", "late", "failed"] as const;
export type CallerSource = (typeof callerSources)[number];
