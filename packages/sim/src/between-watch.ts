/**
 * Watches which queue an agent serves who has become free, from events alone (R-ROUTE-60 to 62): by order, weight and fair
 * share exactly; by service-level risk who has missed the target comes before who has much time left, and among those the
 * order decides.
 */
import type { AgentId, Event, EventOf, QueueConfig } from "@legroom/model";
import type { AgentWatch } from "./agent-watch.ts";
import type { CentreWatch } from "./centre-watch.ts";
import { isBefore } from "./queue-watch.ts";
import type { Caller, QueueWatch } from "./queue-watch.ts";

/** The first of a queue whom this agent can be offered. */
type Head = { readonly caller: Caller; readonly queue: QueueConfig };
type Made = EventOf<"offer.made">;
type Watches = { readonly centre: CentreWatch; readonly queues: QueueWatch; readonly agents: AgentWatch };

/** What an offer costs a queue of weight 1. */
const OFFER_COST = 1_000_000;
/** No wait is predicted to be longer: with more than a thousandth of it left, a target is not missed. */
const PREDICTED_MAX_MS = 36_000_000;

export class BetweenWatch {
  /** Choices between queues that were judged, by how they are compared. */
  readonly judged: { [by: string]: number } = {};
  readonly #found: (problem: string) => void;
  readonly #centre: CentreWatch;
  readonly #queues: QueueWatch;
  readonly #agents: AgentWatch;
  readonly #paid = new Map<string, number>();

  constructor(found: (problem: string) => void, { centre, queues, agents }: Watches) {
    this.#found = found;
    this.#centre = centre;
    this.#queues = queues;
    this.#agents = agents;
  }

  /** To be told of an event before the other watches are. */
  see(event: Event): void {
    if (event.type !== "offer.made" || event.reasons.overrideId !== undefined) return;
    const { trigger, between } = event.reasons;
    if (trigger === "agent-free" || trigger === "centre-changed") this.#judge(event);
    const queue = this.#centre.queue(event.queueId);
    if (between === undefined || queue === undefined) return;
    const share = this.#shareOf(queue.id, between.queueIds);
    this.#paid.set(queue.id, share + Math.floor(OFFER_COST / queue.weight));
  }

  #judge(event: Made): void {
    const heads = this.#headsFor(event.agentId);
    const chosen = heads.find(({ caller }) => caller.id === event.interactionId);
    // Where somebody else could take the caller too, it may be them who was freed: they serve other queues.
    if (chosen === undefined || heads.length < 2 || !this.#isAlone(event.agentId, chosen)) return;
    const by = this.#centre.config?.betweenQueues ?? "order";
    this.judged[by] = (this.judged[by] ?? 0) + 1;
    const others = heads.filter((head) => head !== chosen);
    const queueIds = others.map(({ queue }) => queue.id).toSorted();
    const told = event.reasons.between;
    if (told?.by !== by || told.queueIds.join() !== queueIds.join())
      this.#found(`between: ${event.offerId} tells of ${JSON.stringify(told)}, and it was ${by} of ${queueIds.join()}`);
    const before = others.find((head) => this.#isFirst(head, chosen, { heads, at: event.at }));
    if (before !== undefined)
      this.#found(
        `between: by ${by} ${event.agentId} is offered ${chosen.caller.id} of ${chosen.queue.id}, and ${before.caller.id} of ${before.queue.id} is before them`,
      );
  }

  #isFirst(head: Head, chosen: Head, { heads, at }: { readonly heads: readonly Head[]; readonly at: number }): boolean {
    const ids = heads.map(({ queue }) => queue.id);
    switch (this.#centre.config?.betweenQueues) {
      case "weight":
        return isLess(chosen.queue.weight - head.queue.weight, head, chosen);
      case "fair-share":
        return isLess(this.#shareOf(head.queue.id, ids) - this.#shareOf(chosen.queue.id, ids), head, chosen);
      case "service-level-risk": {
        const [left, chosenLeft] = [leftMs(head, at), leftMs(chosen, at)];
        if (left > 0) return false; // how long they will wait is not known here
        return chosenLeft === 0 ? isBefore(head.caller, chosen.caller) : chosenLeft * 1000 > PREDICTED_MAX_MS;
      }
      default:
        return isBefore(head.caller, chosen.caller);
    }
  }

  #headsFor(agentId: AgentId): readonly Head[] {
    const heads = new Map<string, Head>();
    const reachable = this.#agents.reachable();
    for (const caller of this.#queues.callers) {
      const queue = this.#centre.queue(caller.entry?.queueId ?? "");
      if (queue === undefined || !this.#agents.isFree(agentId, queue, reachable)) continue;
      if (!this.#queues.couldBeOffered(caller, { queueId: queue.id, agentId })) continue;
      const other = heads.get(queue.id);
      if (other === undefined || isBefore(caller, other.caller)) heads.set(queue.id, { caller, queue });
    }
    return [...heads.values()];
  }

  #isAlone(agentId: AgentId, { caller, queue }: Head): boolean {
    const reachable = this.#agents.reachable();
    for (const id of this.#centre.agentIds)
      if (id !== agentId && this.#agents.isFree(id, queue, reachable))
        if (this.#queues.couldBeOffered(caller, { queueId: queue.id, agentId: id })) return false;
    return true;
  }

  /** Who was not asked for long lags behind who has paid most by no more than one offer. */
  #shareOf(queueId: string, others: readonly string[]): number {
    const paid = (id: string): number => this.#paid.get(id) ?? 0;
    const most = Math.max(paid(queueId), ...others.map(paid));
    return Math.max(paid(queueId), most - OFFER_COST);
  }
}

function isLess(difference: number, head: Head, chosen: Head): boolean {
  return difference < 0 || (difference === 0 && isBefore(head.caller, chosen.caller));
}

function leftMs({ caller, queue }: Head, at: number): number {
  return Math.max(0, (caller.entry?.enteredAt ?? at) + queue.serviceLevelMs - at);
}
