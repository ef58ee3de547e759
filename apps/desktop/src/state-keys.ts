/** What the pages know of the server, by key; and which of it an event makes old. */

export const keys = {
  me: ["me"],
  desk: ["desk"],
  wall: ["wall"],
  agents: ["agents"],
  queues: ["queues"],
  interactions: ["interactions"],
  interaction: (id: string) => ["interaction", id],
  devices: ["devices"],
  people: ["people"],
  centre: ["centre"],
  contacts: ["contacts"],
  contact: (id: string) => ["contacts", "of", id],
  signIns: ["sign-ins"],
  /** No event makes figures old: they are asked for now and then. */
  stats: ["stats"],
} as const;

/** The first word of a key. */
export type Topic =
  | "me"
  | "desk"
  | "wall"
  | "agents"
  | "queues"
  | "interactions"
  | "interaction"
  | "devices"
  | "people"
  | "centre";

/** At most so often each is asked for again while events pour in. */
export const paceMs: Readonly<Record<Topic, number>> = {
  me: 1000,
  desk: 50,
  wall: 500,
  agents: 500,
  queues: 500,
  interactions: 1000,
  interaction: 250,
  devices: 500,
  people: 500,
  centre: 500,
};

/** Topics that an event of this type makes old. */
export function topicsOf(type: string): readonly Topic[] {
  const subject = type.slice(0, type.indexOf("."));
  return touched[subject] ?? [];
}

const aboutWork: readonly Topic[] = ["desk", "wall", "agents", "queues", "interactions", "interaction"];
const touched: Readonly<Record<string, readonly Topic[]>> = {
  centre: ["me", "desk", "wall", "agents", "queues", "devices", "people", "centre"],
  clock: aboutWork,
  agent: ["desk", "wall", "agents", "interaction"],
  endpoint: ["desk", "wall", "agents", "devices"],
  device: ["devices"],
  interaction: aboutWork,
  "queue-segment": aboutWork,
  "agent-segment": aboutWork,
  offer: aboutWork,
  conference: ["interaction", "wall", "desk"],
  seat: ["interaction", "wall", "desk"],
  recording: ["interaction"],
};
