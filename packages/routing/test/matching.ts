/** Centres for the tests of matching: one queue, some agents, one caller after the other. */
import { asId, defaultQueueSettings } from "@legroom/model";
import type { AgentConfig, CentreFile, OfferReasons, QueueConfig } from "@legroom/model";
import { Centre } from "./centre.ts";

export type Queue = Partial<Omit<QueueConfig, "id" | "members" | "tiers">> & {
  readonly id: string;
  readonly members?: readonly string[];
  /** Tiers of agents, where not the first; with a delay where there is one. */
  readonly tiers?: Readonly<Record<string, number | { readonly tier: number; readonly delayMs: number }>>;
};
type Who = Partial<Omit<AgentConfig, "id">>;

/** Queues with a public number of their own id each; their members are all agents unless said otherwise. */
export function withQueues(queues: readonly Queue[], agents: Readonly<Record<string, Who>>, more?: More): Centre {
  return new Centre((file) => ({
    ...file,
    agents: Object.entries(agents).map(([id, who]) => agentOf(id, who)),
    devices: Object.keys(agents).map((id) => ({ id: asId<"device">(id), owner: { agent: asId<"agent">(id) } })),
    contacts: [],
    queues: queues.map((queue) => queueOf(queue, Object.keys(agents))),
    topics: queues.map(({ id }) => ({ id: asId<"topic">(id), keys: [], number: id })),
    entries: queues.map(({ id }) => ({ customerClass: "any", topic: asId<"topic">(id), queue: asId<"queue">(id) })),
    frontLine: { number: "main", defaultTopic: asId(queues[0]?.id ?? "") },
    ...more,
  }));
}

type More = Partial<Pick<CentreFile, "betweenQueues" | "performance" | "entries" | "callers">>;

function agentOf(id: string, who: Who): AgentConfig {
  return { id: asId(id), name: id, skills: [], levels: {}, languages: {}, capacity: 1, ...who };
}

function queueOf({ id, members, tiers = {}, ...more }: Queue, all: readonly string[]): QueueConfig {
  return {
    ...defaultQueueSettings,
    ...{ id: asId<"queue">(id), name: id, requires: "anyone", inQueueMs: 3_600_000, wrapUpMs: 0 },
    ...more,
    members: (members ?? all).map((agent) => asId<"agent">(agent)),
    tiers: Object.entries(tiers).map(([agent, at]) => ({
      agent: asId<"agent">(agent),
      ...(typeof at === "number" ? { tier: at, delayMs: 0 } : at),
    })),
  };
}

/** The agents who were offered somebody, in order; and why the last one was. */
export function offered(centre: Centre): readonly string[] {
  return centre.all("offer.made").map((made) => made.agentId);
}

export function whyLast(centre: Centre): OfferReasons {
  return centre.last("offer.made").reasons;
}

/** A caller of this queue talks for so long with whoever answers, and is gone; returns who it was. */
export function talk(centre: Centre, name: string, queue: string, ms = 1000): string | undefined {
  centre.calls(name, queue);
  const agent = centre.agentOf(name);
  centre.wait(ms);
  centre.hangsUp(name);
  return agent;
}
