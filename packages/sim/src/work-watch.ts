/** Watches what agents are given, from events alone: nobody more than they can do, and no customer to two agents. */
import type { Event } from "@legroom/model";

/** Offers that ring and talks, of one agent at one time. */
const CAPACITY = 1;

export class WorkWatch {
  readonly #found: (problem: string) => void;
  /** Offer by offer: whose it is, and whom it is for. */
  readonly #held = new Map<string, { readonly agentId: string; readonly interactionId: string; isWork: boolean }>();

  constructor(found: (problem: string) => void) {
    this.#found = found;
  }

  see(event: Event): void {
    if (event.type === "offer.made") {
      const { offerId, agentId, interactionId } = event;
      this.#held.set(offerId, { agentId, interactionId, isWork: false });
      const load = [...this.#held.values()].filter((one) => one.agentId === agentId).length;
      if (load > CAPACITY) this.#found(`capacity: ${agentId} is given ${load} at once`);
    } else if (event.type === "offer.ended") {
      if (event.outcome === "accepted") this.#accepted(event.offerId);
      else this.#held.delete(event.offerId);
    } else if (event.type === "offer.failed-to-connect" || event.type === "agent-segment.ended")
      this.#held.delete(event.offerId);
    else if (event.type === "interaction.closed")
      for (const [offerId, { interactionId }] of this.#held)
        if (interactionId === event.interactionId) this.#held.delete(offerId);
  }

  #accepted(offerId: string): void {
    const work = this.#held.get(offerId);
    if (work === undefined) return;
    work.isWork = true;
    for (const [otherId, other] of this.#held)
      if (otherId !== offerId && other.isWork && other.interactionId === work.interactionId)
        this.#found(`${work.interactionId} is assigned to ${other.agentId} and to ${work.agentId}`);
  }
}
