/** What the centre says at the moment, from events alone: for the watches, which know the rules by their documents. */
import { DEFAULT_LEVEL, browserDeviceOf, meets, must, parseRequirement, skillsAskedFor } from "@legroom/model";
import type {
  Abilities,
  AgentConfig,
  AgentId,
  CentreConfig,
  CustomerClass,
  Event,
  EventOf,
  QueueConfig,
  QueueId,
  Requirement,
  UnixMs,
} from "@legroom/model";

/** What a caller may ask of an agent, and how far their circle has become. */
export type Asks = {
  readonly queueId: QueueId;
  /** Of the decision table and of programs: all of it. */
  requires: readonly string[];
  language?: string;
  preferredId?: AgentId;
  relaxed: number;
  delayMs: number;
  /** In this queue since then, as steps are counted. */
  readonly sinceAt: UnixMs;
};

/** How somebody stands in a queue: of its list, or lent by another. */
export type Standing = { readonly tier: number; readonly delayMs: number; readonly place: number };

/** Those who are lent come after all others. */
const LENT_TIER = 10;

export class CentreWatch {
  config: CentreConfig | undefined;
  readonly #queues = new Map<string, QueueConfig>();
  readonly #agents = new Map<string, AgentConfig>();
  /** Steps of the whole queue that hold now, by index. */
  readonly #held = new Map<string, readonly number[]>();
  /** When its steps by estimate were last taken back: who was there keeps them (R-ROUTE-171). */
  readonly #kept = new Map<string, Map<number, UnixMs>>();
  readonly #lenders = new Map<string, Set<string>>();
  /** Made when asked for. */
  readonly #members = new Map<string, ReadonlyMap<AgentId, Standing>>();
  readonly #devices = new Map<string, string>();
  /** Where somebody stood who was taken out of a queue, by the act: undone, they stand there again. */
  readonly #stood = new Map<string, number>();
  /** The most that any queue has given a point today: a caller who flows on keeps what the first queue gave. */
  secondsPerPointMax = 0;

  see(event: Event): void {
    if (event.type === "centre.configured") this.#configured(event.config);
    else if (event.type === "membership.changed") this.#memberChanged(event);
    else if (event.type === "queue.relaxed") this.#relaxed(event);
    else if (event.type === "override.made") this.#acted(event);
    else if (event.type === "queue.borrowing-started") this.#lends(event.queueId, (lenders) => lenders.add(event.from));
    else if (event.type === "queue.borrowing-ended")
      this.#lends(event.queueId, (lenders) => lenders.delete(event.from));
  }

