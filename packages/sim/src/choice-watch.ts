/**
 * Watches whom callers are offered to, from events alone: of those who stood free and could be offered the caller the queue's
 * strategy names nobody before the one who was; and who waits waits for want of somebody free. The documented orders
 * (R-ROUTE-53 to 57) in words of their own: no index, everybody is looked at.
 */
import type { AgentId, Event, EventOf, QueueConfig, Strategy, UnixMs } from "@legroom/model";
import type { AgentWatch } from "./agent-watch.ts";
import type { CentreWatch } from "./centre-watch.ts";
import type { Caller, QueueWatch } from "./queue-watch.ts";

/** Somebody who stands free, as strategies see them. */
type Free = ReturnType<AgentWatch["factsOf"]> & {
  readonly id: AgentId;
  readonly tier: number;
  readonly place: number;
  readonly level: number;
  readonly otherSkills: number;
};

/** Compared one after another, the least first. Nothing is left to an id: equals are not told apart here. */
type Order = (free: Free) => readonly number[];

const inOrder: Order = ({ tier, place }) => [tier, place];
const quiet: Order = ({ load, tier }) => [load, tier];

/** By strategy. Turns and chance are judged below. */
const orders: Readonly<Partial<Record<Strategy, Order>>> = {
  performance: (free) => [...quiet(free), free.band, free.idleSinceAt],
  "best-skill": (free) => [...quiet(free), -free.level, free.otherSkills, free.band, free.idleSinceAt],
  "least-skilled": (free) => [...quiet(free), free.level, free.otherSkills, free.band, free.idleSinceAt],
  // Two who are quite rested are told apart by when they were, which is not judged.
  "lowest-occupancy": (free) => [...quiet(free), free.strainMs],
  "longest-idle-agent": ({ tier, idleSinceAt, place }) => [tier, idleSinceAt, place],
  "sequentially-by-agent-order": inOrder,
  linear: inOrder,
  "ring-all": inOrder,
  ringall: inOrder,
  "ring-progressively": inOrder,
  "agent-with-least-talk-time": ({ tier, talks, place }) => [tier, talks.day, talks.talkMs, place],
  "agent-with-fewest-calls": ({ tier, talks, place }) => [tier, talks.day, talks.calls, place],
  leastrecent: ({ tier, talks, place }) => [tier, talks.endedAt, place],
  fewestcalls: ({ tier, talks, idleSinceAt }) => [tier, talks.day, talks.calls, idleSinceAt],
};

type Made = EventOf<"offer.made">;
type Watches = { readonly centre: CentreWatch; readonly queues: QueueWatch; readonly agents: AgentWatch };

export class ChoiceWatch {
  /** Choices among several who stood free that were judged, by strategy. */
  readonly judged: { [strategy: string]: number } = {};
  readonly #found: (problem: string) => void;
  readonly #centre: CentreWatch;
  readonly #queues: QueueWatch;
  readonly #agents: AgentWatch;
  /** Who was last offered somebody of a queue. */
  readonly #lastOffered = new Map<string, AgentId>();
  /** Where all ring who can: whom a round that began in this step has not rung yet. */
  readonly #unrung = new Map<Caller, Set<AgentId>>();
  #touched = false;
  #at = 0 as UnixMs; // the beginning

  constructor(found: (problem: string) => void, { centre, queues, agents }: Watches) {
    this.#found = found;
    this.#centre = centre;
    this.#queues = queues;
    this.#agents = agents;
  }

  /** To be told of an event before the other watches are. */
  see(event: Event): void {
    this.#at = event.at;
    if (event.type !== "effect.requested" && event.type !== "effect.settled") this.#touched = true;
    if (event.type === "offer.made" && event.reasons.overrideId === undefined) this.#judge(event);
  }

