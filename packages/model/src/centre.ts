/** What a centre is made of: data, versioned, changed by one command (design §11). */
import * as z from "zod";
import { countries } from "./country.ts";
import { customerClasses } from "./customer.ts";
import { HANDLE } from "./id.ts";
import { LEVEL_MAX, parseRequirement, REQUIREMENT_CHARS_MAX } from "./requirement.ts";
import { strategies } from "./strategy.ts";
import type { AgentId, ContactId, DeviceId, PersonRef, QueueId, TopicId } from "./id.ts";

const handle = z.string().regex(HANDLE, "lower-case letters, digits, dot, dash, underscore; at most 64");
const branded = <T extends string>() => handle as unknown as z.ZodType<T>; // zod's own brands would not be ours
const ms = (low: number, high: number) => z.number().int().min(low).max(high);
const HOUR_MS = 3_600_000;

/** An expression of requirement.ts. */
const requirement = z
  .string()
  .min(1)
  .max(REQUIREMENT_CHARS_MAX)
  .superRefine((text, context) => {
    const read = parseRequirement(text);
    if (!read.ok)
      context.addIssue({ code: "custom", message: `${read.fault.message} (at character ${read.fault.at + 1})` });
  });

const classPoints = z.strictObject({
  vip: z.number().int().min(0).max(10_000),
  premium: z.number().int().min(0).max(10_000),
  standard: z.number().int().min(0).max(10_000),
  trial: z.number().int().min(0).max(10_000),
});

const band = z.number().int().min(0).max(9);

/** A class that has waited so long goes to another band, and the supervisor is told where `tell` says so. */
const escalation = z.strictObject({
  customerClass: z.enum([...customerClasses, "any"]),
  afterMs: ms(1000, 24 * HOUR_MS),
  toBand: band,
  tell: z.boolean(),
});

/**
 * A step that lets others be offered the caller too, and nobody less than the one before (R-ROUTE-170). Steps are taken in
 * their order. `waited` and `position` are of the caller; `estimate` and `staffing` are of the whole queue, and are taken
 * back when the condition has ended: `estimate` at half of it, and not for those who wait already (R-ROUTE-171).
 */
const relaxation = z.strictObject({
  when: z.discriminatedUnion("by", [
    /** This long in this queue. */
    z.strictObject({ by: z.literal("waited"), afterMs: ms(1000, 24 * HOUR_MS) }),
    /** This far ahead in line, from 1. */
    z.strictObject({ by: z.literal("position"), atMost: z.number().int().min(1).max(100) }),
    /** The middle of the estimated wait of the last in line is longer than this. */
    z.strictObject({ by: z.literal("estimate"), overMs: ms(1000, 24 * HOUR_MS) }),
    /** No more agents than this are signed in who meet the queue's own requirement. */
    z.strictObject({ by: z.literal("staffing"), atMost: z.number().int().min(0).max(10_000) }),
  ]),
  /** In place of the queue's requirement from then on. */
  requires: requirement,
});

/** Members of another queue help while this queue is in trouble, and for at least `leastMs`. */
const borrowing = z.strictObject({
  from: branded<QueueId>(),
  /** Begins when the condition holds, and ends when it is under `endsAt`: lower, so that agents do not flap. */
  when: z.enum(["waiting", "oldest-wait-ms", "estimate-ms"]),
  startsAt: z.number().int().min(1).max(86_400_000),
  endsAt: z.number().int().min(0).max(86_400_000),
  leastMs: ms(0, HOUR_MS),
});

export const wrapUpModes = ["off", "optional", "mandatory", "forced", "requested"] as const;
/**
 * `optional`: until the agent ends it, or the limit. `mandatory`: the same, but the agent ends it only with a
 * disposition. `forced`: exactly the limit. `requested`: only if the agent asked for it during the talk. `off`: none.
 */
export type WrapUpMode = (typeof wrapUpModes)[number];