  #lends(queueId: string, change: (lenders: Set<string>) => unknown): void {
    change(this.#lendersOf(queueId));
    this.#members.delete(queueId);
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
    if (!asks.requires.every((text) => fits(agent, text))) return false;
    const delayMs = this.standingOf(queue.id, agentId)?.delayMs;
    if (asks.preferredId !== undefined)
      return asks.preferredId === agentId && (delayMs !== undefined || queue.lastAgent === "any");
    if (delayMs === undefined || delayMs > asks.delayMs) return false;
    if (asks.language !== undefined && agent.languages[asks.language] === undefined) return false;
    return fits(agent, this.#requiredNow(queue, asks));
  }

  /** The members in their order; then those of its lenders, in the order in which lending began. */
  standingOf(queueId: string, agentId: AgentId): Standing | undefined {
    return this.#standings(queueId).get(agentId);
  }

  /** What counts where skill is compared: their levels of the skills asked for, and how many others they have (R-ROUTE-55). */
  fitOf(asks: Asks, agentId: AgentId): { readonly level: number; readonly otherSkills: number } {
    const [queue, agent] = [this.#queues.get(asks.queueId), this.#agents.get(agentId)];
    if (queue === undefined || agent === undefined) return { level: 0, otherSkills: 0 };
    const texts = asks.preferredId === undefined ? [this.#requiredNow(queue, asks)] : [];
    const asked = new Set([...asks.requires, ...texts].flatMap((text) => skillsAskedFor(readOf(text))));
    const has = agent.skills.filter((skill) => asked.has(skill));
    const level = has.reduce((sum, skill) => sum + (agent.levels[skill] ?? DEFAULT_LEVEL), 0);
    return { level, otherSkills: agent.skills.length - has.length };
  }

  /** What the row of the decision table asks for that leads this caller to this queue. */
  rowAsks(queueId: string, customerClass: CustomerClass, topic: string | undefined): readonly string[] {
    const row = this.config?.entries.find(
      (one) =>
        (one.customerClass === "any" || one.customerClass === customerClass) &&
        (one.topic === "any" || one.topic === topic),
    );
    return row?.queue === queueId && row.requires !== undefined ? [row.requires] : [];
  }

  get agentIds(): Iterable<AgentId> {
    return this.#agents.keys() as Iterable<AgentId>;
  }

  isAgent(agentId: string): boolean {
    return this.#agents.has(agentId);
  }

  /** The agent whose device it is: each has a browser besides those of the list. */
  ownerOf(deviceId: string): string | undefined {
    return this.#devices.get(deviceId);
  }

  #standings(queueId: string): ReadonlyMap<AgentId, Standing> {
    const known = this.#members.get(queueId);
    if (known !== undefined) return known;
    const members = new Map<AgentId, Standing>();
    const queue = this.#queues.get(queueId);
    for (const [place, agentId] of (queue?.members ?? []).entries()) {
      const { tier, delayMs } = queue?.tiers.find((one) => one.agent === agentId) ?? { tier: 1, delayMs: 0 };
      members.set(agentId, { tier, delayMs, place });
    }
    for (const from of this.#lendersOf(queueId))
      for (const agentId of this.#queues.get(from)?.members ?? [])
        if (!members.has(agentId)) members.set(agentId, { tier: LENT_TIER, delayMs: 0, place: members.size });
    this.#members.set(queueId, members);
    return members;
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

  #configured(config: CentreConfig): void {
    const { queues, agents, devices } = config;
    this.config = config;
    this.#queues.clear();
    this.#agents.clear();
    this.#members.clear();
    this.#devices.clear();
    this.#held.clear(); // they are looked at anew
    this.#kept.clear();
    for (const queue of queues) this.#queues.set(queue.id, queue);
    for (const agent of agents) {
      this.#agents.set(agent.id, agent);
      this.#devices.set(browserDeviceOf(agent.id), agent.id);
    }
    for (const { id, owner } of devices) if ("agent" in owner) this.#devices.set(id, owner.agent);
    for (const { secondsPerPoint } of queues)
      this.secondsPerPointMax = Math.max(this.secondsPerPointMax, secondsPerPoint);
  }

  #acted({ act, overrideId, agentId, queueId }: EventOf<"override.made">): void {
    if (act !== "membership" || agentId === undefined || queueId === undefined) return;
    const place = this.#queues.get(queueId)?.members.indexOf(agentId) ?? -1;
    if (place >= 0) this.#stood.set(overrideId, place);
  }

  /** Who was a member stays where they are; who is put back by an undone act is where they were; others come last. */
  #memberChanged({ agentId, queueId, member, overrideId }: EventOf<"membership.changed">): void {
    const queue = this.#queues.get(queueId);
    if (queue === undefined) return;
    const now = queue.members.indexOf(agentId);
    const members = queue.members.filter((id) => id !== agentId);
    const tiers = queue.tiers.filter((tier) => tier.agent !== agentId);
    if (member !== undefined) {
      tiers.push({ agent: agentId, ...member });
      members.splice(now >= 0 ? now : (this.#stood.get(overrideId) ?? members.length), 0, agentId);
    }
    this.#queues.set(queueId, { ...queue, tiers, members });
    this.#members.clear(); // also of those whom this one helps
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
  return meets(abilitiesOf(agent), readOf(text));
}

const read = new Map<string, Requirement>();

function readOf(text: string): Requirement {
  const known = read.get(text);
  if (known !== undefined) return known;
  const parsed = parseRequirement(text);
  const requirement = must(parsed.ok ? parsed.requirement : undefined, `"${text}" can be read`);
  read.set(text, requirement);
  return requirement;
}

const abilities = new WeakMap<AgentConfig, Abilities>();

function abilitiesOf(agent: AgentConfig): Abilities {
  const known = abilities.get(agent);
  if (known !== undefined) return known;
  const { id, skills, levels, languages } = agent;
  const made: Abilities = {
    id,
    skills: new Map(skills.map((skill) => [skill, levels[skill] ?? DEFAULT_LEVEL])),
    languages: new Map(Object.entries(languages)),
  };
  abilities.set(agent, made);
  return made;
}
