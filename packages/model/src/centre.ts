/** What a centre is made of: data, versioned, changed by one command (design §11). */
import * as z from "zod";
import { customerClasses } from "./customer.ts";
import { HANDLE } from "./id.ts";
import type { AgentId, ContactId, DeviceId, PersonRef, QueueId, TopicId } from "./id.ts";

const handle = z.string().regex(HANDLE, "lower-case letters, digits, dot, dash, underscore; at most 64");
const branded = <T extends string>() => handle as unknown as z.ZodType<T>; // zod's own brands would not be ours
const ms = (low: number, high: number) => z.number().int().min(low).max(high);
const HOUR_MS = 3_600_000;

const queue = z.strictObject({
  id: branded<QueueId>(),
  name: z.string().min(1).max(100),
  /** The skill an agent must have to be offered callers of this queue. */
  requiredSkill: handle,
  members: z.array(branded<AgentId>()).max(10_000),
  /** A caller's virtual entry is the entry plus class points times this. */
  secondsPerPoint: z.number().int().min(0).max(3600),
  /** How long an agent's phone rings. */
  offerMs: ms(3000, 120_000),
  wrapUpMs: ms(0, HOUR_MS),
  /** Longest stay before the caller flows out to `overflowTo`. */
  inQueueMs: ms(1000, 24 * HOUR_MS),
  /** Offers without success before the caller flows out. */
  offersMax: z.number().int().min(1).max(100),
  overflowTo: branded<QueueId>().optional(),
  /** T of the service level (SL-C). */
  serviceLevelMs: ms(1000, HOUR_MS),
  /** A queue that is full sends the caller on, or ends the call politely. */
  waitingMax: z.number().int().min(1).max(1_000_000),
});

const agent = z.strictObject({
  id: branded<AgentId>(),
  name: z.string().min(1).max(100),
  skills: z.array(handle).max(100),
});

const topic = z.strictObject({
  id: branded<TopicId>(),
  /** The key in the front line's menu. */
  keys: z.array(z.string().regex(/^[0-9*#]$/)).max(12),
  /** The public number that leads straight to it. */
  number: handle.optional(),
});

/** The first row that fits decides: class × topic → queue. */
const entry = z.strictObject({
  customerClass: z.enum([...customerClasses, "any"]),
  topic: z.union([branded<TopicId>(), z.literal("any")]),
  queue: branded<QueueId>(),
});

const deadlines = z.strictObject({
  frontLineKeyMs: ms(1000, 60_000),
  frontLineAttempts: z.number().int().min(1).max(10),
  declineCoolDownMs: ms(0, HOUR_MS),
  sinceFirstEntryMs: ms(1000, 24 * HOUR_MS),
  liveMs: ms(1000, 24 * HOUR_MS),
  seatAwayMs: ms(1000, 600_000),
  /** A dialled phone that has not said "ringing" by then is dead. */
  noRingingMs: ms(500, 60_000),
  /** A leg that was answered and sends no audio by then is connected and marked silent. */
  silentMs: ms(100, 60_000),
  shortAbandonMs: ms(0, 60_000),
  announceEveryMs: ms(5000, HOUR_MS),
  /** Added to queue deadlines after the clock jumped or the centre was down. */
  jumpGraceMs: ms(0, HOUR_MS),
});

const device = z.strictObject({
  id: branded<DeviceId>(),
  owner: z.union([z.strictObject({ agent: branded<AgentId>() }), z.strictObject({ contact: branded<ContactId>() })]),
});

const limits = z.strictObject({
  /** New legs beyond this are refused (L13). */
  interactionsMax: z.number().int().min(1).max(1_000_000),
});

const body = {
  name: z.string().min(1).max(100),
  queues: z.array(queue).max(1000),
  agents: z.array(agent).max(100_000),
  people: z
    .array(
      z.strictObject({ id: handle, name: z.string().min(1).max(100), role: z.enum(["supervisor", "administrator"]) }),
    )
    .max(1000),
  topics: z.array(topic).max(100),
  entries: z.array(entry).max(1000),
  frontLine: z.strictObject({ number: handle, defaultTopic: branded<TopicId>() }),
  devices: z.array(device).max(200_000),
  deadlines,
  limits,
};

const contactFile = z.strictObject({
  id: branded<ContactId>(),
  customerClass: z.enum(customerClasses),
  name: z.string().min(1).max(200),
  /** Telephone numbers, as people write them. */
  numbers: z.array(z.string().min(1).max(64)).max(20),
});

/** A centre as people write and read it: the file of export and import, without secrets. */
export const centreFile = z.strictObject({ ...body, contacts: z.array(contactFile).max(100_000) });
export type CentreFile = z.infer<typeof centreFile>;

export type QueueConfig = z.infer<typeof queue>;
export type AgentConfig = z.infer<typeof agent>;
export type TopicConfig = z.infer<typeof topic>;
export type EntryRow = z.infer<typeof entry>;
export type DeviceConfig = z.infer<typeof device>;
export type DeadlineConfig = z.infer<typeof deadlines>;

/** A contact in the journal: name and numbers are the vault's (L12). */
export type ContactConfig = {
  readonly id: ContactId;
  readonly customerClass: CentreFile["contacts"][number]["customerClass"];
  readonly person: PersonRef;
};

/** A centre as the machine holds it: the file with its contacts sealed. */
export type CentreConfig = Omit<CentreFile, "contacts"> & { readonly contacts: readonly ContactConfig[] };