  /** Nobody waits for whom somebody stands free; and all ring who shall (R-ROUTE-6, R-ROUTE-55). */
  stepEnded(): void {
    if (!this.#touched) return;
    this.#touched = false;
    for (const caller of this.#queues.callers) {
      const queue = this.#queueOf(caller);
      if (queue === undefined || caller.state !== "waiting" || caller.away) continue;
      const [one] = this.#freeFor(caller, queue);
      if (one !== undefined) this.#found(`idle: ${caller.id} waits in ${queue.id}, and ${one.id} stands free for them`);
    }
    for (const [{ id }, [agentId]] of this.#unrung)
      if (agentId !== undefined) this.#found(`idle: all shall ring for ${id}, and ${agentId} does not`);
    this.#unrung.clear();
  }

  #judge(event: Made): void {
    const caller = this.#queues.caller(event.interactionId);
    const queue = caller === undefined ? undefined : this.#queueOf(caller);
    if (caller === undefined || queue === undefined || queue.id !== event.queueId) return; // told by another watch
    const free = this.#freeFor(caller, queue);
    const chosen = free.find((one) => one.id === event.agentId);
    if (chosen === undefined)
      this.#found(`choice: ${caller.id} is offered to ${event.agentId}, who does not stand free`);
    else this.#judgeChosen(chosen, free, { caller, queue });
    this.#lastOffered.set(queue.id, event.agentId);
    if (caller.rings.size === 0) this.#roundBegins(caller, free, queue);
    if (this.#unrung.get(caller)?.delete(event.agentId) === false)
      this.#found(`choice: ${event.agentId} is rung for ${caller.id} with those of another tier`);
  }

  /** All of them, or all of the first tier and the preferred one; chosen from one look. */
  #roundBegins(caller: Caller, free: readonly Free[], { strategy }: QueueConfig): void {
    if (strategy !== "ring-all" && strategy !== "ringall") return;
    const tier = Math.min(...free.map((one) => one.tier));
    const ring = free.filter((one) => strategy === "ring-all" || one.tier === tier || one.id === preferredOf(caller));
    this.#unrung.set(caller, new Set(ring.map((one) => one.id)));
  }

  #judgeChosen(
    chosen: Free,
    free: readonly Free[],
    { caller, queue }: { readonly caller: Caller; readonly queue: QueueConfig },
  ): void {
    if (free.length > 1) this.judged[queue.strategy] = (this.judged[queue.strategy] ?? 0) + 1;
    const preferredId = preferredOf(caller);
    const better = free.some((one) => one.id === preferredId)
      ? free.find((one) => one.id === preferredId)
      : this.#firstOf(free, { caller, queue, chosen });
    if (better !== undefined && better.id !== chosen.id)
      this.#found(
        `choice: ${queue.strategy} of ${queue.id} offers ${caller.id} to ${told(chosen)}, and before them is ${told(better)}`,
      );
  }

  /** Whom the strategy names before the chosen one, or the chosen one. */
  #firstOf(
    free: readonly Free[],
    { caller, queue, chosen }: { readonly caller: Caller; readonly queue: QueueConfig; readonly chosen: Free },
  ): Free | undefined {
    const { strategy } = queue;
    const tier = Math.min(...free.map((one) => one.tier));
    if (strategy === "wrandom") return chosen; // any one
    if (strategy === "random") return free.find((one) => (chosen.tier === tier ? one === chosen : one.tier === tier));
    const order = orders[strategy];
    if (order !== undefined) return free.find((one) => comesBefore(order(one), order(chosen))) ?? chosen;
    const last = strategy === "top-down" ? caller.lastTriedId : this.#lastOffered.get(queue.id);
    const was = last === undefined ? undefined : this.#centre.standingOf(queue.id, last);
    const turn = strategy === "top-down" ? free : free.filter((one) => one.tier === tier);
    const inLine = turn.toSorted((a, b) => a.tier - b.tier || a.place - b.place);
    if (was === undefined || (strategy !== "top-down" && was.tier !== tier)) return inLine[0];
    return inLine.find((one) => comesBefore(inOrder({ ...one, ...was }), inOrder(one))) ?? inLine[0];
  }

  #freeFor(caller: Caller, queue: QueueConfig): readonly Free[] {
    const { asks, rests, rings } = caller;
    if (asks === undefined) return [];
    const rung = new Set(rings.values());
    const reachable = this.#agents.reachable();
    const free: Free[] = [];
    for (const id of this.#centre.agentIds) {
      if (rests.has(id) || rung.has(id) || !this.#agents.isFree(id, queue, reachable)) continue;
      if (!this.#centre.mayBeOffered(asks, id)) continue;
      const { tier, place } = this.#centre.standingOf(queue.id, id) ?? { tier: 1, place: Number.POSITIVE_INFINITY };
      free.push({ id, tier, place, ...this.#centre.fitOf(asks, id), ...this.#agents.factsOf(id, queue.id, this.#at) });
    }
    return free;
  }

  #queueOf({ entry }: Caller): QueueConfig | undefined {
    return entry === undefined ? undefined : this.#centre.queue(entry.queueId);
  }
}

function preferredOf({ asks, prefersId }: Caller): AgentId | undefined {
  return asks?.preferredId ?? prefersId;
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((key, i) => key !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

function told({ id, load, tier, place, band, idleSinceAt, level, otherSkills, strainMs, talks }: Free): string {
  return JSON.stringify({ id, load, tier, place, band, idleSinceAt, level, otherSkills, strainMs, talks });
}
