/** The centre that a clean machine starts with (design §11): seven queues, four agents, four contacts. */
import { defaultCentreSettings, defaultQueueSettings } from "./centre-upgrade.ts";
import type { AgentConfig, CentreFile, DeviceConfig, EntryRow, QueueConfig, TopicConfig } from "./centre.ts";
import { asId } from "./id.ts";
import type { AgentId, QueueId, TopicId } from "./id.ts";

const all: readonly AgentId[] = ["alice", "bob", "carol", "david"].map((id) => asId<"agent">(id));
const david: AgentId = asId("david");

/** The default centre as a file, without secrets: they are made when a phone is asked for. */
export function defaultCentre(): CentreFile {
  return {
    name: "Legroom",
    queues: [
      makeQueue("sales", "Sales", "sales", [asId("alice"), david]),
      makeQueue("support", "Support", "technical_support", [asId("bob"), david]),
      makeQueue("billing", "Billing", "billing", [asId("carol"), david]),
      makeQueue("general", "General", "general", all),
      makeQueue("vip", "VIP", "vip", [david]),
      makeQueue("premium", "Premium", "general", all),
      makeQueue("overflow", "Overflow", "general", all),
    ],
    agents: [
      makeAgent("alice", "Alice", ["sales", "general"]),
      makeAgent("bob", "Bob", ["technical_support", "general"]),
      makeAgent("carol", "Carol", ["billing", "general"]),
      makeAgent("david", "David", ["vip", "sales", "technical_support", "billing", "general"]),
    ],
    people: [
      { id: "grace", name: "Grace", role: "supervisor" },
      { id: "admin", name: "Administrator", role: "administrator" },
    ],
    topics: [
      makeTopic("sales", ["1"]),
      makeTopic("support", ["2"]),
      makeTopic("billing", ["3"]),
      makeTopic("general", ["4", "0"]),
    ],
    entries: entries(),
    frontLine: { number: "main", defaultTopic: asId("general") },
    devices: devices(),
    deadlines: {
      frontLineKeyMs: 6000,
      frontLineAttempts: 2,
      declineCoolDownMs: 30_000,
      sinceFirstEntryMs: 900_000,
      liveMs: 14_400_000,
      seatAwayMs: 20_000,
      noRingingMs: 3000,
      silentMs: 2000,
      shortAbandonMs: 5000,
      announceEveryMs: 30_000,
      jumpGraceMs: 30_000,
    },
    limits: { interactionsMax: 1000 },
    reasonCodes: reasonCodes(),
    ...defaultCentreSettings,
    contacts: [
      { id: asId("victor"), customerClass: "vip", name: "Victor", numbers: ["+15555550101"] },
      { id: asId("petra"), customerClass: "premium", name: "Petra", numbers: ["+15555550102"] },
      { id: asId("stan"), customerClass: "standard", name: "Stan", numbers: ["+15555550103"] },
      { id: asId("tara"), customerClass: "trial", name: "Tara", numbers: ["+15555550104"] },
    ],
  };
}

function reasonCodes(): CentreFile["reasonCodes"] {
  return [
    { id: "lunch", name: "Lunch", presence: "break" },
    { id: "short-break", name: "Short break", presence: "break" },
    { id: "meeting", name: "Meeting", presence: "busy" },
    { id: "training", name: "Training", presence: "busy" },
    { id: "paperwork", name: "Paperwork", presence: "busy" },
    { id: "away-from-desk", name: "Away from the desk", presence: "away" },
    { id: "end-of-shift", name: "End of shift", presence: "offline" },
  ];
}

function makeQueue(id: string, name: string, requires: string, members: readonly AgentId[]): QueueConfig {
  const queueId: QueueId = asId(id);
  return {
    id: queueId,
    name,
    requires,
    members: [...members],
    ...defaultQueueSettings,
    ...(id === "vip" ? { escalations: [{ customerClass: "vip", afterMs: 60_000, toBand: 0, tell: true }] } : {}),
    ...(id === "overflow" ? {} : { overflowTo: asId<"queue">("overflow") }),
  };
}

function makeAgent(id: string, name: string, skills: string[]): AgentConfig {
  return { id: asId(id), name, skills, levels: {}, languages: {}, capacity: 1 };
}

function makeTopic(id: string, keys: string[]): TopicConfig {
  return { id: asId(id), keys, number: id };
}

function entries(): EntryRow[] {
  const topics: TopicId[] = ["sales", "support", "billing", "general"].map((id) => asId<"topic">(id));
  return [
    { customerClass: "vip", topic: "any", queue: asId("vip") },
    { customerClass: "premium", topic: asId("general"), queue: asId("premium") },
    ...topics.map((topic): EntryRow => ({ customerClass: "any", topic, queue: asId(topic) })),
  ];
}

function devices(): DeviceConfig[] {
  const contacts = ["victor", "petra", "stan", "tara"];
  return [
    ...all.map((agent): DeviceConfig => ({ id: asId(agent), owner: { agent } })),
    ...contacts.map((contact): DeviceConfig => ({ id: asId(contact), owner: { contact: asId(contact) } })),
  ];
}
