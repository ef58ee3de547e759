/** What the centre says at the moment, from events alone: for the watches, which know the rules by their documents. */
import { DEFAULT_LEVEL, meets, must, parseRequirement } from "@legroom/model";
import type {
  Abilities,
  AgentConfig,
  AgentId,
  CentreConfig,
  Event,
  EventOf,
  QueueConfig,
  QueueId,
  UnixMs,
} from "@legroom/model";

/** What a caller may ask of an agent, and how far their circle has become. */
export type Asks = {
  readonly queueId: QueueId;
  readonly requires?: string;
  language?: string;
  preferredId?: AgentId;
  relaxed: number;
  delayMs: number;
  /** In this queue since then, as steps are counted. */
  readonly sinceAt: UnixMs;
};

export class CentreWatch {
  readonly #queues = new Map<string, QueueConfig>();
  readonly #agents = new Map<string, AgentConfig>();
  /** Steps of the whole queue that hold now, by index. */
  readonly #held = new Map<string, readonly number[]>();
  /** When its steps by estimate were last taken back: who was there keeps them (R-ROUTE-171). */
  readonly #kept = new Map<string, Map<number, UnixMs>>();
  readonly #lenders = new Map<string, Set<string>>();
  /** The most that any queue has given a point today: a caller who flows on keeps what the first queue gave. */
  secondsPerPointMax = 0;

  see(event: Event): void {
    if (event.type === "centre.configured") this.#configured(event.config);
    else if (event.type === "membership.changed") this.#memberChanged(event);
    else if (event.type === "queue.relaxed") this.#relaxed(event);
    else if (event.type === "queue.borrowing-started") this.#lendersOf(event.queueId).add(event.from);
    else if (event.type === "queue.borrowing-ended") this.#lendersOf(event.queueId).delete(event.from);
  }

  capacityOf(agentId: string): number {
    return this.#agents.get(agentId)?.capacity ?? 1;
  }

  queue(queueId: string): QueueConfig | undefined {
    return this.#queues.get(queueId);
  }

  /** R-ROUTE-50, 52 and 57 in words of their own. Of agents and queues that were configured away: nothing may be offered. */
  mayBeOffered(asks: Asks, agentId: AgentId): boolean {
    const [queue, agent] = [this.#queues.get(asks.queueId), this.#agents.get(agentId)];
    if (queue === undefined || agent === undefined) return false;
    if (asks.requires !== undefined && !fits(agent, asks.requires)) return false;
    const delayMs = this.#delayOf(queue, agentId);
    if (asks.preferredId !== undefined)
      return asks.preferredId === agentId && (delayMs !== undefined || queue.lastAgent === "any");
    if (delayMs === undefined || delayMs > asks.delayMs) return false;
    if (asks.language !== undefined && agent.languages[asks.language] === undefined) return false;
    return fits(agent, this.#requiredNow(queue, asks));
  }

  /** Of a member; 0 of somebody who helps; undefined of all others. */
  #delayOf(queue: QueueConfig, agentId: AgentId): number | undefined {
    if (queue.members.includes(agentId)) return queue.tiers.find((tier) => tier.agent === agentId)?.delayMs ?? 0;
    const helps = [...this.#lendersOf(queue.id)].some((from) => this.#queues.get(from)?.members.includes(agentId));
    return helps ? 0 : undefined;
  }

  #relaxed({ queueId, steps, at }: EventOf<"queue.relaxed">): void {
    const kept = this.#kept.get(queueId) ?? new Map<number, UnixMs>();
    this.#kept.set(queueId, kept);
    for (const step of this.#held.get(queueId) ?? [])
      if (!steps.includes(step) && this.#queues.get(queueId)?.relaxations[step]?.when.by === "estimate")
        kept.set(step, at);
    this.#held.set(queueId, steps);
  }

  /** Own steps are taken in their order, those of the queue come and go; the furthest in the list counts. */
  #requiredNow(queue: QueueConfig, { relaxed, sinceAt }: Asks): string {
    const kept = [...(this.#kept.get(queue.id) ?? [])].filter(([, until]) => sinceAt <= until).map(([step]) => step);
    const held = [...(this.#held.get(queue.id) ?? []), ...kept];
    const own = queue.relaxations.flatMap(({ when }, at) => (isOwn(when.by) ? [at] : [])).slice(0, relaxed);
    const furthest = Math.max(-1, ...own, ...held.filter((at) => !isOwn(queue.relaxations[at]?.when.by)));
    return queue.relaxations[furthest]?.requires ?? queue.requires;
  }

  #configured({ queues, agents }: CentreConfig): void {
    this.#queues.clear();
    this.#agents.clear();
    this.#held.clear(); // they are looked at anew
    this.#kept.clear();
    for (const queue of queues) this.#queues.set(queue.id, queue);
    for (const agent of agents) this.#agents.set(agent.id, agent);
    for (const { secondsPerPoint } of queues)
      this.secondsPerPointMax = Math.max(this.secondsPerPointMax, secondsPerPoint);
  }

  #memberChanged({ agentId, queueId, member }: EventOf<"membership.changed">): void {
    const queue = this.#queues.get(queueId);
    if (queue === undefined) return;
    const members = queue.members.filter((id) => id !== agentId);
    const tiers = queue.tiers.filter((tier) => tier.agent !== agentId);
    if (member !== undefined) tiers.push({ agent: agentId, ...member });
    this.#queues.set(queueId, { ...queue, tiers, members: member === undefined ? members : [...members, agentId] });
  }

  #lendersOf(queueId: string): Set<string> {
    const known = this.#lenders.get(queueId);
    if (known !== undefined) return known;
    const lenders = new Set<string>();
    this.#lenders.set(queueId, lenders);
    return lenders;
  }
}

function isOwn(by: string | undefined): boolean {
  return by === "waited" || by === "position";
}

function fits(agent: AgentConfig, text: string): boolean {
  const read = parseRequirement(text);
  return meets(abilitiesOf(agent), must(read.ok ? read.requirement : undefined, `"${text}" can be read`));
}

function abilitiesOf({ id, skills, levels, languages }: AgentConfig): Abilities {
  return {
    id,
    skills: new Map(skills.map((skill) => [skill, levels[skill] ?? DEFAULT_LEVEL])),
    languages: new Map(Object.entries(languages)),
  };
}