const queue = z.strictObject({
  id: branded<QueueId>(),
  name: z.string().min(1).max(100),
  /** Whom callers of this queue may be offered to: an expression of requirement.ts, such as `sales >= 5`. */
  requires: requirement,
  /** In their order: some strategies go by it. */
  members: z.array(branded<AgentId>()).max(10_000),
  /** Members who come after others: a later tier (1 is the first), or only for callers who have waited `delayMs`. */
  tiers: z
    .array(
      z.strictObject({
        agent: branded<AgentId>(),
        tier: z.number().int().min(1).max(9),
        delayMs: ms(0, 24 * HOUR_MS),
      }),
    )
    .max(10_000),
  /** How the best of those who may be offered the caller is found (strategy.ts). */
  strategy: z.enum(strategies),
  /** `ring-progressively`: one more agent after each of these. */
  progressMs: ms(1000, 120_000),
  /** Class points: fewer, sooner answered. A row of `entries` may say otherwise. */
  points: classPoints,
  /** A caller's virtual entry is the entry plus class points times this. */
  secondsPerPoint: z.number().int().min(0).max(3600),
  /** Callers are served by band first, lowest first: 0 front, 1 normal. */
  bands: z.strictObject({ vip: band, premium: band, standard: band, trial: band }),
  escalations: z.array(escalation).max(10),
  relaxations: z.array(relaxation).max(20),
  /** How long a caller waits for the one agent they prefer, before others are offered; 0: not at all. */
  preferredMs: ms(0, HOUR_MS),
  /** ... unless the estimated wait of the agent's own talk is longer than this. */
  preferredUnderMs: ms(0, HOUR_MS),
  /** Whether the agent whom the customer talked to last counts as preferred: if member of this queue, or any. */
  lastAgent: z.enum(["off", "members", "any"]),
  /** The caller's language is required of the agent, for so long in this queue; 0: never. */
  languageMs: ms(0, 24 * HOUR_MS),
  /** What a talk of this queue takes of an agent's capacity. */
  units: z.number().int().min(1).max(100),
  /** Talks of these queues do not count against the agent's capacity when a caller of this one is offered. */
  interrupts: z.array(branded<QueueId>()).max(100),
  /** Between queues that an agent serves, by the centre's `betweenQueues`. */
  weight: z.number().int().min(1).max(100),
  /** How long an agent's phone rings. */
  offerMs: ms(3000, 120_000),
  wrapUpMode: z.enum(wrapUpModes),
  wrapUpMs: ms(0, HOUR_MS),
  /** How much longer, in all, an agent may make one wrap-up. */
  wrapUpExtensionMs: ms(0, HOUR_MS),
  /** Longest stay before the caller flows out to `overflowTo`. */
  inQueueMs: ms(1000, 24 * HOUR_MS),
  /** Offers without success before the caller flows out. */
  offersMax: z.number().int().min(1).max(100),
  overflowTo: branded<QueueId>().optional(),
  /** T of the service level (SL-C). */
  serviceLevelMs: ms(1000, HOUR_MS),
  /** A queue that is full sends the caller on, or ends the call politely. */
  waitingMax: z.number().int().min(1).max(1_000_000),
  /** What is said between the music. */
  tellPosition: z.boolean(),
  tellEstimate: z.boolean(),
  tellComfort: z.boolean(),
  /** Agents of another queue who help. */
  borrows: z.array(borrowing).max(10),
});

const levels = z.record(handle, z.number().int().min(1).max(LEVEL_MAX));

const agent = z.strictObject({
  id: branded<AgentId>(),
  name: z.string().min(1).max(100),
  skills: z.array(handle).max(100),
  /** Levels of skills, 1 to 10; a skill without one has 5. */
  levels,
  /** Codes such as `de`, with levels. */
  languages: levels,
  /** Units of work at once (a queue says what a talk takes). */
  capacity: z.number().int().min(1).max(100),
});

/** Why an agent is not available, in the centre's own words. */
const reasonCode = z.strictObject({
  id: handle,
  name: z.string().min(1).max(100),
  presence: z.enum(["busy", "away", "break", "offline"]),
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
  /** In place of the queue's points for the class. */
  points: z.number().int().min(0).max(10_000).optional(),
  /** Required besides what the queue requires. */
  requires: requirement.optional(),
});

/**
 * How the queues that an agent serves are compared by their heads. `order`: as callers in one queue. `weight`: the heavier
 * queue first. `fair-share`: each gets offers in proportion to its weight. `service-level-risk`: time left to the target
 * over predicted wait, the least first.
 */
export const queueComparisons = ["order", "weight", "fair-share", "service-level-risk"] as const;
export type QueueComparison = (typeof queueComparisons)[number];

/** An operator whose equipment asserts who calls: from these addresses alone. */
const trunk = z.strictObject({
  name: z.string().min(1).max(100),
  /** IPv4 or IPv6, one address or a network such as `192.0.2.0/24`, as they come to us. */
  addresses: z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: "an address or a network such as 192.0.2.0/24 or 2001:db8::/48",
      }),
    )
    .min(1)
    .max(50),
});

const callers = z.strictObject({
  /** A number that nobody proved: its contact's class and preferences count, or only its blocking. */
  unverifiedNumbers: z.enum(["standard", "as-contact"]),
  /** Directory and CRM together: past it the caller goes on as who they are proven to be. */
  lookUpMs: ms(50, 5000),
  /** Who calls by one of these is who the trunk says (RFC 3325), else who they write; of all others it is a claim. */
  trustedTrunks: z.array(trunk).max(100).optional(),
  /** Where numbers are at home that are written without a country code; without it only `+…` is understood. */
  country: z.enum(countries, { error: "a country by ISO 3166-1, such as DE" }).optional(),
});

const performance = z.strictObject({
  /** Lower limits of the bands in thousandths, the best first: 800, 600, 400 makes four bands. */
  bands: z.array(z.number().int().min(1).max(999)).max(9),
  /** How many offers the prior weighs. */
  priorOffers: z.number().int().min(1).max(1000),
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
  reasonCodes: z.array(reasonCode).max(50),
  betweenQueues: z.enum(queueComparisons),
  callers,
  performance,
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

/** The settings of one queue. */
export const queueSettings = queue;

export type QueueConfig = z.infer<typeof queue>;
export type AgentConfig = z.infer<typeof agent>;
export type TopicConfig = z.infer<typeof topic>;
export type EntryRow = z.infer<typeof entry>;
export type CallerConfig = z.infer<typeof callers>;
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
